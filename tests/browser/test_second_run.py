"""A forum is run again: its dates are looked at, earlier applicants invited, and one click in a mail confirms."""

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
from tests.support.browser import PHONE, View, axe
from tests.support.cast import Cast
from tests.support.second_run import applied
from tests.support.spanish import in_spanish

VIEWS = [View(), View(javascript=False, width=PHONE), View(locale="es"), View(javascript=False, locale="es")]
ADDRESS = "eva@example.net"

Say = Callable[[str], str]


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_from_the_first_run_to_who_comes_into_the_second(site: Site, enter: Enter, cast: Cast, view: View) -> None:
    """Eva applied once and was not chosen: she has no account until she is accepted now."""
    with site.written():
        applied(cast.forum, "Eva", interface=view.locale)
        applied(cast.forum, "Gone", "withdrawn")
    say: Say = in_spanish if view.locale == "es" else str
    _run_again(enter(cast.olga, view), say)
    admin = enter(cast.alma, view)
    _invite(admin, say)
    applicant = enter(None, view)
    _confirm(applicant, _link_in_mail(site, "/f/second-run/again/"), say)
    admin.reload()
    expect(admin.get_by_role("row", name="Eva")).to_contain_text(say("confirmed"))
    assert not view.javascript or axe(admin) == []
    _accept(admin, say)
    _come_in(applicant, _link_in_mail(site, "/set-up/"), say)


def _run_again(owner: Page, say: Say) -> None:
    """The dates are shown, and then made."""
    owner.goto("/owner/forums/social-economy/edit")
    owner.get_by_role("link", name=say("Run it again on new dates")).click()
    owner.get_by_label(say("Short name for addresses")).fill("second-run")
    owner.get_by_label(say("First day")).fill("2026-10-26")
    owner.get_by_label(say("Its admins and translators also join the new forum")).check()
    owner.get_by_role("button", name=say("Look at the dates")).click()
    expect(owner.get_by_role("row", name="Local purchasing")).to_contain_text(re.compile(r"2 nov", re.IGNORECASE))
    owner.get_by_role("button", name=say("Make this forum")).click()
    expect(owner.get_by_role("heading", level=1)).to_have_text(say("Schedule"))
    assert owner.url.endswith("/f/second-run/admin/schedule")


def _invite(admin: Page, say: Say) -> None:
    """All are ticked but who withdrew."""
    admin.goto("/f/second-run/admin/schedule")
    admin.get_by_role("link", name=say("Earlier applicants")).click()
    expect(admin.get_by_label("Eva")).to_be_checked()
    expect(admin.get_by_label("Gone")).not_to_be_checked()
    admin.get_by_role("button", name=say("Invite those who are ticked")).click()
    expect(admin.get_by_role("row", name="Eva")).to_contain_text(say("no answer yet"))
    expect(admin.get_by_label("Gone")).to_be_visible()


def _link_in_mail(site: Site, begins: str) -> str:
    """The worker does what is due, a while later: a decision is mailed when there was time to undo it. No mail server
    is set here, so the mail is kept, and can be read."""
    site.clock.move_to(site.clock.now() + timedelta(minutes=10))
    with site.app.app_context():
        run_due(site.clock)
        newest = select(Mail.body).where(Mail.recipient == ADDRESS).order_by(Mail.id.desc()).limit(1)
        body = db.session.scalars(newest).one()
    found = re.search(rf"{begins}\S+", body)
    assert found is not None
    return found[0]


def _confirm(applicant: Page, link: str, say: Say) -> None:
    """A mail program that opened it before has confirmed nothing; one click does, and is told as done later."""
    for _ in range(2):
        applicant.goto(link)
    expect(applicant.get_by_role("main")).to_contain_text("Eva works in a market.")
    applicant.get_by_role("button", name=say("Yes, I confirm")).click()
    told = say("You have confirmed, on %(when)s. The organisers will write to you.").partition("%")[0]
    expect(applicant.get_by_text(told)).to_be_visible()
    applicant.goto(link)
    expect(applicant.get_by_text(told)).to_be_visible()
    expect(applicant.get_by_role("button", name=say("Yes, I confirm"))).to_have_count(0)


def _accept(admin: Page, say: Say) -> None:
    admin.goto("/f/second-run/admin/applications")
    admin.get_by_role("link", name="Eva").click()
    admin.get_by_role("button", name=say("Accept")).click()
    expect(admin.locator("#flash")).to_contain_text("Eva")


def _come_in(applicant: Page, link: str, say: Say) -> None:
    applicant.goto(link)
    applicant.get_by_label(say("New password")).fill("a password of my own")
    applicant.get_by_label(say("I have read both, and agree to them.")).check()
    applicant.get_by_role("button", name=say("Set up the account")).click()
    expect(applicant).to_have_url(re.compile("/f/second-run/welcome$"))
    applicant.get_by_role("button", name=say("I am ready")).click()
    expect(applicant).to_have_url(re.compile("/f/second-run/$"))


def test_nothing_is_made_of_a_time_that_clocks_skip(site: Site, enter: Enter, cast: Cast) -> None:
    with site.written():
        week = db.session.merge(cast.week(2))
        assert week.opens_at is not None
        week.opens_at = week.opens_at.replace(hour=7, minute=30)  # 2:30 in Toronto
    page = enter(cast.olga)
    page.goto("/owner/forums/social-economy/again")
    page.get_by_label("First day").fill("2027-03-07")
    page.get_by_role("button", name="Look at the dates").click()
    skipped = page.get_by_role("row", name="Local purchasing")
    expect(skipped).to_contain_text("The next one that exists is 2027-03-14 03:00.")
    assert axe(page) == []
    expect(page.get_by_role("button", name="Make this forum")).to_have_count(0)
    page.get_by_label("Where clocks skip a time, take the next one that exists").check()
    page.get_by_role("button", name="Look at the dates again").click()
    expect(skipped).to_contain_text("Sun 14 Mar 2027, 03:00")
    page.get_by_role("button", name="Make this forum").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Schedule")
    assert page.url.endswith(f"{FORUM}-2/admin/schedule")
