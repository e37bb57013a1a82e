"""A case study from a private draft to the open week, and two questions answered in one post."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from board.actions import posting
from board.extensions import db
from board.models import Reading
from tests.browser.conftest import FORUM, Enter, Site
from tests.browser.hands import reply_field
from tests.support.browser import View
from tests.support.cast import OPENING, START, Cast, sight_for, typed
from tests.support.spanish import in_spanish

VIEWS = [View(), View(javascript=False, locale="es")]


def say(page: Page, view: View, english: str) -> str:
    return in_spanish(english) if view.locale == "es" else english


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_a_case_study_from_draft_to_reader(enter: Enter, site: Site, cast: Cast, view: View) -> None:
    with site.written():
        assert cast.case_study is not None
        db.session.get_one(Reading, cast.case_study.id).deleted_at = START
    bento = enter(cast.bento, view)
    bento.goto(f"{FORUM}/kit")
    bento.get_by_role("link", name=say(bento, view, "Write your case study")).click()
    bento.locator("#title").fill("Nuestra feria")
    bento.locator("#body").fill("Vendemos los sábados.\n\n" + "Compra el municipio. " * 150)
    bento.locator("#language").select_option("es")
    if view.javascript:
        expect(bento.locator("#gauge")).to_contain_text("453 words: about one page.")
    bento.get_by_role("button", name=say(bento, view, "Save"), exact=True).click()
    bento.get_by_role("link", name=say(bento, view, "As readers will see it")).click()
    expect(bento.locator("main")).to_contain_text("Vendemos los sábados.")

    alma = enter(cast.alma, view)
    alma.goto(f"{FORUM}/admin/week/3/readings")
    expect(alma.locator("main")).not_to_contain_text("Nuestra feria")

    bento.get_by_role("link", name=say(bento, view, "Back to your kit")).click()
    bento.get_by_role("button", name=say(bento, view, "Submit")).click()
    expect(bento.locator("main")).to_contain_text(say(bento, view, "submitted"))
    alma.reload()
    alma.get_by_role("button", name=say(alma, view, "Publish")).click()
    expect(alma.locator("#flash")).to_contain_text(
        say(alma, view, "The case study is published. Participants can read it as soon as the week is open.")
    )

    site.clock.move_to(OPENING)
    ana = enter(cast.ana, view)
    ana.goto(f"{FORUM}/week/3")
    ana.get_by_role("link", name="Nuestra feria").click()
    expect(ana.locator("main")).to_contain_text("Vendemos los sábados.")


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_two_questions_answered_in_one_post(enter: Enter, site: Site, cast: Cast, view: View) -> None:
    with site.written():
        jorge, asked = sight_for(cast, cast.jorge), frozenset({"key_respondent"})
        typed_words = typed("How long did it take?", "en")
        posting.reply(jorge, cast.question_thread, cast.jorge, typed_words, asked=cast.rosa, asked_roles=asked)
    rosa = enter(cast.rosa, view)
    rosa.goto(f"{FORUM}/questions")
    for box in rosa.locator("input[name=answers]").all():
        box.check()
    rosa.get_by_role("button", name=say(rosa, view, "Answer the ticked questions in one post")).click()
    expect(rosa.locator("#reply-answers input:checked")).to_have_count(2)
    reply_field(rosa).fill("The mayor signed it, after a year.")
    rosa.locator("#reply-send").click()
    expect(rosa.locator("#posts article").last).to_contain_text("The mayor signed it")
    rosa.reload()
    expect(rosa.get_by_role("link", name=say(rosa, view, "Answered in this post"))).to_have_count(2)
    expect(rosa.locator("#reply-answers")).to_have_count(0)
