"""Reading in one's own languages: theirs first, one pane for readers of both, and the other pane a tap away."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from board.actions import announcing
from board.actions.announcing import Titled
from board.actions.writing import write_text
from board.extensions import db
from board.models import Forum, Text, User, Week
from tests.browser.conftest import FORUM, Enter, Site
from tests.browser.hands import shown
from tests.support.browser import PHONE, View, axe
from tests.support.cast import BEFORE, Cast, sight_for, translate

WIDE, SMALL = View(), View(width=PHONE)
PLAIN, SMALL_PLAIN = View(javascript=False), View(width=PHONE, javascript=False)
ALL = [WIDE, SMALL, PLAIN, SMALL_PLAIN]
SPANISH = View(locale="es")
ORIGINAL, TRANSLATED = "La cooperativa vendió verduras", "The cooperative sold vegetables"
THREAD = f"{FORUM}/thread"


def reads(site: Site, person: User, *languages: str) -> None:
    with site.written():
        db.session.get_one(User, person.id).reads = languages


def boxes(page: Page, *languages: str) -> None:
    for box in page.locator("[name=reads]").all():
        box.set_checked(box.get_attribute("value") in languages)


def above(page: Page, first: str, second: str) -> bool:
    """Whether the first words stand before the second, in the text as one reads it aloud."""
    words = page.get_by_role("main").inner_text()
    return 0 <= words.find(first) < words.find(second)


@pytest.mark.parametrize("view", ALL, ids=str)
def test_a_reader_of_both_is_shown_one_pane_and_opens_the_other(
    cast: Cast, site: Site, enter: Enter, view: View
) -> None:
    reads(site, cast.jorge, "es", "en")
    page = enter(cast.jorge, view)
    page.goto(f"{THREAD}/{cast.thread.key}")
    post = shown(page, cast.post)
    original, translation = post.locator("div.original").first, post.locator("div.translation:not(.side)").first
    expect(original).to_contain_text(ORIGINAL)
    expect(original).to_be_visible()
    expect(translation).to_be_hidden()
    expect(post).to_contain_text("translated by Tess · approved")  # what is folded is not hidden silently
    toggle = post.locator("summary", has_text="Side by side")
    box = toggle.bounding_box()
    assert box is not None
    assert box["height"] >= 24
    toggle.click()
    expect(translation).to_be_visible()
    expect(translation).to_contain_text(TRANSLATED)
    expect(original).to_be_visible()
    toggle.click()
    expect(translation).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if view.javascript:
        assert axe(page) == []


@pytest.mark.parametrize("view", [WIDE, SMALL_PLAIN], ids=str)
def test_a_reader_of_the_translation_sees_it_first(cast: Cast, site: Site, enter: Enter, view: View) -> None:
    reads(site, cast.jorge, "en")
    page = enter(cast.jorge, view)
    page.goto(f"{THREAD}/{cast.thread.key}")
    post = shown(page, cast.post)
    expect(post.locator("div.original").first).to_be_visible()
    assert above(page, TRANSLATED, ORIGINAL)
    expect(page.get_by_role("heading", level=1)).to_have_text("Selling to the municipality")


@pytest.mark.parametrize("view", [WIDE, PLAIN], ids=str)
def test_both_can_be_chosen_and_ones_languages_again(cast: Cast, site: Site, enter: Enter, view: View) -> None:
    reads(site, cast.jorge, "es", "en")
    page = enter(cast.jorge, view)
    page.goto(f"{THREAD}/{cast.thread.key}")
    translation = shown(page, cast.post).locator("div.translation:not(.side)").first
    for choice, is_shown in [("Side by side", True), ("My languages", False), ("English", True)]:
        page.get_by_role("button", name=choice).click()
        expect(page.get_by_role("button", name=choice)).to_have_attribute("aria-pressed", "true")
        expect(translation).to_be_visible(visible=is_shown)


@pytest.mark.parametrize("view", [SMALL, PLAIN], ids=str)
def test_a_forum_can_differ(cast: Cast, enter: Enter, view: View) -> None:
    page = enter(cast.jorge, view)
    page.goto(f"{THREAD}/{cast.thread.key}")
    page.get_by_role("link", name="Say which languages you read").click()
    boxes(page, "es", "en")
    page.get_by_label("in this forum alone").check()
    page.get_by_role("main").get_by_role("button", name="Save").click()
    expect(page).to_have_url(page.url.split("/f/")[0] + f"{THREAD}/{cast.thread.key}")
    expect(shown(page, cast.post).locator("div.translation:not(.side)").first).to_be_hidden()
    page.goto("/profile")
    expect(page.get_by_role("main")).to_contain_text("(English, Español)")


def test_the_first_visit_asks(cast: Cast, enter: Enter) -> None:
    page = enter(cast.jorge, SMALL)
    page.goto(f"{FORUM}/welcome")
    expect(page.get_by_label("English")).to_be_checked()
    page.get_by_label("Español").check()
    page.get_by_role("button", name="I am ready").click()
    page.goto(f"{THREAD}/{cast.thread.key}")
    expect(page.get_by_role("button", name="My languages")).to_have_attribute("aria-pressed", "true")


@pytest.fixture
def english(cast: Cast, site: Site) -> Cast:
    """The programme is written in English and translated into Spanish; an announcement, too."""
    with site.written():
        forum = db.session.get_one(Forum, cast.forum.id)
        forum.policy = ("es>en", "en>es")
        db.session.commit()
        forum.about_id = _written(cast, "We compare notes.", "Comparamos apuntes.")
        week = db.session.get_one(Week, cast.week(1).id)
        week.outline_id = _written(cast, "What buyers did.", "Lo que hicieron los compradores.")
        title = db.session.get_one(Text, week.title_id)
        _translated(cast, title, "Compradores públicos")
        alma = db.session.get_one(User, cast.alma.id)
        told = announcing.announce(sight_for(cast, alma), Titled("Tomorrow", "Do come.", "en"), alma)
        for text_id, spanish in ((told.title_id, "Mañana"), (told.body_id, "Vengan.")):
            _translated(cast, db.session.get_one(Text, text_id), spanish)
    return cast


def _written(cast: Cast, words: str, spanish: str) -> int:
    alma = db.session.get_one(User, cast.alma.id)
    text = write_text(db.session.get_one(Forum, cast.forum.id), words, "en", alma, BEFORE)
    db.session.commit()
    _translated(cast, text, spanish)
    return text.id


def _translated(cast: Cast, text: Text, spanish: str) -> None:
    text.target = "es"
    db.session.commit()
    translate(sight_for(cast, db.session.get_one(User, cast.tess.id)), text, spanish)


@pytest.mark.parametrize("view", [SPANISH, View(width=PHONE, locale="es", javascript=False)], ids=str)
@pytest.mark.parametrize("said", [(), ("es",)], ids=["said nothing", "reads Spanish"])
def test_a_spanish_reader_sees_spanish_first(
    english: Cast, site: Site, enter: Enter, view: View, said: tuple[str, ...]
) -> None:
    reads(site, english.ana, *said)
    page = enter(english.ana, view)
    page.goto(f"{FORUM}/")
    assert above(page, "Comparamos apuntes.", "We compare notes.")
    assert above(page, "Lo que hicieron los compradores.", "What buyers did.")
    expect(page.get_by_role("main").get_by_role("link", name="Compradores públicos")).to_be_visible()
    page.goto(f"{FORUM}/week/1")
    expect(page.get_by_role("heading", level=1)).to_have_text("Compradores públicos")
    assert above(page, "Lo que hicieron los compradores.", "What buyers did.")
    for where in ("announcements", "home"):
        page.goto(f"{FORUM}/{where}")
        expect(page.get_by_role("heading", name="Mañana")).to_be_visible()
        assert above(page, "Vengan.", "Do come.")


def test_a_visitor_sees_the_call_in_the_language_of_the_pages(english: Cast, site: Site, enter: Enter) -> None:
    with site.written():
        db.session.get_one(Forum, english.forum.id).applications_from = BEFORE
    page = enter(None, SPANISH)
    page.goto(f"{FORUM}/call")
    assert above(page, "Comparamos apuntes.", "We compare notes.")
    expect(page.get_by_role("heading", name="Compradores públicos")).to_be_visible()
    page.get_by_role("button", name="Original").click()
    expect(page.get_by_role("heading", name="Public buyers")).to_be_visible()
    expect(page.get_by_text("Comparamos apuntes.")).to_be_hidden()
