"""A long thread: from new post to new post and back, and its posts folded, with and without JavaScript."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from board.actions import posting
from board.models import Post
from tests.browser.conftest import FORUM, Enter, Site
from tests.browser.hands import box, reply_field, shown
from tests.support.browser import PHONE, View, axe, scrolls_sideways
from tests.support.cast import START, Cast, sight_for, typed

THUMB = 44


@pytest.fixture
def new(enter: Enter, site: Site, cast: Cast) -> list[Post]:
    """Ten posts that Jorge has read, and then five that he has not."""
    with site.written():
        _answers(cast, 10, START)
    page = enter(cast.jorge)
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    page.wait_for_load_state("networkidle")
    site.clock.move_to(START + timedelta(hours=5))
    with site.written():
        return _answers(cast, 5, site.clock.now())


def _answers(cast: Cast, number: int, now: datetime) -> list[Post]:
    sight, words = sight_for(cast, cast.ana, now), "Una frase larga sobre verduras y contratos. " * 12
    return [
        posting.reply(sight, cast.thread, cast.ana, typed(f"{words} {each} a las {now}.")) for each in range(number)
    ]


def open_thread(enter: Enter, cast: Cast, view: View, query: str = "") -> Page:
    page = enter(cast.jorge, view)
    page.goto(f"{FORUM}/thread/{cast.thread.key}{query}")
    return page


def top(element: Locator) -> float:
    return float(element.evaluate("element => element.getBoundingClientRect().top"))


@pytest.mark.parametrize("view", [View(), View(width=PHONE)], ids=str)
def test_from_one_new_post_to_the_next_and_back(enter: Enter, cast: Cast, new: list[Post], view: View) -> None:
    page = open_thread(enter, cast, view)
    control = page.get_by_role("navigation", name="In this thread")
    onwards, back = control.get_by_role("link", name="Next new post"), control.get_by_role("link", name="Back")
    start = page.evaluate("scrollTo(0, 300), scrollY")
    for link in (onwards, back):
        assert min(box(link)["width"], box(link)["height"]) >= THUMB
    for number, post in enumerate(new, 1):
        onwards.click()
        expect(control.locator("output")).to_have_text(f"{number}/5")
        assert 0 <= top(shown(page, post)) <= 24
        expect(shown(page, post)).to_be_focused()
    for post in reversed(new[:-1]):
        back.click()
        assert 0 <= top(shown(page, post)) <= 24
    back.click()
    assert page.evaluate("scrollY") == start
    assert not scrolls_sideways(page)
    page.evaluate("scrollTo(0, 0)")  # elsewhere a button may lie half under the control, until somebody scrolls
    assert axe(page) == []
    reply_field(page).focus()
    expect(control).to_be_visible()
    shown(page, new[0]).locator("a[href$='/reply']").click()
    expect(control).not_to_be_visible()  # it covers nothing that somebody writes


def test_keys_do_the_same(enter: Enter, cast: Cast, new: list[Post]) -> None:
    page = open_thread(enter, cast, View())
    page.keyboard.press("Alt+n")
    page.keyboard.press("Alt+n")
    expect(shown(page, new[1])).to_be_focused()
    page.keyboard.press("Alt+p")
    assert 0 <= top(shown(page, new[0])) <= 24


def test_without_javascript_it_leads_to_the_first_new_post_and_up(enter: Enter, cast: Cast, new: list[Post]) -> None:
    page = open_thread(enter, cast, View(javascript=False, width=PHONE))
    control = page.get_by_role("navigation", name="In this thread")
    control.get_by_role("link", name="Next new post").click()
    assert page.url.endswith("#new")
    expect(control).to_be_visible()
    control.get_by_role("link", name="Back").click()
    assert page.url.endswith("#main")


@pytest.mark.parametrize("view", [View(), View(javascript=False, width=PHONE, locale="es")], ids=str)
def test_posts_fold_by_author_and_what_was_new_stays_marked(
    enter: Enter, cast: Cast, new: list[Post], view: View
) -> None:
    page = open_thread(enter, cast, view)
    menu = page.locator(".folds")
    menu.locator("summary").click()
    assert not scrolls_sideways(page)
    menu.locator("a", has_text="Jorge").click()
    expect(page.locator("details.folded:not([open])")).to_have_count(16)
    expect(menu.locator("summary")).to_contain_text("Jorge")
    expect(page.locator("#new")).to_be_visible()
    expect(shown(page, cast.answer)).to_be_visible()
    expect(shown(page, new[0])).not_to_be_visible()
    fold = page.locator("details.folded", has=shown(page, new[0]))
    expect(fold.locator("summary")).to_contain_text("Una frase larga")
    fold.locator("summary").click()
    expect(shown(page, new[0])).to_be_visible()
    assert not scrolls_sideways(page)
    if view.javascript:
        assert axe(page) == []
        page.keyboard.press("Alt+n")
        page.keyboard.press("Alt+n")
        expect(shown(page, new[1])).to_be_visible()
    menu.locator("summary").click()
    menu.locator("a").first.click()
    expect(page.locator("details.folded")).to_have_count(0)
    expect(page.locator("#new")).to_be_visible()
