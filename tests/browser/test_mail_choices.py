"""Somebody chooses what they get by e-mail, from a link in a mail and without signing in, and stops it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from board.extensions import db
from board.models import BouncingAddress
from board.rules.mail_tokens import CHOICES, STOP, seal
from tests.browser.conftest import FORUM, Enter, Site
from tests.support.browser import PHONE, View, axe, scrolls_sideways
from tests.support.cast import START, Cast
from tests.support.spanish import in_spanish

VIEWS = [View(), View(javascript=False), View(width=PHONE, locale="es", dark=True)]


def link(site: Site, cast: Cast, purpose: int) -> str:
    kind = "stop" if purpose == STOP else "choices"
    return f"/mail/{kind}/{seal(str(site.app.secret_key), purpose, cast.ana.id, cast.forum.id, START)}"


def words(view: View) -> Callable[[str], str]:
    return in_spanish if view.locale == "es" else str


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_what_is_chosen_decides_what_has_to_be_filled_in(
    open_page: Callable[[View], Page], site: Site, cast: Cast, view: View
) -> None:
    page, say = open_page(view), words(view)
    page.goto(link(site, cast, CHOICES))
    days = page.get_by_role("group", name=say("On these days"))
    day, hour = page.get_by_label(say("On this day")), page.get_by_label(say("At this hour"))
    expect(days).to_be_visible()
    expect(day).to_be_hidden()
    page.get_by_label(say("a digest once a week")).check()
    expect(days).to_be_hidden()
    day.select_option("sun")
    hour.select_option("18")
    page.get_by_role("button", name=say("Save"), exact=True).click()
    expect(page.get_by_text(say("Your choice is saved."))).to_be_visible()
    expect(page.get_by_label(say("a digest once a week"))).to_be_checked()
    expect(day).to_have_value("sun")
    expect(hour).to_have_value("18")
    page.get_by_label(say("no posts")).check()
    expect(hour).to_be_hidden()
    assert not scrolls_sideways(page)


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_a_missing_day_is_told_beside_the_days(
    open_page: Callable[[View], Page], site: Site, cast: Cast, view: View
) -> None:
    page, say = open_page(view), words(view)
    page.goto(link(site, cast, CHOICES))
    days = page.get_by_role("group", name=say("On these days"))
    for box in days.get_by_role("checkbox").all():
        box.uncheck()
    page.get_by_role("button", name=say("Save"), exact=True).click()
    expect(days).to_contain_text(say("Choose at least one day, or another rhythm above."))
    if view.javascript:
        assert axe(page) == []
    page.get_by_label(say("no posts")).check()
    expect(days).to_be_visible()  # what is wrong stays in sight


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_all_of_it_stops_with_one_button_and_starts_with_another(
    open_page: Callable[[View], Page], site: Site, cast: Cast, view: View
) -> None:
    page, say = open_page(view), words(view)
    page.goto(link(site, cast, STOP))
    page.get_by_role("button", name=say("Stop all e-mail from this forum")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(cast.forum.name)
    if view.javascript:
        assert axe(page) == []
    page.get_by_role("button", name=say("Get e-mail again")).click()
    expect(page.get_by_text(say("You get e-mail from this forum again."))).to_be_visible()
    expect(page.get_by_role("button", name=say("Stop all e-mail from this forum"))).to_be_visible()


def test_whoever_cannot_be_reached_sends_again_from_home(enter: Enter, site: Site, cast: Cast) -> None:
    with site.written():
        db.session.add(BouncingAddress(address=cast.ana.email, bounces=3, last_at=START, suspended_at=START))
        db.session.commit()
    page = enter(cast.ana)
    page.goto(f"{FORUM}/home")
    expect(page.get_by_text("came back, so forums send nothing there")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("button", name="The address is right: send again").click()
    expect(page.get_by_text("came back, so forums send nothing there")).to_be_hidden()


def test_the_menu_leads_to_the_choice(enter: Enter, cast: Cast) -> None:
    page = enter(cast.ana)
    page.goto(f"{FORUM}/home")
    page.get_by_role("navigation", name="You").get_by_text(cast.ana.name).click()
    page.get_by_role("link", name="E-mail from this forum").click()
    expect(page.get_by_role("heading", name="E-mail from this forum", level=1)).to_be_visible()
    assert axe(page) == []
