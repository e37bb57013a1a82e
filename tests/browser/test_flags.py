"""An author says what is wrong with a translation; without JavaScript too."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from board.extensions import db
from board.models import Flag, UnsentText
from tests.browser.conftest import FORUM, Enter, Site
from tests.browser.hands import copies, tools
from tests.support.browser import PHONE, View
from tests.support.cast import Cast

WORDS = "Eran frutas, no verduras."
BOTH = pytest.mark.parametrize("view", [View(), View(javascript=False, width=PHONE)], ids=str)


def begin(page: Page, cast: Cast) -> None:
    """From the post to the form."""
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    tools(page, cast.post).get_by_role("link", name="Is the translation wrong?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What is wrong with the translation?")


def said(site: Site) -> list[str]:
    with site.written():
        return list(db.session.scalars(select(Flag.note)))


@BOTH
def test_what_is_wrong_is_said_and_taken_back(site: Site, enter: Enter, cast: Cast, view: View) -> None:
    page = enter(cast.ana, view)
    begin(page, cast)
    page.get_by_label("What is wrong? paragraph 1").fill(WORDS)
    page.get_by_role("button", name="Send to the translators").click()
    expect(page.get_by_text("Thank you. The translators see what you wrote.")).to_be_visible()
    assert said(site) == [WORDS]
    begin(page, cast)
    page.get_by_label("What is wrong? paragraph 2").fill("And this.")
    page.get_by_role("button", name="Take this back").click()
    expect(page.get_by_text("Taken back.")).to_be_visible()
    expect(page.get_by_label("What is wrong? paragraph 2")).to_have_value("And this.")
    assert said(site) == []


def test_it_is_kept_while_typed_and_nothing_of_it_stays_once_sent(site: Site, enter: Enter, cast: Cast) -> None:
    page = enter(cast.ana)
    begin(page, cast)
    with page.expect_response("**/unsent"):
        page.get_by_label("What is wrong? paragraph 2").fill(WORDS)
    page.reload()
    expect(page.get_by_label("What is wrong? paragraph 2")).to_have_value(WORDS)
    page.get_by_label("What is wrong? paragraph 1").fill("And this.")
    page.get_by_role("button", name="Send to the translators").click()
    expect(page.get_by_text("Thank you.")).to_be_visible()
    assert sorted(said(site)) == ["And this.", WORDS]
    assert copies(page) == "{}"
    with site.written():
        assert db.session.scalars(select(UnsentText)).all() == []
