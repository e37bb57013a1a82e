"""The whole life of a participant: call, application, selection, link, first post, leaving.

And the second run, for which they confirm with one click. Each person has a browser of their own; in English and in
Spanish, with and without JavaScript.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from board.extensions import db
from board.jobs import run_due
from board.models import Mail
from tests.browser.conftest import FORUM, Enter, Site
from tests.support.applying import call_out
from tests.support.browser import PHONE, View
from tests.support.cast import START, Cast
from tests.support.spanish import in_spanish

VIEWS = [
    View(),
    View(locale="es", width=PHONE),
    View(javascript=False, width=PHONE),
    View(javascript=False, locale="es"),
]
ADDRESS = "ines@example.org"
PASSWORD = "a password of my own"
AGAIN = "/f/second-run"

Say = Callable[[str], str]


def sayer(view: View) -> Say:
    return in_spanish if view.locale == "es" else str


def mailed_link(site: Site, minutes: int = 0) -> str:
    """The link in the newest mail to the applicant, some minutes later. No mail server is set: mails are kept."""
    site.clock.move_to(site.clock.now() + timedelta(minutes=minutes))
    with site.app.app_context():
        run_due(site.clock)
        newest = select(Mail.body).where(Mail.recipient == ADDRESS).order_by(Mail.id.desc()).limit(1)
        body = db.session.scalars(newest).one()
    found = re.search(r"https?://\S+", body)
    assert found is not None, body
    return found[0]


@pytest.fixture
def called(site: Site, cast: Cast) -> Cast:
    with site.written():
        db.session.add(cast.forum)
        call_out(cast)
    return cast


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_from_the_call_to_leaving(
    called: Cast, site: Site, enter: Enter, open_page: Callable[[View], Page], view: View
) -> None:
    say, ines, admin = sayer(view), open_page(view), enter(called.alma, view)
    _apply(ines, say)
    _confirm(ines, mailed_link(site), say)
    _accept(admin, say, FORUM)
    _set_up(ines, mailed_link(site, minutes=10), say)
    _introduce_oneself(ines, say)
    _leave(ines, say, FORUM, "Una panadera de Brasil")
    reader = enter(called.jorge, view)
    reader.goto(f"{FORUM}/week/2")
    reader.get_by_role("link", name="Buenos días a todas").click()
    expect(reader.locator("#posts article").first).to_contain_text("Una panadera de Brasil")
    expect(reader.locator("body")).not_to_contain_text("Inés")


def _apply(ines: Page, say: Say) -> None:
    ines.goto(f"{FORUM}/call")
    ines.get_by_role("link", name=say("Apply"), exact=True).first.click()
    ines.locator("[name=kind][value=participant]").check()
    ines.get_by_label(say("Name"), exact=True).fill("Inés Pardo")
    ines.get_by_label(say("E-mail")).fill(ADDRESS)
    ines.get_by_label(say("Region"), exact=True).select_option("Brazil")
    ines.get_by_label(say("Your work, in short")).fill("Vendemos pan a las escuelas.")
    ines.get_by_role("button", name=say("Send the application")).click()
    expect(ines.get_by_role("main")).to_contain_text(ADDRESS)


def _confirm(ines: Page, link: str, say: Say) -> None:
    ines.goto(link)
    ines.get_by_role("button", name=say("Confirm my application")).click()
    expect(ines.get_by_role("status").filter(has_text=say("Your application is confirmed."))).to_be_visible()


def _accept(admin: Page, say: Say, forum: str) -> None:
    admin.goto(f"{forum}/admin/applications")
    admin.get_by_role("link", name="Inés Pardo").click()
    expect(admin.get_by_role("main")).to_contain_text("Vendemos pan a las escuelas.")
    admin.get_by_role("button", name=say("Accept")).click()
    expect(admin.locator("#flash")).to_contain_text("Inés Pardo")


def _set_up(ines: Page, link: str, say: Say) -> None:
    ines.goto(link)
    ines.get_by_label(say("New password")).fill(PASSWORD)
    ines.get_by_label(say("I have read both, and agree to them.")).check()
    ines.get_by_role("button", name=say("Set up the account")).click()
    expect(ines).to_have_url(re.compile(f"{FORUM}/welcome$"))


def _introduce_oneself(ines: Page, say: Say) -> None:
    """No thread is meant for it yet: she opens one in this week."""
    ines.goto(f"{FORUM}/week/2/new-thread")
    ines.get_by_label(say("Title")).fill("Buenos días a todas")
    ines.locator("[name=body]").fill("Horneamos pan para once escuelas.")
    ines.get_by_role("button", name=say("Post"), exact=True).click()
    expect(ines.locator("#posts article").first).to_contain_text("Horneamos pan para once escuelas.")


def _leave(ines: Page, say: Say, forum: str, name: str) -> None:
    ines.goto(f"{forum}/leave")
    ines.get_by_label(say("with another name, which I type below")).check()
    ines.get_by_label(say("The name to show")).fill(name)
    ines.get_by_role("button", name=say("Leave this forum for good")).click()
    expect(ines).to_have_url(re.compile(f"{forum}/$"))


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_the_second_run(called: Cast, site: Site, enter: Enter, open_page: Callable[[View], Page], view: View) -> None:
    """Who took part once confirms with one click, is accepted again, and comes in with the account that is there."""
    say, ines, admin = sayer(view), open_page(view), enter(called.alma, view)
    _apply(ines, say)
    _confirm(ines, mailed_link(site), say)
    _accept(admin, say, FORUM)
    _set_up(ines, mailed_link(site, minutes=10), say)
    _run_again(enter(called.olga, view), say)
    admin.goto(f"{AGAIN}/admin/again")
    admin.get_by_role("button", name=say("Invite those who are ticked")).click()
    expect(admin.get_by_role("row", name="Inés Pardo")).to_contain_text(say("no answer yet"))

    at_home = open_page(view)  # another browser, where she is not signed in
    at_home.goto(mailed_link(site))
    at_home.get_by_role("button", name=say("Yes, I confirm")).click()
    told = say("You have confirmed, on %(when)s. The organisers will write to you.").partition("%")[0]
    expect(at_home.get_by_text(told)).to_be_visible()

    _accept(admin, say, AGAIN)
    at_home.goto(mailed_link(site, minutes=10))
    _sign_in(at_home, say)
    expect(at_home).to_have_url(re.compile(f"{AGAIN}/"))
    at_home.goto(f"{AGAIN}/welcome")
    at_home.get_by_label(say("I have read both, and agree to them.")).check()
    at_home.get_by_role("button", name=say("I am ready")).click()
    site.clock.move_to(START + timedelta(days=240))  # its first week has opened
    at_home.goto(f"{AGAIN}/week/1/new-thread")
    _sign_in(at_home, say)  # her session ended months ago
    at_home.get_by_label(say("Title")).fill("Aquí estoy otra vez")
    at_home.locator("[name=body]").fill("Ahora son doce escuelas.")
    at_home.get_by_role("button", name=say("Post"), exact=True).click()
    expect(at_home.locator("#posts article").first).to_contain_text("Ahora son doce escuelas.")


def _sign_in(ines: Page, say: Say) -> None:
    ines.get_by_label(say("E-mail")).fill(ADDRESS)
    ines.get_by_label(say("Password")).fill(PASSWORD)
    ines.get_by_role("button", name=say("Sign in"), exact=True).click()


def _run_again(owner: Page, say: Say) -> None:
    owner.goto("/owner/forums/social-economy/again")
    owner.get_by_label(say("Short name for addresses")).fill("second-run")
    owner.get_by_label(say("First day")).fill("2026-10-26")
    owner.get_by_label(say("Its admins and translators also join the new forum")).check()
    owner.get_by_role("button", name=say("Look at the dates")).click()
    owner.get_by_role("button", name=say("Make this forum")).click()
    expect(owner).to_have_url(re.compile(f"{AGAIN}/admin/schedule$"))
