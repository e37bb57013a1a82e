"""A week opens on the page of whoever is waiting for it. No worker runs here."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from board.actions.scheduling import override_week
from board.web.programme import crowd
from tests.browser.conftest import FORUM, Enter, Site
from tests.browser.hands import CLOCKS, stay, stayed
from tests.support.browser import PHONE, View, axe, scrolls_sideways
from tests.support.cast import OPENING, Cast, sight_for

WEEK = f"{FORUM}/week/3"
SECOND = timedelta(seconds=1)
IN_TIME = 10_000
"""Milliseconds: the countdown, and the pause by which browsers spare the server."""


@pytest.mark.parametrize("clock", CLOCKS)
def test_the_page_becomes_the_open_week_in_place(enter: Enter, site: Site, cast: Cast, clock: str) -> None:
    page = enter(cast.ana)
    page.add_init_script(CLOCKS[clock])
    _wait_for_it(page, site)
    expect(page.get_by_role("timer")).to_have_text("in 0 min 01 s")
    expect(page.get_by_role("main")).not_to_contain_text("LOCKED")
    site.clock.move_to(OPENING)
    expect(page.get_by_role("region", name="Questions of the week")).to_contain_text("LOCKED question", timeout=IN_TIME)
    expect(page.get_by_role("timer")).to_have_count(0)
    expect(page.locator("#announce")).to_have_text("Week 3 is open.")
    expect(page.locator("#page.just-opened #flash")).to_have_text("Week 3 is open.")
    held = page.evaluate("document.getAnimations().length")  # this visitor asked for no motion
    assert held == 0
    expect(page.get_by_role("link", name="Week 3 · now")).to_be_visible()
    assert stayed(page)


def _wait_for_it(page: Page, site: Site) -> None:
    site.clock.move_to(OPENING - SECOND)
    page.goto(WEEK)
    stay(page)


def test_whoever_looks_at_the_strip_keeps_their_place(enter: Enter, site: Site, cast: Cast) -> None:
    page = enter(cast.ana, View(width=PHONE))
    _wait_for_it(page, site)
    page.locator("header summary", has_text="Ana").focus()
    page.evaluate("document.activeElement.id = 'held'")
    site.clock.move_to(OPENING)
    expect(page.get_by_text("LOCKED question")).to_be_visible(timeout=IN_TIME)
    expect(page.locator("#held")).to_be_focused()


def test_only_the_server_says_that_it_is_open(enter: Enter, site: Site, cast: Cast) -> None:
    """The page's countdown is over, the server's clock is not: the page asks, stays locked, and goes on counting."""
    page = enter(cast.ana)
    _wait_for_it(page, site)
    with page.expect_response(f"{site.url}{WEEK}", timeout=IN_TIME):
        pass
    expect(page.get_by_role("timer")).to_be_visible()
    expect(page.get_by_role("main")).not_to_contain_text("LOCKED")
    site.clock.move_to(OPENING)
    expect(page.get_by_text("LOCKED question")).to_be_visible(timeout=IN_TIME)
    assert stayed(page)


def test_a_stranger_sees_it_open_and_nothing_of_what_is_in_it(enter: Enter, site: Site, cast: Cast) -> None:
    page = enter(None)
    _wait_for_it(page, site)
    site.clock.move_to(OPENING)
    expect(page.get_by_text("What is in it is for members of the forum")).to_be_visible(timeout=IN_TIME)
    expect(page.get_by_role("main")).not_to_contain_text("LOCKED")


def test_a_week_that_is_held_meanwhile_stays_locked(enter: Enter, site: Site, cast: Cast) -> None:
    page = enter(cast.ana)
    _wait_for_it(page, site)
    with site.written():
        sight = sight_for(cast, cast.alma, OPENING - SECOND)
        override_week(sight, sight.weeks[2], "held")
    site.clock.move_to(OPENING)
    expect(page.get_by_text("It is not known yet when it opens.")).to_be_visible(timeout=IN_TIME)
    expect(page.get_by_role("main")).not_to_contain_text("LOCKED")


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en", "09:00 Toronto time"),
        ("es", "09:00, hora de Toronto"),
        ("fr-CA", "9\u00a0h à Toronto"),
        ("pt-BR", "09:00"),
    ],
    ids=["en", "es", "fr", "pt"],
)
def test_without_javascript_the_page_says_when(enter: Enter, site: Site, cast: Cast, locale: str, words: str) -> None:
    page = enter(cast.ana, View(javascript=False, locale=locale))
    site.clock.move_to(OPENING - SECOND)
    page.goto(WEEK)
    expect(page.locator(".countdown time")).to_contain_text(words)
    expect(page.get_by_role("timer")).to_be_hidden()
    site.clock.move_to(OPENING)
    page.reload()
    expect(page.get_by_text("LOCKED question")).to_be_visible()


LATE, EARLY = "Math.random = () => 0.99", "Math.random = () => 0.02"


def test_in_a_crowd_somebody_who_does_not_wait_is_served_at_once(
    enter: Enter, site: Site, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crowd.pace, "seconds", 100.0)
    page = enter(cast.ana, View(width=PHONE))
    page.add_init_script(LATE)
    _wait_for_it(page, site)
    told = page.get_by_text("Many people come in now.")
    expect(told).to_be_hidden()
    site.clock.move_to(OPENING)
    expect(told).to_contain_text("within 45 seconds", timeout=IN_TIME)
    assert axe(page) == []
    assert not scrolls_sideways(page)
    expect(page.get_by_role("main")).not_to_contain_text("LOCKED")
    page.get_by_role("link", name="Enter now").click()
    expect(page.get_by_text("LOCKED question")).to_be_visible()
    expect(page.locator("#page.just-opened #flash")).to_have_text("Week 3 is open.")
    assert stayed(page)


def test_in_a_crowd_everybody_else_comes_in_at_their_own_moment(
    enter: Enter, site: Site, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crowd.pace, "seconds", 100.0)
    page = enter(cast.ana)
    page.add_init_script(EARLY)
    _wait_for_it(page, site)
    site.clock.move_to(OPENING)
    expect(page.get_by_text("LOCKED question")).to_be_visible(timeout=IN_TIME)
    assert stayed(page)
