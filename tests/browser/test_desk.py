"""The translators' desk: a queue cleared by keyboard alone, two at one text, an author who edits meanwhile."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from sqlalchemy import select

from board.actions import posting
from board.actions.flagging import Note, raise_flags
from board.actions.glossary import add_term, entry_from
from board.actions.wordings import current_number, standing_translations
from board.extensions import db
from board.models import Post, Text
from tests.browser.conftest import FORUM, Enter, Site
from tests.browser.hands import kept, ready
from tests.support.browser import PHONE, View, Watch
from tests.support.cast import ENGLISH_OF_IT, SPANISH, Cast, sight_for, text_of, translate, typed

DESK = f"{FORUM}/translate"


def only_these_wait(site: Site, cast: Cast, *bodies: str) -> list[Post]:
    """Posts of Ana's, and nothing else in the queue."""
    with site.written():
        for text in db.session.scalars(select(Text)):
            text.waits_since = None
        posts = [posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed(body)) for body in bodies]
    return posts


def edit(cast: Cast, post: Post, words: str) -> None:
    """Ana changes a post of hers. Inside `written()`."""
    mine, text = db.session.get_one(Post, post.id), text_of(post)
    posting.edit_post(sight_for(cast, cast.ana), cast.thread, mine, text, words, current_number(text))


def key_of(site: Site, post: Post) -> str:
    with site.written():
        return text_of(post).key


def standing(site: Site, post: Post) -> list[tuple[str, str]]:
    """Words and state of each translation that counts."""
    with site.written():
        return [(one.source, one.state) for one in db.session.scalars(standing_translations(text_of(post)))]


def progress(site: Site, post: Post) -> str:
    with site.written():
        return text_of(post).progress


def test_ten_texts_are_cleared_by_keyboard_alone(enter: Enter, site: Site, cast: Cast) -> None:
    posts = only_these_wait(site, cast, *(f"Mensaje {number}.\n\nSegundo párrafo {number}." for number in range(10)))
    page = enter(cast.tess)
    page.goto(DESK)
    page.keyboard.press("Alt+n")
    for number in range(10):
        expect(page.locator(".segment .source").first).to_have_text(f"Mensaje {number}.")
        ready(page, page.locator(".segment textarea").first)
        page.keyboard.type(f"Message {number}.")
        page.keyboard.press("Control+Enter")
        page.keyboard.type(f"Second paragraph {number}.")
        page.keyboard.press("Alt+a")
        expect(page.get_by_text("Approved. Readers see it now.")).to_be_visible()
    expect(page.get_by_text("Nothing is waiting. Thank you.")).to_be_visible()
    for number, post in enumerate(posts):
        words = [(f"Message {number}.", "approved"), (f"Second paragraph {number}.", "approved")]
        assert standing(site, post) == words


def test_the_keys_are_told_and_work(enter: Enter, site: Site, cast: Cast) -> None:
    one, two = only_these_wait(site, cast, "Uno.\n\nDos.\n\nTres.", "Otro.")
    page = enter(cast.tess)
    page.goto(f"{DESK}/{key_of(site, one)}")
    fields = page.locator(".segment textarea")
    ready(page, fields.first)
    page.keyboard.press("Alt+ArrowDown")
    expect(fields.nth(1)).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(fields.first).to_be_focused()
    page.keyboard.type("What?")  # a question mark in a field is a question mark
    expect(fields.first).to_have_value("What?")
    page.keyboard.press("Alt+p")
    expect(page.locator(".segment .state").first).to_have_text("approved · Tess")
    page.keyboard.press("Alt+0")
    expect(page.get_by_role("dialog", name="Keys of this page")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys of this page")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Keys of this page")).to_be_hidden()
    page.keyboard.press("Alt+n")
    expect(page).to_have_url(re.compile(key_of(site, two)))


def test_what_was_translated_before_and_terms_come_by_key(enter: Enter, site: Site, cast: Cast) -> None:
    [post] = only_these_wait(site, cast, f"{SPANISH}\n\nLa economía social.")
    with site.written():
        add_term(sight_for(cast, cast.alma), entry_from("economía social", "social economy", "", "es", "en"))
    page = enter(cast.tess)
    page.goto(f"{DESK}/{key_of(site, post)}")
    fields = page.locator(".segment textarea")
    ready(page, fields.first)
    page.keyboard.type("Instead of this")
    page.keyboard.press("Alt+m")
    expect(fields.first).to_have_value(ENGLISH_OF_IT[0])
    page.keyboard.press("Control+z")  # as any typing
    expect(fields.first).to_have_value("Instead of this")
    page.keyboard.press("Alt+m")
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Alt+m")
    page.keyboard.press("Control+Enter")
    page.keyboard.type("The ")
    page.keyboard.press("Alt+1")
    page.keyboard.type(".")
    expect(fields.nth(2)).to_have_value("The social economy.")
    page.keyboard.press("Alt+a")
    expect(page.get_by_text("Approved. Readers see it now.")).to_be_visible()
    assert standing(site, post) == [(words, "approved") for words in [*ENGLISH_OF_IT, "The social economy."]]


