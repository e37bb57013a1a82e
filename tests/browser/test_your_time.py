"""Times that are not in the reader's own zone: the browser adds theirs, also to the times of posts."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from board.extensions import db
from board.models import User
from tests.browser.conftest import FORUM, Enter, Site
from tests.browser.hands import shown
from tests.support.browser import PHONE, View, scrolls_sideways
from tests.support.cast import Cast

LA_PAZ, TORONTO = "America/La_Paz", "America/Toronto"


@pytest.mark.parametrize("width", [1280, PHONE])
def test_a_post_has_ones_own_time_after_that_of_the_forum(cast: Cast, enter: Enter, width: int) -> None:
    page = enter(cast.jorge, View(zone=LA_PAZ, width=width))
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    expect(shown(page, cast.post).locator(".who")).to_contain_text("Tue 24 Feb, 05:14 (06:14 your time)")
    expect(page.get_by_role("contentinfo")).to_contain_text("Times are those of Toronto.")
    assert not scrolls_sideways(page)


def test_whoever_lives_in_the_zone_of_the_forum_reads_one_time(cast: Cast, enter: Enter) -> None:
    page = enter(cast.jorge, View(zone=TORONTO))
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    expect(shown(page, cast.post).locator("time")).to_have_text("Tue 24 Feb, 05:14")
    expect(page.locator(".your-time")).to_have_count(0)


def test_a_zone_of_ones_own_is_used_alone(cast: Cast, site: Site, enter: Enter) -> None:
    with site.written():
        db.session.get_one(User, cast.jorge.id).zone = LA_PAZ
    page = enter(cast.jorge, View(zone=TORONTO))
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    expect(shown(page, cast.post).locator("time")).to_have_text("Tue 24 Feb, 06:14")
    expect(page.locator(".your-time")).to_have_count(0)
    expect(page.get_by_role("contentinfo")).to_contain_text("Times are shown in your time zone: La Paz.")
