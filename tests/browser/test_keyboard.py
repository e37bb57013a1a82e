"""The site with the keyboard alone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import FORUM, Enter
from tests.browser.hands import reply_field, stay, stayed
from tests.support.browser import PHONE, View
from tests.support.cast import Cast

STOP = """() => {
    const here = document.activeElement, style = getComputedStyle(here), box = here.getBoundingClientRect();
    const visible = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
    const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    const name = here.id || (here.textContent || here.name || '').trim().replace(/\\s+/g, ' ').slice(0, 40);
    const forward = !window.before || window.before.compareDocumentPosition(here) === Node.DOCUMENT_POSITION_FOLLOWING;
    window.before = here;
    return { tag: here.localName, id: here.id, name, visible, outlined, forward };
}"""


def stops(page: Page, until: str) -> list[dict[str, Any]]:
    """Where Tab leads, one stop after the other, until the element with an id."""
    found: list[dict[str, Any]] = []
    while not found or found[-1]["id"] != until:
        page.keyboard.press("Tab")
        found.append(page.evaluate(STOP))
        assert len(found) < 100, f"Tab does not reach {until}: {[stop['name'] for stop in found]}"
    return found


def test_the_first_stop_skips_to_the_text(enter: Enter, cast: Cast) -> None:
    page = enter(cast.ana)
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the text")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("main :focus")).to_have_count(1)


@pytest.mark.parametrize("view", [View(), View(width=PHONE), View(dark=True)], ids=str)
def test_tab_reaches_the_reply_form_and_each_stop_is_seen(enter: Enter, cast: Cast, view: View) -> None:
    page = enter(cast.ana, view)
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    way = stops(page, "reply-send")
    assert [stop["name"] for stop in way if not stop["outlined"]] == []
    assert [stop["name"] for stop in way if not stop["visible"]] == []
    assert [stop["name"] for stop in way if not stop["forward"]] == []
    ids = [stop["id"] for stop in way]
    assert ids.index("reply-body") < ids.index("reply-language") < ids.index("reply-send")


def test_a_translators_way_leads_from_field_to_field(enter: Enter, cast: Cast) -> None:
    page = enter(cast.tess)
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    page.get_by_role("link", name="Translate").first.click()
    fields = page.locator(".segment textarea")
    fields.first.focus()
    way = stops(page, str(fields.nth(1).get_attribute("id")))
    assert [stop["name"] for stop in way[:-1]] == ["Save", "Send to review", "Approve", "Ask the author to reword"]


def test_control_and_enter_sends(enter: Enter, cast: Cast) -> None:
    page = enter(cast.ana)
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    stay(page)
    reply_field(page).fill("Con el teclado.")
    reply_field(page).press("Control+Enter")
    expect(page.locator("#posts article").last).to_contain_text("Con el teclado.")
    expect(reply_field(page)).to_have_value("")
    expect(reply_field(page)).to_be_focused()
    assert stayed(page)


def test_enter_alone_makes_a_new_line(enter: Enter, cast: Cast) -> None:
    page = enter(cast.ana)
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    reply_field(page).press_sequentially("uno")
    reply_field(page).press("Enter")
    reply_field(page).press_sequentially("dos")
    expect(reply_field(page)).to_have_value("uno\ndos")


def test_escape_closes_a_menu_and_goes_back_to_its_button(enter: Enter, cast: Cast) -> None:
    page = enter(cast.ana)
    page.goto(f"{FORUM}/")
    button = page.locator("header summary", has_text="Ana")
    button.press("Enter")
    page.get_by_role("link", name="Your profile").focus()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Your profile")).to_be_hidden()
    expect(button).to_be_focused()


def test_choosing_how_to_read_keeps_the_focus(enter: Enter, cast: Cast) -> None:
    page = enter(cast.ana)
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    original = page.get_by_role("button", name="Original", exact=True)
    with page.expect_response("**/reading-mode"):
        original.press("Enter")
    expect(original).to_have_attribute("aria-pressed", "true")
    expect(original).to_be_focused()
