"""From words of week 3, selected in their translation, to a line of the published PDF, and from its link back to them.

Each step is taken on the pages by whoever takes it in life: a member, the author, an admin, a stranger.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from board import jobs
from board.actions import posting
from board.extensions import db
from board.models import Post
from tests.browser.conftest import FORUM, Enter, Site
from tests.browser.hands import shown
from tests.browser.test_excerpts import offered, selecting
from tests.support.browser import PHONE, View, axe
from tests.support.cast import OPENING, Cast, sight_for, text_of, translate, typed
from tests.support.spanish import in_spanish
from tests.support.synthesis import add_theme

Say = Callable[[str], str]
VIEWS = [View(), View(locale="es", width=PHONE), View(javascript=False), View(javascript=False, locale="es")]
SPANISH = "El municipio pagó a tiempo. Nadie perdió su puesto en la feria."
ENGLISH = "The municipality paid in time. Nobody lost their place at the fair."
SENTENCE = ("El municipio pagó a tiempo.", "The municipality paid in time.")
NEED = "Towns have to pay in time."


@pytest.fixture
def post(cast: Cast, site: Site) -> Post:
    """Ana's Spanish post in the third week, translated and approved, and a theme."""
    site.clock.move_to(OPENING)
    with site.written():
        db.session.add(cast.forum)
        thread = cast.locked_thread
        assert thread is not None
        written = posting.reply(sight_for(cast, cast.ana, OPENING), thread, cast.ana, typed(SPANISH, "es"))
        translate(sight_for(cast, cast.tess, OPENING), text_of(written), ENGLISH)
        add_theme(cast)
        return written


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_a_line_of_the_pdf_leads_back_to_the_words_that_were_selected(
    cast: Cast, site: Site, post: Post, enter: Enter, open_page: Callable[[View], Page], view: View, tmp_path: Path
) -> None:
    say = in_spanish if view.locale == "es" else str
    member, author, admin = (enter(person, view) for person in (cast.jorge, cast.ana, cast.alma))
    _place(member, cast, post, say, by_selection=view.javascript)
    _write_an_element(member, say)
    _agree_to_be_named(author, say)
    _make_an_edition(admin, site, say)
    if view.javascript:
        assert [axe(page) for page in (member, author, admin)] == [[], [], []]
    pdf = _download(open_page(view), say, tmp_path)

    reader = PdfReader(BytesIO(pdf))
    lines = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for words in (*SENTENCE, NEED.removesuffix("."), "Ana"):
        assert words in lines
    (address,) = {uri for uri in _links(pdf) if "/excerpt/" in uri}
    assert f"{site.url}{FORUM}/post/{post.key}" in _links(pdf)
    member.goto(address)
    expect(member.locator(".quoted .translation mark")).to_have_text(SENTENCE[1])
    expect(member.locator(".quoted .original mark")).to_have_text(SENTENCE[0])
    expect(member.get_by_role("main")).to_contain_text(say("Post in week %(number)s").replace("%(number)s", "3"))


def _place(page: Page, cast: Cast, post: Post, say: Say, *, by_selection: bool) -> None:
    assert cast.locked_thread is not None
    page.goto(f"{FORUM}/thread/{cast.locked_thread.key}")
    if by_selection:
        selecting(page, shown(page, post), "The municipality", "in time.")
        offered(page).click()
    else:
        shown(page, post).get_by_role("link", name=say("More"), exact=True).click()
        page.get_by_role("link", name=say("Place a passage in the synthesis")).click()
        page.get_by_label(say("Only these words")).fill(SENTENCE[1])
    page.get_by_label(say("Theme")).select_option("Access to capital")
    page.get_by_label(say("Region")).select_option("Quebec")
    page.get_by_label(say("Why it belongs there")).fill("It names the day of payment.")
    page.get_by_role("button", name=say("Place the passage")).click()
    expect(page.get_by_role("status").filter(has_text=say("The passage is in the synthesis now."))).to_be_visible()


def _write_an_element(page: Page, say: Say) -> None:
    """From the matrix to the cell; the passage is ticked, and cited by the element's one sentence."""
    page.goto(f"{FORUM}/synthesis")
    page.locator("table.matrix td a").filter(has_text="Quebec").first.click()
    region = re.escape(say("Write a policy element for %(region)s").split("%")[0])
    page.get_by_role("link", name=re.compile(region)).click()
    page.get_by_label(say("What is needed")).fill(NEED.removesuffix("."))
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name=say("Put the ticked passages into the text")).click()
    expect(page.get_by_label(say("What is needed"))).to_have_value(re.compile(r"\[1\]\("))
    written = page.get_by_label(say("What is needed")).input_value()
    page.get_by_label(say("What is needed")).fill(f"{written}.")
    page.locator("select[name=language]").select_option("en")
    page.get_by_role("button", name=say("Save"), exact=True).click()
    expect(page.locator(".element .cited")).to_be_visible()
    expect(page.locator(".element .unfounded")).to_have_count(0)


def _agree_to_be_named(page: Page, say: Say) -> None:
    page.goto(f"{FORUM}/quoted")
    expect(page.get_by_role("main")).to_contain_text(SENTENCE[0])
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name=say("Save my answer")).click()
    expect(page.locator("#signed + p b")).to_contain_text("Ana")


def _make_an_edition(page: Page, site: Site, say: Say) -> None:
    page.goto(f"{FORUM}/proceedings")
    page.get_by_role("button", name=say("Make this edition")).click()
    with site.app.app_context():
        jobs.run_due(site.clock)
    page.goto(f"{FORUM}/proceedings/1")
    page.get_by_text(say("Publish this edition…")).click()
    page.get_by_role("button", name=say("Publish edition %(number)s").replace("%(number)s", "1")).click()
    expect(page.get_by_role("status").first).to_contain_text(
        say("The edition is published. Anyone can read it at this address.")
    )


def _download(page: Page, say: Say, folder: Path) -> bytes:
    """Download the PDF with both languages as a stranger, who comes from the forum's public page."""
    page.goto(f"{FORUM}/")
    page.get_by_role("main").get_by_role("link", name=say("Proceedings")).click()
    link = page.get_by_role("link", name=re.compile(f"^PDF, {re.escape(say('side by side'))}"))
    answer = page.request.get(str(link.evaluate("link => link.href")))
    assert answer.headers["content-type"] == "application/pdf"
    return answer.body()


def _links(pdf: bytes) -> set[str]:
    """Return the addresses to which the pages lead."""
    with pikepdf.open(BytesIO(pdf)) as document:
        marks = [mark for page in document.pages for mark in page.get("/Annots", [])]
        return {str(mark.A.URI) for mark in marks if "/A" in mark and "/URI" in mark.A}
