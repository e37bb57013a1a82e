"""Getting back in by mail, and leaving: with and without JavaScript, in English and in Spanish."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from board.extensions import db
from board.jobs import run_due
from board.models import Mail
from tests.browser.conftest import FORUM, Enter, Site
from tests.support.browser import PHONE, View
from tests.support.cast import Cast
from tests.support.spanish import in_spanish

VIEWS = [View(), View(javascript=False, width=PHONE, locale="es")]


def words(view: View, english: str) -> str:
    return in_spanish(english) if view.locale == "es" else english


def mailed_link(site: Site, to: str) -> str:
    """The path of the link in the newest mail to an address."""
    with site.written():
        run_due(site.clock)
        body = db.session.scalars(select(Mail.body).where(Mail.recipient == to).order_by(Mail.id.desc())).first()
    assert body is not None
    return body.split(site.url)[1].split()[0]


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_a_forgotten_password_is_replaced_through_a_mail(enter: Enter, site: Site, cast: Cast, view: View) -> None:
    page = enter(None, view)
    page.goto("/sign-in")
    page.get_by_role("link", name=words(view, "Forgotten your password?")).click()
    page.get_by_label(words(view, "E-mail")).fill("ana@example.org")
    page.get_by_role("button", name=words(view, "Send me the link")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(words(view, "Check your e-mail"))
    page.goto(mailed_link(site, "ana@example.org"))
    page.get_by_label(words(view, "New password")).fill("a password of today")
    page.get_by_role("button", name=words(view, "Change the password")).click()
    flash = words(view, "Your password is changed. Everywhere else you are signed out.")
    expect(page.locator("#flash")).to_contain_text(flash)
    expect(page.locator("header.site")).to_contain_text("Ana")


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_a_link_signs_in_and_brings_the_words_back(enter: Enter, site: Site, cast: Cast, view: View) -> None:
    """The session ended while somebody wrote, and they do not know their password."""
    page = enter(cast.ana, view)
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    page.locator("#reply-body").fill("Una hora de trabajo")
    page.context.clear_cookies()
    if view.javascript:  # what the browser keeps itself is another test's matter
        page.evaluate("document.querySelector('#reply-body').form.submit()")
    else:
        page.get_by_role("button", name=words(view, "Post reply")).click()
    page.get_by_label(words(view, "E-mail")).fill("ana@example.org")
    page.get_by_role("button", name=words(view, "Send me a link to sign in")).click()
    expect(page.get_by_label(words(view, "What you were writing"))).to_have_value("Una hora de trabajo")
    _follow_in_another_window(page, mailed_link(site, "ana@example.org"))
    page.get_by_role("button", name=words(view, "I am signed in: keep my text")).click()
    page.get_by_role("button", name=words(view, "Send it again")).click()
    expect(page.locator("#reply-body")).to_have_value("Una hora de trabajo")


def _follow_in_another_window(page: Page, url: str) -> None:
    other = page.context.new_page()
    other.goto(url)
    other.get_by_role("main").get_by_role("button").click()
    expect(other.locator("header.site")).to_contain_text("Ana")
    other.close()


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_who_leaves_chooses_the_name_that_stays(enter: Enter, cast: Cast, view: View) -> None:
    page = enter(cast.ana, view)
    page.goto("/profile")
    name = "Leave “Social economy”" if view.locale == "en" else "Dejar «Social economy»"
    page.get_by_role("link", name=name).click()
    page.get_by_label(words(view, "with another name, which I type below")).check()
    page.get_by_label(words(view, "The name to show")).fill("Una participante de Brasil")
    page.get_by_role("button", name=words(view, "Leave this forum for good")).click()
    expect(page).to_have_url(re.compile(f"{FORUM}/$"))
    reader = enter(cast.jorge, view)
    reader.goto(f"{FORUM}/thread/{cast.thread.key}")
    first = reader.locator(f"#p-{cast.post.key}")
    expect(first).to_contain_text("Una participante de Brasil")
    expect(first.get_by_role("link", name="Una participante de Brasil")).to_have_count(0)
    expect(reader.locator("#posts")).not_to_contain_text("Ana")
