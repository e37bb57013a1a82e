"""The coding desk in a browser: from the first paragraph to the last text with keys alone, and without JavaScript."""

from __future__ import annotations

import time
from dataclasses import replace

from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from board.actions import posting
from board.extensions import db
from board.models import CodingMark, Excerpt, Forum, Thread
from tests.browser.conftest import FORUM, Enter, Site
from tests.support.browser import View, axe
from tests.support.cast import Cast, sight_for, typed
from tests.support.examples import LONG
from tests.support.synthesis import add_theme, let_code

PARAGRAPHS = 50 if LONG else 10
SECONDS = 1200 / 100
"""How long one passage may take: a hundred in twenty minutes."""


def prepare(site: Site, cast: Cast, paragraphs: int = 0) -> None:
    """Let Jorge code under two themes; with ``paragraphs``, add a long post."""
    with site.written():
        forum, thread = db.session.get_one(Forum, cast.forum.id), db.session.get_one(Thread, cast.thread.id)
        here = replace(cast, forum=forum)
        for theme in ("Access to capital", "Legislation"):
            add_theme(here, theme)
        let_code(here, cast.jorge)
        if paragraphs:
            words = "\n\n".join(f"Paragraph {number} says what happened here." for number in range(paragraphs))
            posting.reply(sight_for(here, cast.ana), thread, cast.ana, typed(words, "en"))


def placed(site: Site) -> int:
    with site.written():
        return db.session.scalar(select(func.count(Excerpt.id))) or 0


def until_it_is_about(page: Page, words: str) -> None:
    """Go on to the text with these words, by key."""
    while words not in page.locator("main").inner_text():
        before = page.locator("[data-paragraph]").first.get_attribute("id")
        page.keyboard.press("n")
        expect(page.locator(f"#{before}")).to_have_count(0)
        expect(page.locator("[data-paragraph]").first).to_be_focused()


def test_many_passages_by_keys_alone(enter: Enter, site: Site, cast: Cast) -> None:
    """A hundred in the long run; each has its share of twenty minutes."""
    prepare(site, cast, paragraphs=PARAGRAPHS)
    page = enter(cast.jorge)
    page.goto(f"{FORUM}/coding")
    until_it_is_about(page, f"Paragraph {PARAGRAPHS - 1} says")
    began = time.monotonic()
    for number in range(PARAGRAPHS):
        here = page.locator("[data-paragraph]").nth(number)
        expect(here).to_be_focused()
        for key, theme in (("1", "Access to capital"), ("2", "Legislation")):
            page.keyboard.press(key)
            page.keyboard.press("Enter")
            expect(here.locator(".placed")).to_contain_text(theme, timeout=SECONDS * 1000)
            expect(here).to_be_focused()
        page.keyboard.press("j")
    assert placed(site) == 2 * PARAGRAPHS
    assert time.monotonic() - began < 2 * PARAGRAPHS * SECONDS


def test_every_key_does_what_the_page_says(enter: Enter, site: Site, cast: Cast) -> None:
    prepare(site, cast)
    page = enter(cast.jorge)
    page.goto(f"{FORUM}/coding")
    until_it_is_about(page, "La cooperativa vendió")
    first, second = page.locator("[data-paragraph]").first, page.locator("[data-paragraph]").nth(1)
    page.keyboard.press("ArrowDown")
    expect(second).to_be_focused()
    page.keyboard.press("k")
    expect(first).to_be_focused()
    region = first.get_by_label("Region")
    before = region.input_value()
    page.keyboard.press("r")
    assert region.input_value() != before
    page.keyboard.press("Enter")
    expect(first.get_by_label("Theme")).to_be_focused()  # by the browser, which sees that it is missing
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    page.keyboard.press("w")
    page.keyboard.type("It shows who pays: jkn2r")
    page.keyboard.press("Enter")
    expect(first.locator(".placed")).to_contain_text("Legislation")
    expect(first).to_be_focused()
    expect(page.locator("#announce")).to_have_text("Placed under: Legislation")
    with site.written():
        assert db.session.scalars(select(Excerpt.why)).one() == "It shows who pays: jkn2r"
    page.keyboard.press("n")
    expect(page.locator("main")).not_to_contain_text("La cooperativa vendió")
    with site.written():
        assert db.session.scalar(select(func.count()).where(CodingMark.user_id == cast.jorge.id))


def test_themes_beyond_the_thirtieth_have_two_keys(enter: Enter, site: Site, cast: Cast) -> None:
    prepare(site, cast)
    with site.written():
        here = replace(cast, forum=db.session.get_one(Forum, cast.forum.id))
        for number in range(3, 33):
            add_theme(here, f"Theme {number}")
    page = enter(cast.jorge)
    page.goto(f"{FORUM}/coding")
    first = page.locator("[data-paragraph]").first
    expect(first).to_be_focused()
    chosen = first.get_by_label("Theme").locator("option:checked")
    for keys, theme in [
        ("02", "Theme 32"),
        ("z", "Theme 30"),
        ("01", "Theme 31"),
        ("0r2", "Legislation"),
        ("0?1", "Access to capital"),
    ]:
        page.keyboard.type(keys)
        expect(chosen).to_have_text(theme)


def test_the_desk_is_accessible(enter: Enter, site: Site, cast: Cast) -> None:
    prepare(site, cast)
    page = enter(cast.jorge)
    page.goto(f"{FORUM}/coding")
    assert axe(page) == []


def test_without_javascript_a_paragraph_is_placed_by_its_form(enter: Enter, site: Site, cast: Cast) -> None:
    prepare(site, cast)
    page = enter(cast.jorge, View(javascript=False))
    page.goto(f"{FORUM}/coding")
    here = page.locator("[data-paragraph]").first
    here.get_by_label("Theme").select_option("Legislation")
    here.get_by_role("button", name="Place it").click()
    expect(here.locator(".placed")).to_contain_text("Legislation")
    before = here.get_attribute("id")
    page.get_by_role("button", name="Done, next text").click()
    expect(page.locator(f"#{before}")).to_have_count(0)
