"""A key respondent answers several questions in one mail."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from board.actions import posting
from board.clock import FixedClock
from board.extensions import db
from board.models import IncomingMail, Job, Mailing, Post, PostTail
from board.rules import incoming as rule
from board.rules.mail_tokens import DIGEST, QUESTIONS
from tests.support.cast import START, Cast, sight_for, text_of, typed
from tests.support.incoming import address_for, arrive, letter
from tests.support.seeing import source_of

ROSA = "Rosa <rosa@example.org>"


@pytest.fixture
def listed(cast: Cast) -> Mailing:
    """A mail to Rosa that lists Ana's question as [1] and two of Jorge's as [2] and [3]."""
    more = [ask(cast, words) for words in ("Who paid for it?", "How long did it take?")]
    row = Mailing(user_id=cast.rosa.id, forum_id=cast.forum.id, kind="questions", unique="questions.x", at=START)
    row.told = {"numbers": [cast.question.id, *(post.id for post in more)]}
    db.session.add(row)
    db.session.commit()
    return row


def ask(cast: Cast, words: str) -> Post:
    roles = frozenset({"key_respondent"})
    jorge = sight_for(cast, cast.jorge)
    return posting.reply(
        jorge, cast.question_thread, cast.jorge, typed(words, "en"), asked=cast.rosa, asked_roles=roles
    )


def answered(cast: Cast, listed: Mailing, clock: FixedClock, words: str) -> IncomingMail:
    return arrive(letter(ROSA, address_for(QUESTIONS, cast.rosa, listed.id, clock), words), clock)


def answers(cast: Cast) -> dict[int, str]:
    """Return Rosa's replies by the post that each replies to."""
    found = db.session.scalars(select(Post).where(Post.author_id == cast.rosa.id, Post.reply_to_id.is_not(None)))
    return {post.reply_to_id or 0: source_of(text_of(post)) for post in found}


def is_answered(post_id: int) -> bool:
    return db.session.get_one(Post, post_id, populate_existing=True).answered_at is not None


def test_each_answer_goes_to_its_question(cast: Cast, listed: Mailing, clock: FixedClock) -> None:
    first, second, third = listed.told["numbers"]
    mail = answered(cast, listed, clock, "[1] I signed it.\n\nWith my mother.\n\n[3] Two years.")
    assert (mail.outcome, mail.reason) == (rule.POSTED, "")
    assert answers(cast) == {first: "I signed it.\n\nWith my mother.", third: "Two years."}
    assert [is_answered(post_id) for post_id in (first, second, third)] == [True, False, True]


def test_their_author_gets_one_receipt(cast: Cast, listed: Mailing, clock: FixedClock) -> None:
    answered(cast, listed, clock, "[1] I signed it.\n\n[2] The town.")
    [job] = db.session.scalars(select(Job).where(Job.kind == "mail.receipt"))
    assert len(job.payload["posts"]) == 2


def test_what_stands_before_the_first_number_is_kept_beside_the_first_answer(
    cast: Cast, listed: Mailing, clock: FixedClock
) -> None:
    mail = answered(cast, listed, clock, "Dear all, here are my answers:\n\n[2] The town.")
    tail = db.session.get_one(PostTail, mail.post_id)
    assert "here are my answers" in tail.source
    assert not tail.is_shared


def test_without_a_number_nothing_is_posted_while_several_wait(cast: Cast, listed: Mailing, clock: FixedClock) -> None:
    mail = answered(cast, listed, clock, "I signed it.")
    assert (mail.outcome, mail.reason) == (rule.REFUSED, rule.NO_NUMBER)
    assert answers(cast) == {}


def test_without_a_number_it_answers_the_only_one_that_waits(cast: Cast, listed: Mailing, clock: FixedClock) -> None:
    answered(cast, listed, clock, "[1] I signed it.\n\n[2] The town.")
    answered(cast, listed, clock, "Two years.")
    assert answers(cast)[listed.told["numbers"][2]] == "Two years."


