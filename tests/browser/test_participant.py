"""A participant reads, replies, and comes back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from board.actions import posting
from board.extensions import db
from board.models import Forum
from tests.browser.conftest import FORUM, Enter, Site
from tests.browser.hands import above, beside, reply_field, send, shown, sign_in, stay, stayed
from tests.support.browser import PHONE, View
from tests.support.cast import SPANISH, START, Cast, sight_for, typed

LATER = START + timedelta(hours=5)


def test_somebody_reads_both_languages_replies_and_comes_back(page: Page, site: Site, cast: Cast) -> None:
    page.goto("/")
    page.get_by_role("link", name="Sign in").first.click()
    sign_in(page, cast.jorge)
    expect(page).to_have_url(f"{site.url}{FORUM}/home")

    strip = page.get_by_role("navigation", name="Weeks of the forum")
    strip.get_by_role("link", name="Week 1").click()
    page.get_by_role("link", name="Selling to the municipality").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Selling to the municipality")
    expect(page.locator("#new")).to_have_count(0)
    first = shown(page, cast.post)
    expect(first.locator(".translation").first).to_contain_text("translated by Tess · approved")

    first.get_by_role("link", name="Quote").click()
    expect(page.get_by_label("Reply to Ana")).to_have_value(
        "> La cooperativa vendió verduras al municipio.\n>\n> Los contratos pequeños ayudan a empezar.\n\n"
    )
    stay(page)
    reply_field(page).press("Control+End")
    page.keyboard.type("How small is small?")
    send(page)
    mine = page.locator("#posts article").last
    expect(mine).to_contain_text("How small is small?")
    expect(mine.get_by_role("link", name="Ana")).to_have_attribute("href", f"#p-{cast.post.key}")
    expect(reply_field(page)).to_have_value("")
    assert stayed(page)

    _ana_answers(site, cast)
    page.goto(f"{FORUM}/")
    expect(
        page.get_by_role("navigation", name="Weeks of the forum").get_by_role("link", name="Week 1")
    ).to_contain_text("1 new")
    page.goto(f"{FORUM}/week/1")
    expect(page.get_by_role("listitem").filter(has_text="Selling to the municipality").last).to_contain_text("1 new")
    page.get_by_role("link", name="Selling to the municipality").click()
    expect(page.locator("#new")).to_have_text("New since your last visit")
    expect(page.locator("#new + article")).to_contain_text("Menos de 5.000 dólares")
    page.goto(f"{FORUM}/week/1")
    expect(page.get_by_role("main")).not_to_contain_text("1 new")


def _ana_answers(site: Site, cast: Cast) -> None:
    site.clock.move_to(LATER)
    with site.written():
        posting.reply(sight_for(cast, cast.ana, LATER), cast.thread, cast.ana, typed("Menos de 5.000 dólares."))


def test_original_and_translation_stand_side_by_side(enter: Enter, cast: Cast) -> None:
    page = enter(cast.jorge)
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    first = shown(page, cast.post)
    originals, translations = first.locator(".original[lang=es]"), first.locator(".translation[lang=en]")
    expect(originals).to_have_text(SPANISH.split("\n\n"))
    expect(translations.nth(1)).to_contain_text("Small contracts help to begin.")
    for number in range(2):
        assert beside(originals.nth(number), translations.nth(number))


def test_on_a_phone_they_take_turns(enter: Enter, cast: Cast) -> None:
    page = enter(cast.jorge, View(width=PHONE))
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    first = shown(page, cast.post)
    originals, translations = first.locator(".original[lang=es]"), first.locator(".translation[lang=en]")
    assert above(originals.nth(0), translations.nth(0))
    assert above(translations.nth(0), originals.nth(1))
    assert above(originals.nth(1), translations.nth(1))


@pytest.mark.parametrize("page", [View(), View(javascript=False)], indirect=True, ids=str)
@pytest.mark.parametrize("signed_in", [True, False], ids=["member", "stranger"])
def test_how_somebody_reads_is_remembered(page: Page, site: Site, cast: Cast, signed_in: bool) -> None:
    with site.written():
        db.session.get_one(Forum, cast.forum.id).public_reading = True
    if signed_in:
        page.goto("/sign-in")
        sign_in(page, cast.jorge)
    thread = f"{FORUM}/thread/{cast.thread.key}"
    page.goto(thread)
    first = shown(page, cast.post)
    original, translation = first.locator(".original[lang=es]").first, first.locator(".translation[lang=en]").first
    for button, sees_original, sees_translation in (
        ("Original", True, False),
        ("English", False, True),
        ("Side by side", True, True),
    ):
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.get_by_role("button", name=button, exact=True)).to_have_attribute("aria-pressed", "true")
        page.wait_for_load_state("networkidle")
        page.goto(thread)
        expect(original).to_be_visible(visible=sees_original)
        expect(translation).to_be_visible(visible=sees_translation)


def test_the_text_being_read_stays_in_place_while_columns_come_and_go(enter: Enter, site: Site, cast: Cast) -> None:
    _ten_answers(site, cast)
    page = enter(cast.jorge)
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    read = page.locator("#posts article").nth(6)
    read.evaluate("post => post.querySelector('.texts').scrollIntoView()")
    before = read.evaluate("post => post.querySelector('.texts').getBoundingClientRect().top")
    page.get_by_role("button", name="Original", exact=True).evaluate("button => button.click()")
    after = read.evaluate("post => post.querySelector('.texts').getBoundingClientRect().top")
    assert abs(before - after) < 2


def _ten_answers(site: Site, cast: Cast) -> None:
    with site.written():
        for number in range(10):
            words = typed(f"Respuesta {number}.\n\n" + "Una frase larga sobre verduras y contratos. " * 20)
            posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, words)


def test_a_thread_is_opened_and_the_language_guessed(enter: Enter, cast: Cast) -> None:
    page = enter(cast.ana)
    page.goto(f"{FORUM}/week/2")
    page.get_by_role("link", name="Open a thread").click()
    page.get_by_label("Title").fill("¿Quién vende pan al hospital?")
    page.get_by_label("Text", exact=True).fill("En mi pueblo hay **tres** panaderías y un hospital.")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("region", name="Preview").locator("strong")).to_have_text("tres")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Your thread is open.")).to_be_visible()
    expect(page.locator("#posts .original[lang=es]")).to_contain_text("tres panaderías")
    page.goto(f"{FORUM}/week/2")
    expect(page.get_by_role("region", name="Opened by participants")).to_contain_text("¿Quién vende pan al hospital?")


def test_an_author_edits_and_everybody_sees_what_it_said(enter: Enter, cast: Cast) -> None:
    page = enter(cast.jorge)
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    shown(page, cast.answer).get_by_role("link", name="Edit", exact=True).click()
    page.get_by_label("Text", exact=True).fill("How did they win that contract?")
    page.get_by_role("button", name="Save").click()
    expect(shown(page, cast.answer)).to_contain_text("win that contract?")
    reader = enter(cast.ana)
    reader.goto(f"{FORUM}/thread/{cast.thread.key}")
    shown(reader, cast.answer).get_by_role("link", name="edited").click()
    expect(reader.locator("ins")).to_have_text(["that contract?"])
    expect(reader.locator("del")).to_have_text(["it?"])
