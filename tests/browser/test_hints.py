"""Hints while somebody writes: beside the field after a pause, in the way of nothing, and off for good at a tap."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from board.extensions import db
from board.models import Forum, User
from tests.browser.conftest import FORUM, Enter, Site
from tests.browser.hands import reply_field
from tests.support.browser import PHONE, View, axe, scrolls_sideways
from tests.support.cast import Cast

SPANISH = "La cooperativa vende verduras al municipio y los contratos pequeños ayudan a empezar a vender " * 4
ENGLISH = "The cooperative sells vegetables to the municipality and small contracts help its members to begin " * 4
PAUSE = 3_000
"""Milliseconds of the browser's time, a little more than the pause in typing."""


def open_thread(enter: Enter, cast: Cast, view: View | None = None) -> Page:
    page = enter(cast.ana, view or View())
    page.clock.install()
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    return page


def hints(page: Page) -> Locator:
    return page.locator("#reply .hints")


def pause_after(page: Page, words: str) -> None:
    reply_field(page).fill(words)
    with page.expect_response("**/hints"):
        page.clock.run_for(PAUSE)


@pytest.mark.parametrize(
    ("view", "said"),
    [
        (View(), "is a sentence of"),
        (View(width=PHONE, dark=True), "is a sentence of"),
        (View(width=PHONE, locale="es"), "es una oración de"),
    ],
    ids=str,
)
def test_a_long_sentence_is_told_beside_the_field_and_hinders_nothing(
    enter: Enter, cast: Cast, view: View, said: str
) -> None:
    page = open_thread(enter, cast, view)
    pause_after(page, SPANISH + ".")
    expect(hints(page)).to_contain_text(said)
    expect(reply_field(page)).to_be_focused()
    field, advice = reply_field(page).bounding_box(), hints(page).bounding_box()
    assert field is not None
    assert advice is not None
    assert 0 <= advice["y"] - (field["y"] + field["height"]) < 24
    assert not scrolls_sideways(page)
    assert axe(page) == []
    page.keyboard.type(" Y ya.")
    expect(reply_field(page)).to_have_value(f"{SPANISH}. Y ya.")
    page.locator("#reply-send").click()
    expect(page.locator("#posts article").last).to_contain_text("Y ya.")


def test_a_short_sentence_brings_none_and_takes_the_last_away(enter: Enter, cast: Cast) -> None:
    page = open_thread(enter, cast)
    pause_after(page, SPANISH + ".")
    expect(hints(page)).to_contain_text("is a sentence of")
    pause_after(page, "La cooperativa vende verduras al municipio desde hace dos años.")
    expect(hints(page)).to_be_empty()


def test_in_each_language_that_the_forum_translates(enter: Enter, site: Site, cast: Cast) -> None:
    page = open_thread(enter, cast)
    pause_after(page, ENGLISH + ".")  # nobody translates it
    expect(hints(page)).to_be_empty()
    with site.written():
        db.session.get_one(Forum, cast.forum.id).policy = ("es>en", "en>es")
    for words in (ENGLISH, SPANISH):
        pause_after(page, words + ".")
        expect(hints(page)).to_contain_text(words[:20])


def test_a_tap_ends_them_and_the_words_stay(enter: Enter, site: Site, cast: Cast) -> None:
    page = open_thread(enter, cast)
    pause_after(page, SPANISH + ".")
    page.get_by_role("button", name="No such hints").click()
    expect(hints(page)).to_have_text("There will be no more hints. You can switch them on in your profile.")
    expect(reply_field(page)).to_have_value(f"{SPANISH}.")
    with site.written():
        assert not db.session.get_one(User, cast.ana.id).hints
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    expect(page.locator("[data-hints]")).to_have_count(0)


@pytest.mark.parametrize(("locale", "said"), [("en", "is a sentence of"), ("es", "es una oración de")])
def test_without_javascript_they_come_with_the_preview(enter: Enter, cast: Cast, locale: str, said: str) -> None:
    page = enter(cast.ana, View(javascript=False, width=PHONE, locale=locale))
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    reply_field(page).fill(SPANISH + ".")
    with page.context.expect_page() as waited:
        page.locator("#reply button[formaction='/preview']").click()
    preview = waited.value
    expect(preview.locator("main")).to_contain_text(said)
    assert not scrolls_sideways(preview)
    expect(reply_field(page)).to_have_value(f"{SPANISH}.")
    page.locator("#reply-send").click()
    expect(page.locator("#posts article").last).to_contain_text("La cooperativa vende verduras")
