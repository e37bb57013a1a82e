"""A form that comes back says what is wrong, in an accessible way, and still holds what was typed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import FORUM, Enter
from tests.support.browser import PHONE, View, axe, scrolls_sideways
from tests.support.cast import Cast

FORMS = {  # where, and who sends it
    "/sign-in": None,
    "/password": "jorge",
    f"{FORUM}/week/2/new-thread": "jorge",
    f"{FORUM}/admin/week/4": "alma",
    f"{FORUM}/admin/weeks/new": "alma",
    f"{FORUM}/admin/people": "alma",
    f"{FORUM}/admin/week/4/readings/new": "alma",
    "/owner/forums/new": "olga",
}
PHONE_DARK = View(width=PHONE, dark=True, locale="es")
EMPTY = """form => {
    form.noValidate = true;
    for (const field of form.querySelectorAll('textarea, input[type=text], input[type=email], input[type=password]'))
        field.value = '';
    form.requestSubmit(form.querySelector('button.primary'));
}"""


@pytest.mark.parametrize("view", [View(), PHONE_DARK], ids=str)
@pytest.mark.parametrize("address", FORMS)
def test_an_empty_form_comes_back_and_says_why(enter: Enter, cast: Cast, address: str, view: View) -> None:
    name = FORMS[address]
    page = enter(getattr(cast, name) if name else None, view)
    page.goto(address)
    send_empty(page)
    expect(page.get_by_role("alert").first).to_be_focused()
    assert page.locator("[aria-invalid=true]").count() + page.locator("fieldset[aria-describedby]").count() > 0
    assert axe(page) == []
    assert not scrolls_sideways(page)


def send_empty(page: Page) -> None:
    """All its words deleted, past the browser's own checks."""
    with page.expect_response(lambda answer: answer.status == 422):
        page.locator("main form:has(button.primary)").first.evaluate(EMPTY)
    page.wait_for_load_state()


def test_each_error_leads_to_its_field(enter: Enter, cast: Cast) -> None:
    page = enter(cast.jorge)
    page.goto(f"{FORUM}/week/2/new-thread")
    send_empty(page)
    page.get_by_role("alert").get_by_role("link", name="Give it a title.").click()
    expect(page.get_by_label("Title")).to_be_focused()
    expect(page.get_by_label("Title")).to_have_accessible_description("Give it a title.")


@pytest.mark.parametrize("view", [View(), PHONE_DARK], ids=str)
def test_a_refused_reply_is_accessible(enter: Enter, cast: Cast, view: View) -> None:
    page = enter(cast.jorge, view)
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    with page.expect_response("**/reply"):
        page.locator("#reply-send").click()
    expect(page.locator("#reply").get_by_role("alert")).to_be_focused()
    assert axe(page) == []


def test_who_is_not_let_in_is_told_so(enter: Enter, cast: Cast) -> None:
    page = enter(cast.jorge)
    page.goto(f"{FORUM}/admin/schedule")
    expect(page.get_by_role("heading", level=1)).to_have_text("Not allowed")
    expect(page.get_by_text("Only an admin of this forum can do that.")).to_be_visible()
    assert axe(page) == []
