"""Questions to key respondents: a tray that misses none, an admin's view of who waits, badges in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from board.actions import enrolling, posting, scheduling
from board.extensions import db
from board.models import Assignment, Post, User
from tests.support.cast import END, OPENING, START, Cast, membership_of, sight_for, typed
from tests.support.client import Client
from tests.support.shown import Shown, shown, words_of

SignIn = Callable[[User], Client]
FORUM = "/f/social-economy"
TRAY, UNANSWERED = f"{FORUM}/questions", f"{FORUM}/admin/questions"
SECOND = timedelta(seconds=1)


def section(client: Client, name: str, url: str = TRAY) -> str:
    """The open or the answered questions, as they read."""
    return words_of(shown(client.get(url)).one(f"section[@aria-labelledby='{name}']"))


def thread_url(cast: Cast) -> str:
    return f"{FORUM}/thread/{cast.question_thread.key}"


def ask(client: Client, cast: Cast, body: str) -> Any:
    page = shown(client.get(thread_url(cast)))
    return page.form("/reply").send(client, body=body, language="en", ask=cast.rosa.key)


def tools_url(cast: Cast) -> str:
    return f"{FORUM}/post/{cast.question.key}/tools"


def settle_url(cast: Cast) -> str:
    return f"{FORUM}/post/{cast.question.key}/settle"


# ---- the tray


def test_a_question_put_through_the_page_lies_in_the_tray(cast: Cast, sign_in: SignIn) -> None:
    assert ask(sign_in(cast.jorge), cast, "How long did it take?").status_code == 303
    rosa = sign_in(cast.rosa)
    tray = section(rosa, "open")
    assert tray.startswith("Open 2")
    assert tray.index("¿Quién firmó el contrato?") < tray.index("How long did it take?")  # who waits longest is first
    assert "Week 2 · Question of the week" in tray
    strip = shown(rosa.get(f"{FORUM}/")).one("nav[@class='links']")
    assert "Questions to you 2, 2 open questions" in words_of(strip)


def test_the_thread_says_to_whom_a_question_is_put(cast: Cast, sign_in: SignIn) -> None:
    page = shown(sign_in(cast.jorge).get(thread_url(cast)))
    assert "Question to Rosa. Not answered yet." in page.words


def test_answering_from_the_tray(cast: Cast, sign_in: SignIn) -> None:
    rosa = sign_in(cast.rosa)
    [answer] = [link for link in shown(rosa.get(TRAY)).links if link.endswith("#reply")]
    page = shown(rosa.get(answer))
    assert "Reply to Ana" in page.words
    assert page.form("/reply").send(rosa, body="The mayor did.").status_code == 303
    assert "Nobody is waiting." in section(rosa, "open")
    assert "¿Quién firmó el contrato?" in section(rosa, "answered")
    assert "Question to Rosa. Answered in this post" in shown(sign_in(cast.ana).get(thread_url(cast))).words
    assert "1 open question" not in shown(rosa.get(f"{FORUM}/week/2")).words


def test_a_reply_by_somebody_else_answers_nothing(cast: Cast, sign_in: SignIn) -> None:
    jorge = sign_in(cast.jorge)
    page = shown(jorge.get(f"{thread_url(cast)}?reply={cast.question.key}"))
    page.form("/reply").send(jorge, body="I think the mayor did.")
    assert "¿Quién firmó el contrato?" in section(sign_in(cast.rosa), "open")


def test_a_post_that_replies_to_nothing_answers_nothing(cast: Cast, sign_in: SignIn) -> None:
    rosa = sign_in(cast.rosa)
    shown(rosa.get(thread_url(cast))).form("/reply").send(rosa, body="Good morning.")
    assert "¿Quién firmó el contrato?" in section(rosa, "open")


@pytest.mark.parametrize("person", ["rosa", "ana", "alma"])
def test_marking_as_answered_and_opening_again(cast: Cast, sign_in: SignIn, person: str) -> None:
    client = sign_in(getattr(cast, person))
    form = shown(client.get(tools_url(cast))).form(settle_url(cast))
    assert form.send(client, settled="1").status_code == 303
    assert "Nobody is waiting." in section(sign_in(cast.rosa), "open")
    form = shown(client.get(tools_url(cast))).form(settle_url(cast))
    form.send(client, settled="0")
    assert "¿Quién firmó el contrato?" in section(sign_in(cast.rosa), "open")


def test_marking_in_the_tray_stays_in_the_tray(cast: Cast, sign_in: SignIn) -> None:
    rosa = sign_in(cast.rosa)
    response = shown(rosa.get(TRAY)).form(settle_url(cast)).send(rosa, settled="1")
    assert (response.status_code, response.location) == (303, TRAY)


@pytest.mark.parametrize("person", ["jorge", "bento", "tess"])
def test_nobody_else_settles_a_question(cast: Cast, sign_in: SignIn, person: str) -> None:
    client = sign_in(getattr(cast, person))
    assert client.post(settle_url(cast), data={"settled": "1"}).status_code == 403
    assert settle_url(cast) not in shown(client.get(tools_url(cast))).actions()


def test_a_post_that_asks_nobody_is_not_settled(cast: Cast, sign_in: SignIn) -> None:
    response = sign_in(cast.alma).post(f"{FORUM}/post/{cast.answer.key}/settle", data={"settled": "1"})
    assert response.status_code == 403
    assert "This post puts no question to anybody." in shown(response).words


@pytest.mark.parametrize("how", ["deleted", "hidden", "locked"])
def test_what_is_not_there_any_more_leaves_the_tray(cast: Cast, sign_in: SignIn, how: str) -> None:
    if how == "deleted":
        posting.delete_post(sight_for(cast, cast.ana), cast.question)
    elif how == "hidden":
        posting.hide_post(sight_for(cast, cast.alma), cast.question, "Off topic")
    else:
        scheduling.override_week(sight_for(cast, cast.alma), cast.week(2), "locked")
    rosa = sign_in(cast.rosa)
    assert "Nobody is waiting." in section(rosa, "open")
    assert "contrato" not in rosa.get(TRAY).text
    assert "1 open" not in words_of(shown(rosa.get(f"{FORUM}/")).one("nav[@class='links']"))


def test_nobody_puts_a_question_to_themselves(cast: Cast, sign_in: SignIn) -> None:
    form = shown(sign_in(cast.rosa).get(thread_url(cast))).form("/reply")
    values = [option.get("value") for option in form.element.iter("option")]
    assert cast.rosa.key not in values
    assert cast.bento.key in values


def test_a_question_under_a_case_study_is_put_to_its_presenter(cast: Cast, sign_in: SignIn, clock: Any) -> None:
    assert cast.case_study is not None
    clock.move_to(OPENING)
    client = sign_in(cast.jorge)
    page = shown(client.get(f"{FORUM}/reading/{cast.case_study.key}"))
    assert page.form("/reply").fields["ask"] == cast.bento.key
    page.form("/reply").send(client, body="How did you begin?")
    assert "How did you begin?" in section(sign_in(cast.bento), "open")
    assert "Week 3 · Caso LOCKED" in section(sign_in(cast.bento), "open")


# ---- who waits


def test_the_admin_sees_everything_that_is_unanswered(cast: Cast, sign_in: SignIn) -> None:
    alma = sign_in(cast.alma)
    waiting = section(alma, "open", UNANSWERED)
    assert "to Rosa" in waiting
    assert "¿Quién firmó el contrato?" in waiting
    shown(alma.get(UNANSWERED)).form(settle_url(cast)).send(alma, settled="1")
    assert "Nobody is waiting." in section(alma, "open", UNANSWERED)
    assert "¿Quién firmó el contrato?" in section(alma, "answered", UNANSWERED)


@pytest.mark.parametrize("person", ["ana", "rosa", "tess", "omar", "olga"])
def test_only_admins_see_everybodys_questions(cast: Cast, sign_in: SignIn, person: str) -> None:
    assert sign_in(getattr(cast, person)).get(UNANSWERED).status_code == 403


def test_the_week_says_how_many_questions_are_open(cast: Cast, sign_in: SignIn) -> None:
    week = shown(sign_in(cast.jorge).get(f"{FORUM}/week/2"))
    assert "Rosa Quebec · 1 open question" in week.words


def test_who_asked_still_waits_after_the_respondents_role_is_gone(cast: Cast, sign_in: SignIn) -> None:
    """The question stays the admins' concern."""
    rosa = membership_of(cast.rosa, cast.forum)
    assert rosa is not None
    enrolling.set_roles(sight_for(cast, cast.alma), rosa, frozenset({"participant"}), "")
    assert "¿Quién firmó el contrato?" in section(sign_in(cast.alma), "open", UNANSWERED)


