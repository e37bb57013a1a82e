"""A key respondent sees what is asked of them, and answers."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Page, expect

from board.actions.scheduling import override_week
from tests.browser.conftest import FORUM, Enter, Site
from tests.browser.hands import reply_field, send, shown, sign_in
from tests.support.cast import OPENING, Cast, sight_for

BADGE = "Key respondent · week 2 · Quebec"


def test_a_question_waits_in_the_tray_until_it_is_answered(page: Page, site: Site, cast: Cast) -> None:
    page.goto(f"{FORUM}/questions")
    sign_in(page, cast.rosa)
    expect(page.get_by_role("link", name="Questions to you")).to_contain_text("1 open question")
    waiting = page.get_by_role("region", name="Open").get_by_role("article")
    expect(waiting).to_contain_text("¿Quién firmó el contrato?")
    expect(waiting).to_contain_text("Week 2 Question of the week")

    waiting.get_by_role("link", name="Answer").click()
    reply_field(page).fill("The municipality's purchasing office did, after the council's vote.")
    expect(page.get_by_text("Reply to Ana")).to_be_visible()
    send(page)
    expect(page.locator("#posts article").last).to_contain_text("purchasing office")
    page.reload()
    expect(shown(page, cast.question)).to_contain_text("Question to Rosa. Answered in this post")
    expect(page.get_by_role("link", name="Questions to you")).to_have_text("Questions to you")

    page.get_by_role("link", name="Questions to you").click()
    expect(page.get_by_role("region", name="Open")).to_contain_text("No open questions. Nobody is waiting.")
    expect(page.get_by_role("region", name="Answered")).to_contain_text("¿Quién firmó el contrato?")


def test_an_admin_sees_who_still_waits(enter: Enter, cast: Cast) -> None:
    page = enter(cast.alma)
    page.goto(f"{FORUM}/admin/questions")
    expect(page.get_by_role("region", name="Open")).to_contain_text("to Rosa")


def test_a_participant_puts_a_question_to_a_key_respondent(enter: Enter, cast: Cast) -> None:
    page = enter(cast.ana)
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    reply_field(page).fill("¿Y quién pagó el transporte de las verduras?")
    page.get_by_label("Ask this as a question to").select_option(label=f"Rosa · {BADGE} · answering now")
    send(page)
    expect(page.locator("#posts article").last).to_contain_text("Question to Rosa. Not answered yet.")
    respondent = enter(cast.rosa)
    respondent.goto(f"{FORUM}/questions")
    expect(respondent.get_by_role("region", name="Open").get_by_role("article")).to_have_count(2)


def test_the_badge_says_answering_now_in_their_week_and_not_after(enter: Enter, site: Site, cast: Cast) -> None:
    page = enter(cast.ana)
    page.goto(f"{FORUM}/people")
    badge = page.get_by_role("listitem").filter(has_text="Rosa").locator(".badge")
    expect(badge).to_have_text(f"{BADGE} · answering now")
    site.clock.move_to(OPENING - timedelta(seconds=1))
    page.reload()
    expect(badge).to_have_text(f"{BADGE} · answering now")
    site.clock.move_to(OPENING)
    page.reload()
    expect(badge).to_have_text(BADGE)
    expect(page.get_by_role("listitem").filter(has_text="Bento").locator(".badge")).to_contain_text("answering now")


def test_a_case_study_takes_questions_to_its_presenter(enter: Enter, site: Site, cast: Cast) -> None:
    with site.written():
        sight = sight_for(cast, cast.alma)
        override_week(sight, sight.weeks[2], "open")
    page = enter(cast.ana)
    page.goto(f"{FORUM}/week/3")
    page.get_by_role("region", name="Case studies").get_by_role("link", name="Caso LOCKED").click()
    page.get_by_role("link", name="Ask Bento a question").click()
    expect(page.get_by_label("Ask this as a question to")).to_contain_text("Bento")
    reply_field(page).fill("¿Cuántas familias trabajan en la cooperativa?")
    send(page)
    expect(page.locator("#posts article")).to_contain_text("Question to Bento. Not answered yet.")
