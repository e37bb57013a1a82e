"""Everything works without JavaScript; on a phone, in Spanish too."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from board.actions import posting
from tests.browser.conftest import FORUM, Enter, Site
from tests.browser.hands import reply_field, send, shown, sign_in, tools
from tests.support.browser import PHONE, View
from tests.support.cast import OPENING, Cast, sight_for, text_of, typed

PLAIN = View(javascript=False)
PHONE_ES = View(width=PHONE, javascript=False, locale="es")


@pytest.mark.parametrize("page", [PLAIN], indirect=True, ids=str)
def test_a_participant_reads_replies_edits_and_deletes(page: Page, cast: Cast) -> None:
    page.goto("/sign-in")
    sign_in(page, cast.jorge)
    page.get_by_role("link", name="Week 1").first.click()
    page.get_by_role("link", name="Selling to the municipality").click()
    shown(page, cast.post).get_by_role("link", name="Reply").click()
    reply_field(page).fill("Who drove the vegetables?")
    send(page)
    expect(page.get_by_role("status").filter(has_text="Your reply is posted.")).to_be_visible()
    mine = page.locator("#posts article").last
    expect(mine).to_contain_text("Who drove the vegetables?")
    expect(mine).to_contain_text("in reply to Ana")

    mine.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_label("Text", exact=True).fill("Who drove the vegetables to town?")
    page.get_by_role("button", name="Save").click()
    expect(mine).to_contain_text("to town?")

    mine.get_by_role("link", name="More", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What you can do with this post")
    page.locator("summary", has_text="Delete").click()
    page.get_by_role("button", name="Delete my post").click()
    expect(mine).to_contain_text("Jorge deleted this post. The replies stay.")
    expect(page.get_by_role("main")).not_to_contain_text("vegetables to town")


def test_the_language_of_a_post_is_corrected(enter: Enter, site: Site, cast: Cast) -> None:
    with site.written():
        post = posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed("Sí, sí.", "en"))
    page = enter(cast.ana, PLAIN)
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    found = tools(page, post)
    found.locator("summary", has_text="Language").click()
    found.get_by_label("This post is written in").select_option("es")
    found.get_by_role("button", name="Correct the language").click()
    expect(shown(page, post).locator(".original[lang=es]")).to_have_text("Sí, sí.")
    expect(shown(page, post)).to_contain_text("Waiting for translation.")


@pytest.mark.parametrize("view", [PHONE_ES, View(width=PHONE)], ids=str)
def test_the_week_that_matters_is_in_sight(enter: Enter, site: Site, cast: Cast, view: View) -> None:
    """This week at home, on a week's own pages that week."""
    site.clock.move_to(OPENING)  # the third week, which begins near the edge of a phone
    page = enter(cast.ana, view)
    for address, number in [("home", 3), ("week/1", 1), ("week/4", 4)]:
        page.goto(f"{FORUM}/{address}")
        week = page.locator("nav.weeks li").nth(number - 1).bounding_box()
        assert week is not None
        assert week["x"] >= 0, address
        assert week["x"] + week["width"] <= PHONE, address


def test_somebody_works_on_a_phone_in_spanish(enter: Enter, cast: Cast) -> None:
    page = enter(cast.ana, PHONE_ES)
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    reply_field(page).fill("Gracias por contarlo.")
    page.locator("#reply-send").click()
    expect(page.locator("#posts article").last).to_contain_text("Gracias por contarlo.")
    page.get_by_role("button", name="Original").click()
    expect(page.get_by_role("button", name="Original")).to_have_attribute("aria-pressed", "true")
    expect(shown(page, cast.post).locator(".translation[lang=en]").first).to_be_hidden()


def test_the_language_of_the_pages_is_chosen(enter: Enter, cast: Cast) -> None:
    page = enter(cast.jorge, PLAIN)
    page.goto(f"{FORUM}/week/1")
    page.locator("header summary", has_text="English").click()
    page.get_by_role("button", name="Español").click()
    expect(page).to_have_url(re.compile(f"{FORUM}/week/1$"))
    expect(page.locator("html")).to_have_attribute("lang", "es")


def test_a_reply_is_looked_at_before_it_is_sent(enter: Enter, cast: Cast) -> None:
    page = enter(cast.ana, PLAIN)
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    reply_field(page).fill("Tres **panaderías**.")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Preview").click()
    expect(opened.value.locator("main strong")).to_have_text("panaderías")
    expect(reply_field(page)).to_have_value("Tres **panaderías**.")


def test_a_translator_fills_a_long_form_and_loses_nothing(enter: Enter, site: Site, cast: Cast) -> None:
    """Whichever button is pressed, what stands in the other fields is saved too."""
    with site.written():
        words = typed("Abrimos una tienda.\n\nVendemos pan.")
        post = posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, words)
        key = text_of(post).key
    page = enter(cast.tess, PLAIN)
    page.goto(f"{FORUM}/translate")
    page.locator(f"a[href$='{key}']").click()
    first, second = page.locator(".segment").nth(0), page.locator(".segment").nth(1)
    first.locator("textarea").fill("We opened a shop.")
    second.locator("textarea").fill("We sell bread.")
    first.get_by_role("button", name="Approve").click()
    expect(page).to_have_url(re.compile(f"#{second.get_attribute('id')}$"))
    expect(page.locator(".segment .state")).to_have_text(["approved · Tess", "draft · Tess"])
    page.get_by_role("button", name="Approve and go to the next text").click()
    expect(page.get_by_text("Approved. Readers see it now.")).to_be_visible()
    expect(page).not_to_have_url(re.compile(key))


def test_a_key_respondent_answers_from_the_tray(enter: Enter, cast: Cast) -> None:
    page = enter(cast.rosa, PLAIN)
    page.goto(f"{FORUM}/questions")
    page.get_by_role("link", name="Answer", exact=True).click()
    reply_field(page).fill("The council signed it.")
    send(page)
    expect(shown(page, cast.question)).to_contain_text("Question to Rosa. Answered")


def test_an_admin_opens_a_week_and_locks_it_again(enter: Enter, cast: Cast) -> None:
    page = enter(cast.alma, PLAIN)
    page.goto(f"{FORUM}/admin/schedule")
    week = page.locator("#week-3")
    week.get_by_role("button", name="Open now").click()
    expect(page.get_by_role("status").filter(has_text="Week 3 is open now.")).to_be_visible()
    expect(week).to_contain_text("Opened by hand by Alma")
    week.locator("summary", has_text="Lock again").click()
    week.get_by_role("button", name="Lock week 3 again").click()
    told = "Week 3 is locked again. Its schedule does not open it"
    expect(page.get_by_role("status").filter(has_text=told)).to_be_visible()
