"""Somebody comes home: finds what is new, follows a thread, is told what the organisers announce."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from board.actions import posting
from tests.browser.conftest import FORUM, Enter, Site
from tests.browser.hands import shown, sign_in, stay, stayed
from tests.support.browser import PHONE, View
from tests.support.cast import START, Cast, sight_for, typed
from tests.support.spanish import in_spanish

LATER = START + timedelta(hours=5)
PLAIN = View(javascript=False)


@pytest.mark.parametrize("page", [View(), View(javascript=False, width=PHONE)], indirect=True, ids=str)
def test_what_is_new_is_two_clicks_away(page: Page, site: Site, cast: Cast) -> None:
    with site.written():
        sight = sight_for(cast, cast.jorge, START)
        new = posting.reply(sight, cast.thread, cast.jorge, typed("Thank you, Ana.", "en"), to=cast.post)
    site.clock.move_to(LATER)
    page.goto(f"{FORUM}/")
    page.get_by_role("banner").get_by_role("link", name="Sign in").click()
    sign_in(page, cast.ana)
    expect(page).to_have_url(f"{site.url}{FORUM}/home")
    replies = page.get_by_role("region", name="Replies to you")
    expect(replies.get_by_role("listitem").first).to_contain_text("Thank you, Ana.")
    news = page.get_by_role("region", name="New in the discussion")
    news.get_by_role("link", name="Selling to the municipality").click()
    expect(page).to_have_url(re.compile(f"#p-{cast.answer.key}$"))
    expect(shown(page, new)).to_be_visible()
    page.get_by_role("link", name="Home").click()
    expect(news).not_to_contain_text("Selling to the municipality")


def test_a_thread_is_followed_and_left_without_leaving_the_page(enter: Enter, cast: Cast) -> None:
    page = enter(cast.rosa)
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    stay(page)
    page.get_by_role("button", name="Follow this thread").click()
    expect(page.get_by_text("You follow this thread.")).to_be_visible()
    page.get_by_role("button", name="Stop following").click()
    expect(page.get_by_role("button", name="Follow this thread")).to_be_visible()
    assert stayed(page)


@pytest.mark.parametrize("view", [View(locale="es"), View(javascript=False, locale="es")], ids=str)
def test_an_announcement_reaches_a_member_in_spanish(enter: Enter, cast: Cast, view: View) -> None:
    page = enter(cast.alma, view)
    page.goto(f"{FORUM}/admin/")
    page.get_by_role("link", name=in_spanish("Write an announcement")).click()
    page.get_by_label(in_spanish("Title")).fill("Mañana no hay sesión")
    page.get_by_label(in_spanish("Text"), exact=True).fill("Volvemos el **lunes**.")
    page.get_by_role("button", name=in_spanish("Publish")).click()
    expect(page.get_by_role("status").filter(has_text=in_spanish("The announcement is published."))).to_be_visible()
    member = enter(cast.ana, view)
    member.goto("/")
    told = member.get_by_role("region", name=in_spanish("Announcements"))
    expect(told.get_by_role("heading", level=3)).to_have_text("Mañana no hay sesión")
    expect(told.locator("strong")).to_have_text("lunes")


def test_the_overview_can_be_read_and_printed(enter: Enter, cast: Cast) -> None:
    page = enter(cast.alma, PLAIN)
    page.goto(f"{FORUM}/admin/")
    chart = page.get_by_role("img", name="Posts: Week 1: 2; Week 2: 2; Week 3: 2; Week 4: 0")
    expect(chart).to_be_visible()
    page.emulate_media(media="print")
    expect(chart).to_be_visible()
    expect(page.get_by_role("table", name="By week")).to_contain_text("Week 1")
