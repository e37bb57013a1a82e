"""Replying: under the post that is answered, which stays in sight; without JavaScript on a page of its own."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from board.actions import posting
from board.extensions import db
from board.models import Post, UnsentText
from tests.browser.conftest import FORUM, Enter, Site
from tests.browser.hands import box, copies, kept, reply_field, send, shown, stay, stayed
from tests.support.browser import PHONE, View, axe, scrolls_sideways
from tests.support.cast import Cast, sight_for, typed

VIEWS = pytest.mark.parametrize("view", [View(), View(width=PHONE), View(width=360, locale="es")], ids=str)


@pytest.fixture
def long_thread(site: Site, cast: Cast) -> list[Post]:
    """Thirty further posts, some of them longer than a phone."""
    with site.written():
        lengths = [30 * (number % 7 == 3) for number in range(30)]
        return [_answer(cast, number, length) for number, length in enumerate(lengths)]


def _answer(cast: Cast, number: int, length: int) -> Post:
    words = typed(f"Respuesta {number}.\n\n" + "Una frase sobre verduras y contratos. " * length)
    return posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, words)


def open_thread(enter: Enter, cast: Cast, view: View | None = None) -> Page:
    page = enter(cast.jorge, view or View())
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    return page


def action(page: Page, post: Post, end: str) -> Locator:
    return shown(page, post).locator(f"a[href$='{end}']")


def top(element: Locator) -> float:
    return float(element.evaluate("element => element.getBoundingClientRect().top"))


def is_within(page: Page, element: Locator) -> bool:
    """Whether some of it can be seen."""
    found = element.evaluate("e => { const { top, bottom } = e.getBoundingClientRect(); return [top, bottom] }")
    return bool(found[1] > 0 and found[0] < page.evaluate("innerHeight"))


def assert_in_sight(page: Page, post: Post) -> None:
    """All of a short post is in the window where there is room for it and the form, on a phone at least most of it."""
    size = box(shown(page, post))
    seen = min(size["y"] + size["height"], page.evaluate("innerHeight")) - max(size["y"], 0)
    assert size["y"] >= (0 if page.evaluate("innerWidth") > 360 else -80)
    assert seen >= min(size["height"], 240)


@VIEWS
@pytest.mark.parametrize("which", [0, 14, 29])
def test_two_taps_and_the_answered_post_stays_in_sight(
    enter: Enter, cast: Cast, long_thread: list[Post], view: View, which: int
) -> None:
    page, post = open_thread(enter, cast, view), long_thread[which]
    stay(page)
    shown(page, post).evaluate("post => scrollTo(0, post.getBoundingClientRect().top + scrollY - 40)")
    assert abs(top(shown(page, post)) - 40) < 2

    action(page, post, "/reply").click()  # the first tap
    expect(reply_field(page)).to_be_focused()
    expect(page.locator(f"#p-{post.key} + #reply")).to_be_visible()
    expect(page.locator("label[for=reply-body]")).to_contain_text("Ana")
    assert_in_sight(page, post)
    assert is_within(page, reply_field(page))
    assert not scrolls_sideways(page)

    page.keyboard.type("De acuerdo con esto.")
    page.locator("#reply-send").click()  # the second
    note = page.locator(f"#p-{post.key} + .posted")
    expect(note).to_be_visible()
    assert_in_sight(page, post)
    last = page.locator("#posts article").last
    expect(last).to_contain_text("De acuerdo con esto.")
    expect(last.locator(f"a[href='#p-{post.key}']")).to_be_visible()
    expect(page.locator("#reply-home > #reply")).to_be_visible()
    expect(reply_field(page)).to_have_value("")
    assert stayed(page)
    note.get_by_role("link").click()
    assert is_within(page, last)


@pytest.mark.parametrize("view", [View(), View(width=PHONE)], ids=str)
def test_a_post_that_is_longer_than_the_window_keeps_its_end_in_sight(
    enter: Enter, cast: Cast, long_thread: list[Post], view: View
) -> None:
    page, post = open_thread(enter, cast, view), long_thread[3]
    end = shown(page, post).locator(".actions")
    end.evaluate("end => end.scrollIntoView({ block: 'center' })")
    action(page, post, "/reply").click()
    assert is_within(page, end)
    assert is_within(page, reply_field(page))


def test_words_go_along_to_another_post_and_home_and_are_kept(
    enter: Enter, cast: Cast, long_thread: list[Post]
) -> None:
    page = open_thread(enter, cast, View(width=PHONE))
    first, second = long_thread[2], long_thread[5]
    action(page, first, "/reply").click()
    page.keyboard.type("Media frase")
    action(page, second, "/reply").click()
    expect(page.locator(f"#p-{second.key} + #reply")).to_be_visible()
    expect(reply_field(page)).to_have_value("Media frase")
    expect(reply_field(page)).to_be_focused()
    kept(page)
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#reply-home > #reply")).to_be_visible()
    expect(reply_field(page)).to_have_value("Media frase")
    expect(page.locator("label[for=reply-body]")).to_have_text("Reply")
    assert is_within(page, shown(page, second))
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    expect(reply_field(page)).to_have_value("Media frase")


def test_a_page_loaded_again_still_answers_the_same_post(
    enter: Enter, site: Site, cast: Cast, long_thread: list[Post]
) -> None:
    page, post = open_thread(enter, cast), long_thread[9]
    action(page, post, "/reply").click()
    page.keyboard.type("Otra vez")
    kept(page)
    page.reload()
    expect(page.locator(f"#p-{post.key} + #reply")).to_be_visible()
    expect(reply_field(page)).to_have_value("Otra vez")
    send(page)
    expect(page.locator("#posts article").last).to_contain_text("Otra vez")
    with site.written():
        assert db.session.scalars(select(Post).order_by(Post.id.desc())).first().reply_to_id == post.id
    page.reload()
    expect(page.locator("#reply-home > #reply")).to_be_visible()


def test_a_reply_after_a_cancelled_one_is_to_all(enter: Enter, site: Site, cast: Cast, long_thread: list[Post]) -> None:
    page = open_thread(enter, cast)
    action(page, long_thread[1], "/reply").click()
    page.keyboard.type("Para todos")
    page.keyboard.press("Escape")
    expect(page.locator("#reply-home > #reply")).to_be_visible()
    send(page)
    expect(page.locator("#posts article").last).to_contain_text("Para todos")
    with site.written():
        assert db.session.scalars(select(Post).order_by(Post.id.desc())).first().reply_to_id is None


def test_a_refused_reply_stays_under_its_post(enter: Enter, cast: Cast, long_thread: list[Post]) -> None:
    page, post = open_thread(enter, cast), long_thread[4]
    action(page, post, "/reply").click()
    send(page)
    expect(page.locator(f"#p-{post.key} + #reply").get_by_role("alert")).to_be_focused()
    reply_field(page).fill("Ahora sí")
    send(page)
    expect(page.locator(f"#p-{post.key} + .posted")).to_be_visible()


def test_a_quote_comes_after_the_words_that_stand_there(enter: Enter, cast: Cast) -> None:
    page = open_thread(enter, cast, View(width=PHONE))
    reply_field(page).fill("Antes.")
    action(page, cast.post, "quote=1").click()
    expect(reply_field(page)).to_have_value(
        "Antes.\n\n> La cooperativa vendió verduras al municipio.\n>\n> Los contratos pequeños ayudan a empezar.\n\n"
    )
    expect(reply_field(page)).to_be_focused()
    assert axe(page) == []
    page.keyboard.press("Control+z")
    expect(reply_field(page)).to_have_value("Antes.")


def test_a_key_respondents_tick_follows_the_reply(enter: Enter, cast: Cast) -> None:
    page = enter(cast.rosa)
    page.goto(f"{FORUM}/thread/{cast.question_thread.key}")
    tick = page.locator(f"#answers-{cast.question.key}")
    action(page, cast.question, "/reply").click()
    expect(tick).to_be_checked()
    page.get_by_role("button", name="Cancel").click()
    expect(tick).not_to_be_checked()


@pytest.mark.parametrize("view", [View(javascript=False), View(javascript=False, width=PHONE, locale="es")], ids=str)
def test_without_javascript_there_is_a_page_with_the_answered_post_above_the_form(
    enter: Enter, cast: Cast, view: View
) -> None:
    page = open_thread(enter, cast, view)
    action(page, cast.post, "/reply").click()
    assert page.url.endswith(f"/post/{cast.post.key}/reply")
    assert box(shown(page, cast.post))["y"] < box(reply_field(page))["y"]
    assert not scrolls_sideways(page)
    page.locator("#reply-send").click()
    expect(page.get_by_role("alert")).to_be_visible()  # nothing to post yet
    expect(shown(page, cast.post)).to_be_visible()
    reply_field(page).fill("Sin guiones.")
    page.locator("#reply-send").click()
    expect(page.locator("#posts article").last).to_contain_text("Sin guiones.")
    expect(page.locator("#posts article").last.locator(f"a[href='#p-{cast.post.key}']")).to_be_visible()


def test_that_page_works_with_javascript_too(enter: Enter, cast: Cast) -> None:
    page = enter(cast.jorge, View(width=PHONE))
    page.goto(f"{FORUM}/post/{cast.post.key}/reply?quote=1")
    expect(reply_field(page)).to_contain_text("> La cooperativa")
    assert axe(page) == []
    send(page)
    expect(page.locator("#posts article").last).to_contain_text("La cooperativa")


# ---- found again


def kept_here(site: Site) -> list[tuple[str, str]]:
    with site.written():
        return [(row.body, row.reply_to) for row in db.session.scalars(select(UnsentText))]


def test_a_reply_that_was_begun_is_found_under_its_post_on_another_device(enter: Enter, site: Site, cast: Cast) -> None:
    page = open_thread(enter, cast)
    action(page, cast.post, "/reply").click()
    page.keyboard.type("De acuerdo")
    kept(page)
    assert kept_here(site) == [("De acuerdo", cast.post.key)]
    phone = open_thread(enter, cast, View(width=PHONE))
    expect(phone.locator(f"#p-{cast.post.key} + #reply")).to_be_visible()
    expect(reply_field(phone)).to_have_value("De acuerdo")
    with phone.expect_response("**/unsent"):
        phone.get_by_role("button", name="Cancel", exact=True).click()  # they go on as a reply to all
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    expect(page.locator("#reply-home > #reply")).to_be_visible()
    assert kept_here(site) == [("De acuerdo", "")]


def test_words_that_are_moved_to_another_post_are_kept_there(enter: Enter, site: Site, cast: Cast) -> None:
    page = open_thread(enter, cast)
    action(page, cast.post, "/reply").click()
    page.keyboard.type("De acuerdo")
    kept(page)
    with page.expect_response("**/unsent"):
        action(page, cast.answer, "/reply").click()
    assert kept_here(site) == [("De acuerdo", cast.answer.key)]


def test_whoever_answered_a_post_that_is_gone_is_told(enter: Enter, site: Site, cast: Cast) -> None:
    page = open_thread(enter, cast)
    action(page, cast.post, "/reply").click()
    page.keyboard.type("De acuerdo")
    kept(page)
    with site.written():
        posting.delete_post(sight_for(cast, cast.ana), db.session.get_one(Post, cast.post.id))
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    expect(page.locator("#reply .notice")).to_contain_text("The post that you were replying to is no longer here.")
    expect(reply_field(page)).to_have_value("De acuerdo")
    assert axe(page) == []


@pytest.mark.parametrize("view", [View(javascript=False), View(width=PHONE, javascript=False)], ids=str)
def test_without_javascript_the_way_back_keeps_the_words(enter: Enter, site: Site, cast: Cast, view: View) -> None:
    page = open_thread(enter, cast, view)
    action(page, cast.post, "/reply").click()
    reply_field(page).fill("De acuerdo")
    page.get_by_role("button", name="Back to the thread").click()
    page.wait_for_url(f"**/thread/{cast.thread.key}**")
    expect(page.get_by_text("What you wrote is kept.")).to_be_visible()
    expect(reply_field(page)).to_have_value("De acuerdo")
    assert kept_here(site) == [("De acuerdo", cast.post.key)]
    reply_field(page).fill("De acuerdo con todo")
    page.get_by_role("button", name="Reply to all instead").click()
    expect(page.locator("label[for=reply-body]")).to_have_text("Reply")
    expect(reply_field(page)).to_have_value("De acuerdo con todo")
    assert not scrolls_sideways(page)


def test_with_javascript_the_way_back_leaves_no_copy_behind(enter: Enter, site: Site, cast: Cast) -> None:
    page = enter(cast.jorge)
    page.goto(f"{FORUM}/post/{cast.post.key}/reply")
    reply_field(page).fill("De acuerdo")
    page.get_by_role("button", name="Back to the thread").click()
    expect(reply_field(page)).to_have_value("De acuerdo")
    expect(page.locator(f"#p-{cast.post.key} + #reply")).to_be_visible()
    assert copies(page) == "{}"
