"""What is seldom done with a post opens under it, where one is; without JavaScript it is a page of its own."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import FORUM, Enter
from tests.browser.hands import pardon, reply_field, send, shown, stay, stayed, tools
from tests.support.browser import PHONE, View, Watch, axe, scrolls_sideways
from tests.support.cast import Cast


def thread(page: Page, cast: Cast) -> Page:
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    stay(page)
    return page


def test_an_admin_hides_a_post_and_shows_it_again(enter: Enter, cast: Cast) -> None:
    page = thread(enter(cast.alma), cast)
    found = tools(page, cast.answer)
    found.locator("summary", has_text="Hide").click()
    assert stayed(page)
    found.get_by_label("Reason").fill("Names a patient")
    found.get_by_role("button", name="Hide this post").click()
    expect(shown(page, cast.answer)).to_contain_text("Reason: Names a patient")
    tools(page, cast.answer).get_by_role("button", name="Show it again").click()
    expect(shown(page, cast.answer)).to_contain_text("How did they win it?")


def test_an_author_deletes_what_they_just_posted(enter: Enter, cast: Cast) -> None:
    """Its link came with htmx, and works as those that came with the page."""
    page = thread(enter(cast.jorge), cast)
    reply_field(page).fill("Too hasty.")
    send(page)
    mine = page.locator("#posts article").last
    expect(mine).to_contain_text("Too hasty.")
    more = mine.get_by_role("link", name="More", exact=True)
    expect(more).to_have_attribute("aria-expanded", "false")
    more.click()
    mine.locator("summary", has_text="Delete").click()
    assert stayed(page)
    mine.get_by_role("button", name="Delete my post").click()
    expect(mine).to_contain_text("Jorge deleted this post. The replies stay.")


def test_they_open_and_close_with_the_keyboard_and_the_focus_stays(enter: Enter, cast: Cast) -> None:
    page = thread(enter(cast.alma), cast)
    more = shown(page, cast.answer).get_by_role("link", name="More", exact=True)
    expect(more).to_have_attribute("aria-expanded", "false")
    more.press("Enter")
    found = page.locator(f"#tools-{cast.answer.key}")
    expect(found).to_be_visible()
    expect(more).to_have_attribute("aria-expanded", "true")
    expect(more).to_have_attribute("aria-controls", f"tools-{cast.answer.key}")
    expect(more).to_be_focused()
    page.keyboard.press("Tab")
    expect(found.locator("summary").first).to_be_focused()
    more.press("Enter")
    expect(found).to_be_hidden()
    expect(more).to_have_attribute("aria-expanded", "false")
    more.press("Enter")
    expect(found).to_be_visible()
    assert stayed(page)


def test_a_hasty_double_click_opens_them_once(enter: Enter, cast: Cast) -> None:
    page = thread(enter(cast.alma), cast)
    more = shown(page, cast.answer).get_by_role("link", name="More", exact=True)
    more.evaluate("link => { link.click(); link.click(); }")
    expect(more).to_have_attribute("aria-expanded", "true")
    expect(page.locator(f"#tools-{cast.answer.key}")).to_have_count(1)


@pytest.mark.parametrize("view", [View(), View(width=PHONE), View(dark=True)], ids=str)
def test_open_tools_suit_everybody(enter: Enter, cast: Cast, view: View) -> None:
    page = thread(enter(cast.alma, view), cast)
    found = tools(page, cast.answer)
    for summary in found.locator("summary").all():
        summary.click()
    assert axe(page) == []
    assert not scrolls_sideways(page)


def test_where_there_is_no_answer_the_page_says_so(enter: Enter, watch: Watch, cast: Cast) -> None:
    page = thread(enter(cast.alma), cast)
    more = shown(page, cast.answer).get_by_role("link", name="More", exact=True)
    page.context.set_offline(True)
    more.click()
    expect(page.get_by_role("alert")).to_contain_text("Something went wrong")
    pardon(watch, "Failed to fetch")
    page.context.set_offline(False)
    more.click()
    expect(page.locator(f"#tools-{cast.answer.key}")).to_be_visible()