# ---- badges

BADGE = "Key respondent · week 2 · Quebec"


def badge(page: Shown) -> list[str]:
    return page.texts("span[@class='badge amber']")


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (START - timedelta(days=3), BADGE),  # before their week
        (START, f"{BADGE} · answering now"),
        (OPENING - SECOND, f"{BADGE} · answering now"),
        (OPENING, BADGE),  # the next week's key respondents answer now
        (END, BADGE),
    ],
)
def test_the_badge_says_whether_somebody_is_answering_now(
    cast: Cast, sign_in: SignIn, clock: Any, now: Any, words: str
) -> None:
    clock.move_to(now)
    client = sign_in(cast.jorge)
    assert badge(shown(client.get(f"{FORUM}/people/{cast.rosa.key}"))) == [words]
    assert words in badge(shown(client.get(f"{FORUM}/people")))


def test_the_badge_stands_beside_posts_and_in_the_list_of_whom_to_ask(cast: Cast, sign_in: SignIn) -> None:
    rosa = sign_in(cast.rosa)
    shown(rosa.get(thread_url(cast))).form("/reply").send(rosa, body="Good morning.")
    page = shown(sign_in(cast.jorge).get(thread_url(cast)))
    assert badge(page) == [f"{BADGE} · answering now"]
    assert f"Rosa · {BADGE} · answering now" in page.texts("option")
    assert "Bento · Key respondent · week 3 · Brazil · answers from Mon 9 Mar, 09:00 Toronto time" in page.texts(
        "option"
    )