@pytest.mark.parametrize("number", ["[0]", "[4]", "[99]"])
def test_an_unknown_number_posts_nothing(cast: Cast, listed: Mailing, clock: FixedClock, number: str) -> None:
    mail = answered(cast, listed, clock, f"[1] I signed it.\n\n{number} Who knows?")
    assert (mail.outcome, mail.reason) == (rule.REFUSED, rule.NO_NUMBER)
    assert answers(cast) == {}


def test_a_question_that_was_removed_does_not_stop_the_other_answers(
    cast: Cast, listed: Mailing, clock: FixedClock
) -> None:
    first, second, _third = listed.told["numbers"]
    posting.delete_post(sight_for(cast, cast.jorge), db.session.get_one(Post, second))
    mail = answered(cast, listed, clock, "[1] I signed it.\n\n[2] The town.")
    assert mail.outcome == rule.POSTED
    assert answers(cast) == {first: "I signed it."}
    [job] = db.session.scalars(select(Job).where(Job.kind == "mail.answer"))
    assert "[2]" in str(job.payload["blocks"])


def test_a_second_answer_to_the_same_question_is_a_post_too(cast: Cast, listed: Mailing, clock: FixedClock) -> None:
    answered(cast, listed, clock, "[1] I signed it.")
    answered(cast, listed, clock, "[1] And my mother did.")
    replies = db.session.scalars(select(Post).where(Post.reply_to_id == cast.question.id)).all()
    assert len(replies) == 2


def test_nobody_else_answers_with_the_address(cast: Cast, listed: Mailing, clock: FixedClock) -> None:
    to = address_for(QUESTIONS, cast.rosa, listed.id, clock)
    assert arrive(letter(cast.jorge.email, to, "[1] I did."), clock).reason == rule.FORGED
    to = address_for(QUESTIONS, cast.jorge, listed.id, clock)  # no such address was ever given to him
    assert arrive(letter(cast.jorge.email, to, "[1] I did."), clock).outcome == rule.REFUSED
    assert answers(cast) == {}


def test_nothing_is_answered_once_the_forum_is_closed(cast: Cast, listed: Mailing, clock: FixedClock) -> None:
    cast.forum.closed_at = clock.now()
    db.session.commit()
    assert answered(cast, listed, clock, "[1] I signed it.").reason == "week_closed"


# Digests


@pytest.fixture
def digest(cast: Cast) -> Mailing:
    """A digest to Jorge with Ana's post as [1] and her question to Rosa as [2]."""
    row = Mailing(user_id=cast.jorge.id, forum_id=cast.forum.id, kind="digest", unique="digest.x.y.z", at=START)
    row.told = {"numbers": [cast.post.id, cast.question.id], "posts": [cast.post.id, cast.question.id]}
    db.session.add(row)
    db.session.commit()
    return row


def answered_digest(cast: Cast, digest: Mailing, clock: FixedClock, words: str) -> IncomingMail:
    return arrive(letter("jorge@example.org", address_for(DIGEST, cast.jorge, digest.id, clock), words), clock)


def test_an_answer_with_a_number_answers_that_post_of_a_digest(cast: Cast, digest: Mailing, clock: FixedClock) -> None:
    mail = answered_digest(cast, digest, clock, "[2] The mayor signed it.")
    post = db.session.get_one(Post, mail.post_id)
    assert (post.thread_id, post.reply_to_id) == (cast.question_thread.id, cast.question.id)
    assert not is_answered(cast.question.id)  # it was not put to him


def test_a_digest_is_not_answered_without_a_number(cast: Cast, digest: Mailing, clock: FixedClock) -> None:
    assert answered_digest(cast, digest, clock, "The mayor signed it.").reason == rule.NO_NUMBER


def test_a_digest_with_one_post_is_answered_without_a_number(cast: Cast, digest: Mailing, clock: FixedClock) -> None:
    digest.told = {"numbers": [cast.question.id]}
    db.session.commit()
    mail = answered_digest(cast, digest, clock, "The mayor signed it.")
    assert db.session.get_one(Post, mail.post_id).reply_to_id == cast.question.id