def test_a_flag_is_settled_and_a_typo_confirmed_by_one_key_each(enter: Enter, site: Site, cast: Cast) -> None:
    [post] = only_these_wait(site, cast, "Vendemos pan.\n\nY quezo.")
    with site.written():
        text = text_of(post)
        [first, _second] = translate(sight_for(cast, cast.tess), text, "We sell bread.", "And cheese.")
        raise_flags(sight_for(cast, cast.ana), text, None, [Note(first, "Loaves, not bread")])
        edit(cast, post, "Vendemos pan.\n\nY queso.")
    page = enter(cast.tess)
    page.goto(DESK)
    page.keyboard.press("Alt+n")
    expect(page.locator(".segment del")).to_have_text("quezo.")
    expect(page.locator(".segment ins")).to_have_text("queso.")
    ready(page, page.locator(".segment textarea").nth(1))
    page.keyboard.press("Alt+k")  # the focus is where the work is
    expect(page.locator(".segment .state").nth(1)).to_have_text("approved · Tess")
    expect(page.locator(".segment del")).to_have_count(0)
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Alt+s")
    expect(page.get_by_text("Loaves, not bread")).to_have_count(0)
    page.keyboard.press("Alt+n")
    expect(page.get_by_text("Nothing is waiting. Thank you.")).to_be_visible()


def test_two_at_one_text_lose_no_word_to_each_other(enter: Enter, site: Site, cast: Cast) -> None:
    [post] = only_these_wait(site, cast, "Uno.\n\nDos.")
    tess, alma = enter(cast.tess), enter(cast.alma)
    tess.goto(f"{DESK}/{key_of(site, post)}")
    tess.locator(".segment textarea").first.fill("One, says Tess.")
    alma.goto(f"{DESK}/{key_of(site, post)}")
    expect(alma.get_by_text("Tess is working on this text")).to_be_visible()
    alma.get_by_role("button", name="Take it over").click()
    expect(alma.locator("#claim")).to_contain_text("Yours until")
    alma.locator(".segment textarea").first.fill("One, says Alma.")
    alma.locator(".segment textarea").nth(1).fill("Two, says Alma.")
    alma.get_by_role("button", name="Save all").click()
    expect(alma.locator(".segment .state")).to_have_text(["draft · Alma"] * 2)

    tess.get_by_role("button", name="Approve and go to the next text").click()
    first = tess.locator(".segment").first
    expect(first.get_by_role("alert")).to_contain_text("Somebody else saved this paragraph meanwhile.")
    expect(first.locator("textarea")).to_have_value("One, says Tess.")
    expect(first.locator("details[open]")).to_contain_text("One, says Alma.")
    expect(tess.locator(".segment textarea").nth(1)).to_have_value("")
    expect(tess.locator(".segment").nth(1).get_by_role("alert")).to_be_visible()
    assert standing(site, post) == [("One, says Alma.", "draft"), ("Two, says Alma.", "draft")]


def test_one_whose_source_is_edited_while_they_type_keeps_both(enter: Enter, site: Site, cast: Cast) -> None:
    [post] = only_these_wait(site, cast, "Vendemos pan.\n\nY queso.")
    page = enter(cast.tess)
    page.goto(f"{DESK}/{key_of(site, post)}")
    page.locator(".segment textarea").first.fill("We sell bread.")
    page.locator(".segment textarea").nth(1).fill("And cheese.")
    words = "Vendemos pan, miel y muchas otras cosas."
    with site.written():
        edit(cast, post, words)
    page.get_by_role("button", name="Approve and go to the next text").click()
    expect(page.locator(".segment .source > p")).to_have_text([words])
    expect(page.locator(".segment ins")).to_have_text(["pan, miel y muchas otras cosas."])
    expect(page.locator(".segment textarea")).to_have_value("We sell bread.")
    expect(page.get_by_role("alert").first).to_contain_text("The author removed a paragraph meanwhile")
    expect(page.locator("#gone-1")).to_have_value("And cheese.")
    assert progress(site, post) == "outdated"
    page.goto("/unsent")
    expect(page.locator("textarea")).to_have_value("And cheese.")


def test_each_paragraph_is_kept_while_it_is_typed(enter: Enter, site: Site, cast: Cast) -> None:
    [post] = only_these_wait(site, cast, "Uno.\n\nDos.")
    page = enter(cast.tess)
    page.goto(f"{DESK}/{key_of(site, post)}")
    page.locator(".segment textarea").nth(1).fill("Two, beg")
    expect(page.locator(".segment [data-kept]").nth(1)).to_contain_text("Kept ")
    page.locator(".segment textarea").first.fill("One, beg")
    kept(page)
    page.reload()
    expect(page.locator(".segment textarea").first).to_have_value("One, beg")
    expect(page.locator(".segment textarea").nth(1)).to_have_value("Two, beg")


def test_without_a_connection_the_words_stay_in_the_browser(enter: Enter, site: Site, cast: Cast, watch: Watch) -> None:
    [post] = only_these_wait(site, cast, "Uno.\n\nDos.")
    page = enter(cast.tess)
    page.goto(f"{DESK}/{key_of(site, post)}")
    page.context.set_offline(True)
    page.locator(".segment textarea").first.fill("One, in a tunnel.")
    page.locator(".segment textarea").first.press("Control+Enter")
    expect(page.locator(".segment [data-kept]").first).to_contain_text("kept on this device")
    expect(page.locator(".segment textarea").first).to_be_editable()
    page.get_by_role("button", name="Approve and go to the next text").click()
    expect(page.locator(".segment textarea").first).to_have_value("One, in a tunnel.")
    watch.faults.clear()  # every request failed, as meant
    page.context.set_offline(False)
    page.reload()
    expect(page.locator(".segment textarea").first).to_have_value("One, in a tunnel.")


def test_on_a_phone_source_and_field_follow_each_other(enter: Enter, site: Site, cast: Cast) -> None:
    [post] = only_these_wait(site, cast, "Uno.\n\nDos.")
    page = enter(cast.tess, View(width=PHONE))
    page.goto(f"{DESK}/{key_of(site, post)}")
    tops = [
        _top(page, f".segment:nth-of-type({number}) {part}") for number in (1, 2) for part in (".source", "textarea")
    ]
    assert tops == sorted(tops)
    assert len(set(tops)) == 4


def _top(page: Page, selector: str) -> float:
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["y"]
