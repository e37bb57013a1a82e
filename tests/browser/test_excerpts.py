"""A passage finds its cell: selected on the page or by keys, ticked or typed without JavaScript, and found again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from board.actions import posting
from board.extensions import db
from board.models import Excerpt, Post, Theme
from tests.browser.conftest import FORUM, Enter, Site
from tests.browser.hands import box, kept, shown, sign_in
from tests.support.browser import PHONE, View, axe, scrolls_sideways
from tests.support.cast import Cast, sight_for, text_of, translate, typed
from tests.support.spanish import in_spanish
from tests.support.synthesis import add_theme

Say = Callable[[str], str]
WHY = "It names who bought."
BREAD = ["Recife compra pan. La panadería de Recife lo hornea.", "Otra panadería cerró."]
BREAD_IN_ENGLISH = ["Recife buys bread. The bakery of Recife bakes it.", "Another bakery closed."]

SELECT = """(texts, [side, from, to]) => {
    const spot = words => {
        const walker = document.createTreeWalker(texts, NodeFilter.SHOW_TEXT);
        for (let node; node = walker.nextNode();) {
            const at = node.data.lastIndexOf(words);
            if (at >= 0 && (!side || node.parentElement.closest(side))) return [node, at];
        }
    };
    const [start, first] = spot(from), [end, last] = spot(to);
    getSelection().setBaseAndExtent(start, first, end, last + to.length);
}"""
"""Selects from the last occurrence of some words in a paragraph to that of others, as a drag over them would."""


@dataclass(frozen=True)
class Synthesis:
    """A theme, and a post in whose paragraphs a word occurs twice, in the translation too."""

    cast: Cast
    theme: Theme
    bread: Post

    @property
    def thread(self) -> str:
        return f"{FORUM}/thread/{self.cast.thread.key}"


@pytest.fixture
def synthesis(cast: Cast, site: Site) -> Synthesis:
    with site.written():
        db.session.add(cast.forum)  # adding a theme holds it
        bread = posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed("\n\n".join(BREAD)))
        translate(sight_for(cast, cast.tess), text_of(bread), *BREAD_IN_ENGLISH)
        return Synthesis(cast, add_theme(cast), bread)


def selecting(page: Page, post: Locator, first: str, last: str = "", side: str = ".translation") -> None:
    """Select words of a post on the page."""
    post.locator(".texts").evaluate(SELECT, [side, first, last or first])


def offered(page: Page) -> Locator:
    return page.locator("[data-place-selection]")


def marked(page: Page) -> list[str]:
    """The words that the form marks in the original and in the translation."""
    return page.locator(".quoted mark").all_inner_texts()


def fill(page: Page, say: Say = str) -> None:
    """Choose the cell and say why."""
    page.get_by_label(say("Theme")).select_option("Access to capital")
    page.get_by_label(say("Region")).select_option("Quebec")
    page.get_by_label(say("Why it belongs there")).fill(WHY)


def placed(page: Page, say: Say = str) -> None:
    """Wait until the page says that the passage is placed; the first one waits until the languages are loaded."""
    told = page.get_by_role("status").filter(has_text=say("The passage is in the synthesis now."))
    expect(told).to_be_visible(timeout=20_000)


def regions(site: Site) -> list[str]:
    """The regions of all passages that were placed."""
    with site.written():
        return list(db.session.scalars(select(Excerpt.region)))


@pytest.mark.parametrize(
    "view", [View(), View(locale="es"), View(width=PHONE), View(width=PHONE, locale="es")], ids=str
)
def test_from_selected_words_of_the_translation_to_a_cell_and_back(
    enter: Enter, synthesis: Synthesis, view: View
) -> None:
    say = in_spanish if view.locale == "es" else str
    page, post = enter(synthesis.cast.jorge, view), synthesis.cast.post
    page.goto(synthesis.thread)
    selecting(page, shown(page, post), "sold vegetables")
    expect(offered(page)).to_be_visible()
    expect(offered(page)).to_have_accessible_name(f"{say('Place in the synthesis')} Alt+X")
    assert not scrolls_sideways(page)
    offered(page).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("Place a passage in the synthesis"))
    assert marked(page) == ["La cooperativa vendió verduras al municipio.", "sold vegetables"]
    assert not scrolls_sideways(page)
    assert axe(page) == []
    fill(page, say)
    page.get_by_role("button", name=say("Place the passage")).click()
    placed(page, say)
    expect(shown(page, post)).to_be_in_viewport()

    page.get_by_role("link", name=say("Synthesis"), exact=True).first.click()
    assert axe(page) == []
    page.locator("table.matrix td a").filter(has_text="Quebec").click()
    passage = page.get_by_role("article")
    expect(passage).to_contain_text("sold vegetables")
    expect(passage).to_contain_text(WHY)
    assert axe(page) == []
    assert not scrolls_sideways(page)
    title = "Vender al municipio" if view.locale == "es" else "Selling to the municipality"
    passage.get_by_role("link", name=title).click()
    expect(shown(page, post)).to_be_in_viewport()
    expect(shown(page, post)).to_contain_text("vendió verduras")


def test_a_drag_offers_the_button_beside_the_words(enter: Enter, synthesis: Synthesis) -> None:
    page = enter(synthesis.cast.jorge)
    page.goto(synthesis.thread)
    words = box(shown(page, synthesis.cast.post).locator("[lang=en] p").first)
    middle = words["y"] + words["height"] / 2
    page.mouse.move(words["x"] + 1, middle)
    page.mouse.down()
    page.mouse.move(words["x"] + 100, middle, steps=4)
    page.mouse.move(words["x"] + words["width"] - 1, middle, steps=4)
    page.mouse.up()
    expect(offered(page)).to_be_visible()
    button = box(offered(page))
    assert 0 <= button["y"] - words["y"] - words["height"] < 20
    assert abs(button["x"] - words["x"]) < 20
    page.keyboard.press("Escape")
    expect(offered(page)).to_be_hidden()
    page.mouse.dblclick(words["x"] + 10, middle)
    offered(page).click()
    assert marked(page) == ["La cooperativa vendió verduras al municipio.", "The"]


def test_the_button_goes_with_the_selection(enter: Enter, synthesis: Synthesis) -> None:
    page = enter(synthesis.cast.jorge)
    page.goto(synthesis.thread)
    selecting(page, shown(page, synthesis.cast.post), "sold vegetables")
    expect(offered(page)).to_be_visible()
    page.evaluate("getSelection().removeAllRanges()")
    expect(offered(page)).to_be_hidden()
    page.evaluate("getSelection().selectAllChildren(document.getElementById('posts'))")  # two posts are no passage
    page.wait_for_timeout(300)
    expect(offered(page)).to_be_hidden()


def test_by_keyboard_alone(enter: Enter, site: Site, synthesis: Synthesis) -> None:
    page = enter(synthesis.cast.jorge)
    page.goto(synthesis.thread)
    selecting(page, shown(page, synthesis.cast.post), "The")  # the caret that leads there is the browser's own
    page.keyboard.press("Control+Shift+ArrowRight")
    with page.expect_navigation():
        page.keyboard.press("Alt+x")
    assert marked(page) == ["La cooperativa vendió verduras al municipio.", "The cooperative"]
    page.get_by_label("Theme").focus()
    page.keyboard.type("Access")
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.type("Quebec")
    page.keyboard.press("Tab")
    page.keyboard.type(WHY)
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    placed(page)
    assert regions(site) == ["Quebec"]


@pytest.mark.parametrize(
    ("side", "first", "last", "expected"),
    [
        (".translation", "sold", "Small contracts", ["sold vegetables to the municipality.", "Small contracts"]),
        (".original", "verduras", "Los contratos", ["verduras al municipio.", "Los contratos"]),
    ],
    ids=["translation", "original"],
)
@pytest.mark.parametrize("view", [View(), View(width=PHONE)], ids=str)
def test_over_two_paragraphs_only_the_words_of_one_language_count(
    enter: Enter, synthesis: Synthesis, view: View, side: str, first: str, last: str, expected: list[str]
) -> None:
    """The paragraphs of both languages alternate in the page, so the selection passes through the other one."""
    page = enter(synthesis.cast.jorge, view)
    page.goto(synthesis.thread)
    selecting(page, shown(page, synthesis.cast.post), first, last, side)
    offered(page).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Place a passage in the synthesis")
    assert page.locator(f".quoted {side} mark").all_inner_texts() == expected


@pytest.mark.parametrize("side", [".translation", ".original"])
def test_of_a_word_that_occurs_twice_in_both_languages_the_selected_one_is_meant(
    enter: Enter, synthesis: Synthesis, side: str
) -> None:
    page = enter(synthesis.cast.jorge)
    page.goto(synthesis.thread)
    selecting(page, shown(page, synthesis.bread), "Recife", side=side)
    offered(page).click()
    expect(page.locator(f".quoted {side} mark")).to_have_text("Recife")
    sentences = {".original": "La panadería de Recife lo hornea.", ".translation": "The bakery of Recife bakes it."}
    assert sorted(marked(page)) == sorted(["Recife", *(words for at, words in sentences.items() if at != side)])
    sentence = page.locator(f".quoted {side} p").first
    expect(sentence.locator(".surrounding").first).to_contain_text("panadería" if side == ".original" else "bakery")


@pytest.mark.parametrize("mode", ["Original", "English"])
def test_in_one_language_what_is_hidden_is_not_selected(enter: Enter, synthesis: Synthesis, mode: str) -> None:
    page = enter(synthesis.cast.jorge)
    page.goto(synthesis.thread)
    with page.expect_response("**/reading-mode"):
        page.get_by_role("button", name=mode, exact=True).click()
    shown(page, synthesis.bread).locator(".texts").evaluate("texts => getSelection().selectAllChildren(texts)")
    offered(page).click()
    expect(page.locator(".quoted mark:visible")).to_have_text(BREAD if mode == "Original" else BREAD_IN_ENGLISH)


def test_a_passage_of_a_reading(enter: Enter, site: Site, synthesis: Synthesis) -> None:
    page = enter(synthesis.cast.jorge)
    address = f"{FORUM}/reading/{synthesis.cast.reading.key}"
    page.goto(address)
    page.locator("[data-excerpt]").evaluate(SELECT, ["", "guía", "municipios."])
    offered(page).click()
    assert marked(page) == ["guía corta.", "Para municipios."]
    fill(page)
    page.get_by_role("button", name="Place the passage").click()
    placed(page)
    expect(page).to_have_url(f"{site.url}{address}")
    assert regions(site) == ["Quebec"]
    page.goto(f"{FORUM}/theme/{synthesis.theme.key}")
    page.get_by_role("link", name="In its context").click()
    expect(page.get_by_role("link", name="Guía de compras")).to_have_attribute("lang", "es")
    expect(page.get_by_role("main")).to_contain_text("Reading in week 1")
    assert axe(page) == []


@pytest.mark.parametrize("view", [View(javascript=False), View(javascript=False, width=PHONE, locale="es")], ids=str)
def test_without_javascript_paragraphs_are_ticked_or_words_are_typed(
    enter: Enter, site: Site, synthesis: Synthesis, view: View
) -> None:
    say = in_spanish if view.locale == "es" else str
    page = enter(synthesis.cast.jorge, view)
    page.goto(synthesis.thread)
    shown(page, synthesis.bread).get_by_role("link", name=say("More"), exact=True).click()
    page.get_by_role("link", name=say("Place a passage in the synthesis")).click()
    page.get_by_role("checkbox").nth(1).check()
    fill(page, say)
    page.get_by_label(say("Only these words")).fill("not a word of it")
    page.get_by_role("button", name=say("Place the passage")).click()
    expect(page.get_by_role("alert")).to_contain_text(
        say("These words are not in the text, or not in the paragraphs that you ticked.")
    )
    expect(page.get_by_role("checkbox").nth(1)).to_be_checked()
    expect(page.get_by_label(say("Why it belongs there"))).to_have_value(WHY)
    page.get_by_label(say("Only these words")).fill("bakery CLOSED")
    page.get_by_role("button", name=say("Place the passage")).click()
    placed(page, say)
    page.goto(f"{FORUM}/theme/{synthesis.theme.key}?region=Quebec")
    assert marked(page) == ["Otra panadería cerró.", "bakery closed."]
    assert regions(site) == ["Quebec"]
    assert not scrolls_sideways(page)


@pytest.mark.parametrize("view", [View(), View(javascript=False)], ids=str)
def test_a_session_that_ended_while_the_form_was_open_loses_neither_reason_nor_passage(
    enter: Enter, site: Site, synthesis: Synthesis, view: View
) -> None:
    page = enter(synthesis.cast.jorge, view)
    page.goto(f"{FORUM}/post/{synthesis.bread.key}/excerpt?words=Recife&near=25&side=translation")
    passage = marked(page)
    assert passage == ["La panadería de Recife lo hornea.", "Recife"]
    fill(page)
    page.context.clear_cookies()
    page.get_by_role("button", name="Place the passage").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    sign_in(page, synthesis.cast.jorge)
    expect(page.get_by_label("Why it belongs there")).to_have_value(WHY)
    assert marked(page) == passage
    assert regions(site) == []
    fill(page)
    page.get_by_role("button", name="Place the passage").click()
    placed(page)
    assert regions(site) == ["Quebec"]


def test_a_reason_is_kept_while_it_is_typed(enter: Enter, synthesis: Synthesis) -> None:
    page = enter(synthesis.cast.jorge)
    address = f"{FORUM}/post/{synthesis.bread.key}/excerpt"
    page.goto(f"{address}?words=Recife")
    page.get_by_label("Why it belongs there").fill(WHY)
    kept(page)
    page.get_by_role("link", name="Choose another passage").click()
    expect(page.get_by_label("Why it belongs there")).to_have_value(WHY)
    expect(page.get_by_role("checkbox")).to_have_count(2)
    assert axe(page) == []
