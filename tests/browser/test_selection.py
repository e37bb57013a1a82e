"""From the list of candidates to the first post: chosen, told by mail, set up, agreed, welcomed, introduced."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from board.actions import moderating
from board.extensions import db
from board.jobs import run_due
from board.models import Forum, Mail, Thread
from tests.browser.conftest import FORUM, Enter, Site
from tests.browser.hands import reply_field, send
from tests.support.applicants import applied
from tests.support.browser import PHONE, View
from tests.support.cast import START, Cast, sight_for
from tests.support.spanish import in_spanish

MAIL = timedelta(minutes=10)
LIST = f"{FORUM}/admin/applications"


@pytest.fixture
def candidates(cast: Cast, site: Site) -> Cast:
    """Two who would be key respondents of week 2, for one seat; and a thread in which people introduce themselves."""
    with site.written():
        db.session.get_one(Forum, cast.forum.id).respondent_seats = 1
        applied(cast, "Lucía", email="lucia@example.org")
        applied(cast, "Pedro", interface="en")
        moderating.pin_thread(sight_for(cast, cast.alma), db.session.get_one(Thread, cast.thread.id), True)
    return cast


def link_in_mail(site: Site, address: str) -> str:
    """Where the mail to somebody leads, once it is written."""
    site.clock.move_to(START + MAIL)
    with site.app.app_context():
        run_due(site.clock)
        body = db.session.scalars(
            select(Mail.body).where(Mail.recipient == address, Mail.message_id.like("%decision%"))
        ).one()
    return next(line for line in body.splitlines() if line.startswith("http"))


@pytest.mark.parametrize(
    "view",
    [View(), View(locale="es", width=PHONE), View(javascript=False, locale="es"), View(javascript=False)],
    ids=str,
)
def test_from_candidate_to_first_post(
    candidates: Cast, site: Site, enter: Enter, open_page: Callable[[View], Page], view: View
) -> None:
    say = in_spanish if view.locale == "es" else str
    admin = enter(candidates.alma, view)
    admin.goto(LIST)
    admin.get_by_role("link", name=say("Candidates side by side")).click()
    ours = admin.get_by_role("article").filter(has_text="Lucía")
    ours.get_by_role("button", name=say("Shortlist")).click()
    expect(ours).to_contain_text(say("shortlisted"))
    ours.get_by_role("link", name=say("Note or decide")).click()
    expect(admin.get_by_label(say("Week to present in"))).to_have_value("2")
    admin.get_by_role("button", name=say("Accept"), exact=True).click()
    expect(admin.locator(".flash")).to_contain_text("Lucía")
    admin.get_by_role("link", name=say("Applications")).first.click()
    admin.get_by_role("link", name="Pedro").click()
    expect(admin.get_by_role("main")).to_contain_text(say("All places for key respondents are taken."))

    lucia = open_page(view)
    lucia.goto(link_in_mail(site, "lucia@example.org"))
    lucia.get_by_label(say("New password")).fill("a password of my own")
    lucia.get_by_label(say("I have read both, and agree to them.")).check()
    lucia.get_by_role("button", name=say("Set up the account")).click()
    expect(lucia).to_have_url(f"{site.url}{FORUM}/welcome")
    expect(lucia.locator("html")).to_have_attribute("lang", "es")  # as she wants to be written to
    expect(lucia.get_by_role("main")).to_contain_text(in_spanish("Key respondent · week %(number)s") % {"number": 2})
    lucia.get_by_role("button", name=in_spanish("Introduce myself")).click()
    expect(lucia.get_by_role("heading", level=1)).to_contain_text("Vender al municipio")
    reply_field(lucia).fill("Me llamo Lucía y trabajo con cooperativas del altiplano.")
    lucia.locator("#reply-send").click()
    expect(lucia.locator("#posts article").last).to_contain_text("Me llamo Lucía", timeout=20_000)


def test_without_the_tick_the_browser_or_the_page_says_what_is_missing(
    candidates: Cast, site: Site, enter: Enter, open_page: Callable[[View], Page]
) -> None:
    admin = enter(candidates.alma)
    admin.goto(LIST)
    admin.get_by_role("link", name="Pedro").click()
    admin.get_by_role("button", name="Accept", exact=True).click()
    pedro = open_page(View())
    pedro.goto(link_in_mail(site, "pedro@example.org"))
    pedro.locator("input[required]").evaluate_all("fields => fields.forEach(field => field.required = false)")
    pedro.get_by_label("New password").fill("a password of my own")
    pedro.get_by_role("button", name="Set up the account").click()
    expect(pedro.locator("#agreed-error")).to_be_visible()
    expect(pedro.get_by_label("I have read both, and agree to them.")).to_have_attribute("aria-invalid", "true")


def test_who_had_an_account_agrees_when_they_want_to_write(candidates: Cast, site: Site, enter: Enter) -> None:
    with site.written():
        applied(candidates, "Nina", kind="participant", interface="en")
    admin = enter(candidates.alma)
    admin.goto(LIST)
    admin.get_by_role("link", name="Nina").click()
    admin.get_by_role("button", name="Accept", exact=True).click()
    nina = enter(candidates.nina, View(javascript=False))
    nina.goto(f"{FORUM}/thread/{candidates.thread.key}")
    nina.get_by_role("main").get_by_role("link", name="Your first visit").click()
    nina.get_by_label("I have read both, and agree to them.").check()
    nina.get_by_role("button", name="Introduce myself").click()
    reply_field(nina).fill("I buy for a school kitchen.")
    send(nina)
    expect(nina.locator("#posts article").last).to_contain_text("I buy for a school kitchen.")
    nina.goto(f"{FORUM}/")
    expect(nina.get_by_text("You are new here.")).to_have_count(0)


def test_a_file_is_checked_mended_by_leaving_out_and_imported(candidates: Cast, enter: Enter) -> None:
    admin = enter(candidates.alma)
    admin.goto(LIST)
    admin.get_by_role("link", name="Import a file").click()
    admin.get_by_label("Or paste the rows").fill("nombre;correo;tipo\nOtto;otto@example.org;ponente\nEva;eva at home;")
    admin.get_by_role("button", name="Show what would happen").click()
    expect(admin.get_by_role("main")).to_contain_text("This is not an e-mail address.")
    admin.get_by_label("Leave row 3 out").check()
    admin.get_by_role("button", name="Leave the ticked rows out, and show again").click()
    admin.get_by_role("button", name="Import 1 application").click()
    expect(admin.locator(".flash")).to_have_text("1 application was imported.")
    expect(admin.get_by_role("link", name="Otto")).to_be_visible()
