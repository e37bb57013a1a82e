"""What a phone shows first, and what a thumb can press: on every page where people come often."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import FORUM, Enter
from tests.support.browser import PHONE, View
from tests.support.cast import Cast
from tests.support.looks import Look, Window

HIGHEST = 160  # px above the content
NARROW = [View(width=PHONE), View(width=360, locale="es"), View(width=PHONE, javascript=False, locale="es")]
VIEWS = pytest.mark.parametrize("view", NARROW, ids=str)

FIRST = """() => Math.min(...[...document.querySelectorAll('main > *')]
    .filter(part => !part.matches('nav') && part.getBoundingClientRect().height > 0)
    .map(part => part.getBoundingClientRect().top))"""
ROWS = """() => [...document.querySelectorAll('header.site nav.links, nav.tabs, nav.weeks')]
    .map(row => new Set([...row.querySelectorAll('li, :scope > a')]
        .filter(place => !place.closest('.menu'))
        .map(place => Math.round(place.getBoundingClientRect().top))).size)"""
CURRENT = """() => [...document.querySelectorAll('header.site .links [aria-current], .tabs > [aria-current]')]
    .every(place => place.getBoundingClientRect().left >= -1
        && place.getBoundingClientRect().right <= document.documentElement.clientWidth + 1)"""


def often(cast: Cast) -> list[tuple[str, str]]:
    """Who opens which pages often."""
    return [
        ("jorge", f"{FORUM}/home"),
        ("jorge", f"{FORUM}/week/1"),
        ("jorge", f"{FORUM}/thread/{cast.thread.key}"),
        ("jorge", f"{FORUM}/reading/{cast.reading.key}"),
        ("jorge", f"{FORUM}/people"),
        ("jorge", f"{FORUM}/"),
        ("tess", f"{FORUM}/translate"),
        ("alma", f"{FORUM}/admin/"),
        ("rosa", f"{FORUM}/home"),
    ]


@VIEWS
def test_content_begins_high_up(enter: Enter, cast: Cast, view: View) -> None:
    pages: dict[str, Page] = {}
    for name, address in often(cast):
        page = pages.setdefault(name, enter(getattr(cast, name), view)) if name not in pages else pages[name]
        page.goto(address)
        assert (address, page.evaluate(FIRST) <= HIGHEST) == (address, True), page.evaluate(FIRST)
        assert (address, set(page.evaluate(ROWS))) == (address, {1})
        assert (address, page.evaluate(CURRENT)) == (address, True)
        assert (address, Window(page).sizes(Look(view.width))) == (address, [])


@VIEWS
def test_what_is_new_is_on_the_first_screen_of_home(enter: Enter, cast: Cast, view: View) -> None:
    page = enter(cast.rosa, view)
    page.goto(f"{FORUM}/home")
    for part in (page.locator("#news"), page.locator("section[aria-labelledby=news] a").first):
        assert part.evaluate("part => part.getBoundingClientRect().bottom") <= page.evaluate("innerHeight")


def test_the_week_strip_stands_where_it_leads_on(enter: Enter, cast: Cast) -> None:
    page = enter(cast.jorge)
    strip = page.get_by_role("navigation", name="Weeks of the forum")
    for address, number in ((f"{FORUM}/", 1), (f"{FORUM}/home", 1), (f"{FORUM}/week/1", 1), (f"{FORUM}/people", 0)):
        page.goto(address)
        expect(strip).to_have_count(number)
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    expect(strip).to_have_count(0)
    page.get_by_role("link", name="Week 2").click()
    expect(page).to_have_url(f"{page.url.partition('/f/')[0]}{FORUM}/week/2")