def test_a_badge_without_a_region_has_no_loose_end(cast: Cast, sign_in: SignIn) -> None:
    [assignment] = [a for a in db.session.query(Assignment) if a.user_id == cast.rosa.id]
    assignment.region = ""
    client = sign_in(cast.jorge)
    assert badge(shown(client.get(f"{FORUM}/people/{cast.rosa.key}"))) == ["Key respondent · week 2 · answering now"]
    assignment.region = ""
    assert "Rosa 1 open question" in shown(client.get(f"{FORUM}/week/2")).words


def test_one_person_may_answer_in_two_weeks(cast: Cast, sign_in: SignIn) -> None:
    rosa = membership_of(cast.rosa, cast.forum)
    assert rosa is not None
    enrolling.assign(sight_for(cast, cast.alma), rosa, cast.week(3), "Brazil")
    found = badge(shown(sign_in(cast.jorge).get(f"{FORUM}/people/{cast.rosa.key}")))
    assert found == [f"{BADGE} · answering now", "Key respondent · week 3 · Brazil"]


def test_an_answer_far_down_is_still_an_answer(cast: Cast, sign_in: SignIn) -> None:
    for number in range(3):
        posting.reply(sight_for(cast, cast.jorge), cast.question_thread, cast.jorge, typed(f"Aside {number}", "en"))
    rosa = sign_in(cast.rosa)
    page = shown(rosa.get(f"{thread_url(cast)}?reply={cast.question.key}"))
    page.form("/reply").send(rosa, body="The mayor.")
    post = db.session.get_one(Post, cast.question.id)
    assert post.answered_at is not None
    assert post.answer_id is not None
