"""Questions put to key respondents: open until answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from board.actions import answering, posting
from board.extensions import db
from board.models import Job, Post, User
from board.pages.posts import post_views
from board.pages.questions import tray
from board.rules.permissions import Refusal, Refused
from tests.support.cast import START, Cast, sight_for, typed

LATER = START + timedelta(hours=1)
RESPONDENT = frozenset({"key_respondent"})


def reply(cast: Cast, author: User, to: Post | None, *answers: Post) -> Post:
    sight = sight_for(cast, author, LATER)
    return posting.reply(sight, cast.question_thread, author, typed("The mayor did.", "en"), to=to, answers=answers)


def open_questions(cast: Cast) -> list[Post]:
    return [line.post for line in tray(sight_for(cast, cast.rosa), cast.rosa.id).open]


def test_a_question_waits_in_the_tray_of_who_was_asked(cast: Cast) -> None:
    assert open_questions(cast) == [cast.question]
    assert tray(sight_for(cast, cast.bento), cast.bento.id).open == []


def test_a_question_leaves_a_mail_to_be_sent_in_the_same_transaction(cast: Cast) -> None:
    job = db.session.scalars(select(Job).where(Job.kind == "mail.question")).one()
    assert (job.unique_key, job.payload["post"]) == (f"question:{cast.question.key}", cast.question.id)


def test_the_reply_of_who_was_asked_answers_it(cast: Cast) -> None:
    answer = reply(cast, cast.rosa, cast.question)
    assert (cast.question.answered_at, cast.question.answer_id) == (LATER, answer.id)
    assert open_questions(cast) == []


def test_anothers_reply_does_not_answer_it(cast: Cast) -> None:
    reply(cast, cast.jorge, cast.question)
    assert open_questions(cast) == [cast.question]


def test_anothers_reply_that_says_so_answers_it(cast: Cast) -> None:
    answer = reply(cast, cast.alma, None, cast.question)
    assert cast.question.answer_id == answer.id


def test_the_first_answer_stays_the_answer(cast: Cast) -> None:
    first = reply(cast, cast.rosa, cast.question)
    reply(cast, cast.rosa, cast.question)
    assert cast.question.answer_id == first.id


def test_a_reply_to_something_else_answers_nothing(cast: Cast) -> None:
    to_jorge = reply(cast, cast.jorge, cast.question)
    reply(cast, cast.rosa, to_jorge)
    assert open_questions(cast) == [cast.question]


@pytest.mark.parametrize("name", ["rosa", "ana", "alma"])
def test_it_can_be_settled_without_a_reply_and_opened_again(cast: Cast, name: str) -> None:
    sight = sight_for(cast, getattr(cast, name), LATER)
    answering.settle_question(sight, cast.question, True)
    assert cast.question.answered_at == LATER
    answering.settle_question(sight, cast.question, False)
    assert (cast.question.answered_at, cast.question.answer_id) == (None, None)
    assert open_questions(cast) == [cast.question]


def test_others_settle_nothing(cast: Cast) -> None:
    for person in (cast.jorge, cast.bento, cast.tess):
        with pytest.raises(Refused):
            answering.settle_question(sight_for(cast, person), cast.question, True)


def test_a_participant_is_no_key_respondent_to_be_asked(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        posting.reply(
            sight_for(cast, cast.ana), cast.thread, cast.ana, typed("¿Y tú?"), asked=cast.jorge,
            asked_roles=frozenset({"participant"}),
        )  # fmt: skip
    assert refused.value.reason is Refusal.NOT_A_RESPONDENT


def test_a_question_that_was_taken_back_leaves_the_tray(cast: Cast) -> None:
    posting.delete_post(sight_for(cast, cast.ana), cast.question)
    assert open_questions(cast) == []


def test_a_question_sent_twice_asks_once(cast: Cast) -> None:
    twice = typed("¿Cuánto costó?")
    for _ in range(2):
        posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, twice, asked=cast.rosa, asked_roles=RESPONDENT)
    assert len(open_questions(cast)) == 2
    assert len(list(db.session.scalars(select(Job).where(Job.kind == "mail.question")))) == 2


def test_if_the_answer_is_taken_back_the_question_is_open_again(cast: Cast) -> None:
    answer = reply(cast, cast.rosa, cast.question)
    posting.delete_post(sight_for(cast, cast.rosa, LATER), answer)
    assert open_questions(cast) == [cast.question]


def hide_and_restore(cast: Cast, answer: Post, meanwhile: Callable[[], object] = lambda: None) -> None:
    alma = sight_for(cast, cast.alma, LATER)
    posting.hide_post(alma, answer, "Names a person")
    assert open_questions(cast) == [cast.question]
    meanwhile()
    posting.restore_post(alma, answer)


def test_while_the_answer_is_hidden_the_question_is_open(cast: Cast) -> None:
    answer = reply(cast, cast.rosa, cast.question)
    hide_and_restore(cast, answer)
    assert (cast.question.answered_at, cast.question.answer_id) == (LATER, answer.id)
    assert open_questions(cast) == []


def test_an_answer_that_was_given_meanwhile_stays_the_answer(cast: Cast) -> None:
    other: list[Post] = []
    hide_and_restore(
        cast, reply(cast, cast.rosa, cast.question), lambda: other.append(reply(cast, cast.rosa, cast.question))
    )
    assert cast.question.answer_id == other[0].id


def test_a_question_that_was_opened_again_by_hand_stays_open(cast: Cast) -> None:
    rosa = sight_for(cast, cast.rosa, LATER)
    hide_and_restore(
        cast,
        reply(cast, cast.rosa, cast.question),
        lambda: answering.settle_question(rosa, cast.question, False),
    )
    assert open_questions(cast) == [cast.question]


def test_under_a_hidden_answer_nothing_says_what_it_answered(cast: Cast) -> None:
    answer = reply(cast, cast.rosa, None, cast.question)
    posting.hide_post(sight_for(cast, cast.alma, LATER), answer, "Names a person")
    shown = post_views(sight_for(cast, cast.ana, LATER), Post.thread_id == answer.thread_id)
    views = {view.post.id: view for view in shown}
    assert views[cast.question.id].answered_in is None
    assert views[answer.id].answers == ()
