"""Mails become posts, with the rights and the rules of the page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from board.actions import closing, posting
from board.clock import FixedClock
from board.extensions import db
from board.models import Membership, Post, PostTail, Thread, User
from board.rules import incoming as rule
from board.rules.mail_tokens import CORRECT, POST, STOP, THREAD, WEEK
from board.rules.permissions import Refusal
from tests.support.cast import Cast, membership_of, sight_for, text_of
from tests.support.incoming import address_for, arrive, letter
from tests.support.seeing import source_of


def number_of_posts() -> int:
    return db.session.scalar(select(func.count(Post.id))) or 0


def post_of(post_id: int | None) -> Post:
    assert post_id is not None
    return db.session.get_one(Post, post_id)


def said(post: Post) -> str:
    return source_of(text_of(post))


# Answering a post


def test_an_answer_to_a_post_is_posted_as_a_reply_to_it(cast: Cast, clock: FixedClock) -> None:
    to = address_for(POST, cast.ana, cast.answer.id, clock)
    mail = arrive(letter("Ana <ana@example.org>", to, "Ganamos el contrato.\n\n> How did they win it?\n"), clock)
    assert (mail.outcome, mail.reason) == (rule.POSTED, "")
    post = post_of(mail.post_id)
    assert (post.thread_id, post.reply_to_id, post.author_id) == (cast.thread.id, cast.answer.id, cast.ana.id)
    assert said(post) == "Ganamos el contrato."


def test_the_language_of_an_answer_is_guessed(cast: Cast, clock: FixedClock) -> None:
    words = "La cooperativa vendió verduras al municipio durante todo el año."
    mail = arrive(letter("ana@example.org", address_for(POST, cast.ana, cast.answer.id, clock), words), clock)
    text = text_of(post_of(mail.post_id))
    assert (text.language, text.language_guessed) == ("es", True)


def test_what_was_cut_is_kept_beside_the_post(cast: Cast, clock: FixedClock) -> None:
    to = address_for(POST, cast.ana, cast.answer.id, clock)
    mail = arrive(letter("ana@example.org", to, "Sí.\n\n> How did they win it?\n\n-- \nAna\n"), clock)
    tail = db.session.get_one(PostTail, mail.post_id)
    assert "> How did they win it?" in tail.source
    assert tail.is_shared


def test_an_answer_to_a_question_answers_it(cast: Cast, clock: FixedClock) -> None:
    mail = arrive(
        letter("rosa@example.org", address_for(POST, cast.rosa, cast.question.id, clock), "I signed it."), clock
    )
    db.session.refresh(cast.question)
    assert cast.question.answer_id == mail.post_id
    assert cast.question.answered_at == clock.now()


def test_the_same_mail_is_posted_once(cast: Cast, clock: FixedClock) -> None:
    to = address_for(POST, cast.ana, cast.answer.id, clock)
    again = letter("ana@example.org", to, "Una vez.", Message_ID="<once@client.example>")
    arrive(again, clock)
    before = number_of_posts()
    with pytest.raises(AssertionError):  # it is not kept again
        arrive(again, clock)
    assert number_of_posts() == before


# Threads and weeks


def test_a_mail_to_a_thread_is_posted_in_it(cast: Cast, clock: FixedClock) -> None:
    mail = arrive(
        letter("jorge@example.org", address_for(THREAD, cast.jorge, cast.thread.id, clock), "One more thing."), clock
    )
    post = post_of(mail.post_id)
    assert (post.thread_id, post.reply_to_id) == (cast.thread.id, None)


def test_a_mail_to_a_week_opens_a_thread_with_its_subject(cast: Cast, clock: FixedClock) -> None:
    to = address_for(WEEK, cast.jorge, cast.week(1).id, clock)
    mail = arrive(letter("jorge@example.org", to, "Who buys?", "RE: [Social economy] Small buyers"), clock)
    thread = db.session.get_one(Thread, post_of(mail.post_id).thread_id)
    assert thread.week_id == cast.week(1).id
    assert said(post_of(mail.post_id)) == "Who buys?"


# What is refused


@pytest.mark.parametrize(
    ("days", "outcome"), [(119, rule.POSTED), (120, rule.POSTED), (121, rule.REFUSED)], ids=["before", "at", "after"]
)
def test_an_answer_is_taken_for_120_days(cast: Cast, clock: FixedClock, days: int, outcome: str) -> None:
    cast.forum.ends_on = cast.forum.closed_at = None
    db.session.commit()
    to = address_for(POST, cast.ana, cast.answer.id, clock)
    clock.move_to(clock.now() + timedelta(days=days))
    mail = arrive(letter("ana@example.org", to, "Tarde."), clock)
    assert mail.outcome == outcome


def test_a_forged_sender_posts_nothing(cast: Cast, clock: FixedClock) -> None:
    before = number_of_posts()
    mail = arrive(letter("eva@evil.example", address_for(POST, cast.ana, cast.answer.id, clock), "Spam"), clock)
    assert (mail.outcome, mail.reason) == (rule.REFUSED, rule.FORGED)
    assert number_of_posts() == before


def test_more_than_one_sender_is_none(cast: Cast, clock: FixedClock) -> None:
    to = address_for(POST, cast.ana, cast.answer.id, clock)
    mail = arrive(letter("ana@example.org, eva@evil.example", to, "Spam"), clock)
    assert mail.reason == rule.FORGED


def test_somebody_who_left_is_told_that_this_is_for_members(cast: Cast, clock: FixedClock) -> None:
    to = address_for(THREAD, cast.jorge, cast.thread.id, clock)
    db.session.delete(membership_of(cast.jorge, cast.forum))
    db.session.commit()
    mail = arrive(letter("jorge@example.org", to, "Hello?"), clock)
    assert (mail.outcome, mail.reason) == (rule.REFUSED, Refusal.MEMBERS_ONLY)


def change(member: User, cast: Cast, **values: object) -> None:
    membership = membership_of(member, cast.forum)
    assert isinstance(membership, Membership)
    for name, value in values.items():
        setattr(membership, name, value)
    db.session.commit()


def test_suspended_members_write_nothing(cast: Cast, clock: FixedClock) -> None:
    change(cast.ana, cast, suspended_at=clock.now())
    mail = arrive(letter("ana@example.org", address_for(POST, cast.ana, cast.answer.id, clock), "Hola"), clock)
    assert mail.reason == Refusal.SUSPENDED


def test_members_agree_before_they_write(cast: Cast, clock: FixedClock) -> None:
    change(cast.ana, cast, must_agree=True)
    mail = arrive(letter("ana@example.org", address_for(POST, cast.ana, cast.answer.id, clock), "Hola"), clock)
    assert mail.reason == Refusal.AGREE_FIRST


def test_a_closed_forum_takes_no_posts(cast: Cast, clock: FixedClock) -> None:
    closing.close_forum(sight_for(cast, cast.alma, clock.now()))
    mail = arrive(letter("ana@example.org", address_for(POST, cast.ana, cast.answer.id, clock), "Hola"), clock)
    assert mail.reason == Refusal.WEEK_CLOSED


def test_a_locked_week_takes_no_threads(cast: Cast, clock: FixedClock) -> None:
    mail = arrive(letter("ana@example.org", address_for(WEEK, cast.ana, cast.week(3).id, clock), "Hola"), clock)
    assert mail.reason == Refusal.WEEK_LOCKED


def test_what_cannot_be_seen_is_as_if_it_never_was(cast: Cast, clock: FixedClock) -> None:
    assert cast.locked_post is not None
    for about in (cast.locked_post.id, 99_999):
        mail = arrive(letter("ana@example.org", address_for(POST, cast.ana, about, clock), "Hola"), clock)
        assert (mail.outcome, mail.reason) == (rule.REFUSED, rule.NOT_THERE)


def test_a_removed_post_is_not_answered(cast: Cast, clock: FixedClock) -> None:
    posting.delete_post(sight_for(cast, cast.jorge), cast.answer)
    mail = arrive(letter("ana@example.org", address_for(POST, cast.ana, cast.answer.id, clock), "Hola"), clock)
    assert mail.reason == Refusal.REMOVED


def test_nothing_new_is_no_post(cast: Cast, clock: FixedClock) -> None:
    to = address_for(POST, cast.ana, cast.answer.id, clock)
    mail = arrive(letter("ana@example.org", to, "> How did they win it?\n"), clock)
    assert (mail.outcome, mail.reason) == (rule.REFUSED, rule.EMPTY)


@pytest.mark.parametrize(("more", "outcome"), [(0, rule.POSTED), (1, rule.REFUSED)])
def test_a_post_has_at_most_as_many_characters_as_on_the_page(
    cast: Cast, clock: FixedClock, more: int, outcome: str
) -> None:
    words = "palabra " * 6249 + "palabra1" + "a" * more
    assert len(words) == rule.MAX_CHARACTERS + more
    mail = arrive(letter("ana@example.org", address_for(POST, cast.ana, cast.answer.id, clock), words), clock)
    assert mail.outcome == outcome


def test_posts_by_mail_are_counted_as_on_the_page(cast: Cast, clock: FixedClock) -> None:
    outcomes = [
        arrive(letter("ana@example.org", address_for(THREAD, cast.ana, cast.thread.id, clock), f"N {n}"), clock)
        for n in range(21)
    ]
    assert [mail.outcome for mail in outcomes] == [rule.POSTED] * 20 + [rule.REFUSED]
    assert outcomes[-1].reason == rule.TOO_OFTEN


# Correcting


@pytest.mark.parametrize(
    ("hours", "outcome"), [(23, rule.CORRECTED), (24, rule.REFUSED), (25, rule.REFUSED)], ids=["before", "at", "after"]
)
def test_a_post_is_corrected_within_24_hours(cast: Cast, clock: FixedClock, hours: int, outcome: str) -> None:
    clock.move_to(cast.answer.created_at)
    to = address_for(CORRECT, cast.jorge, cast.answer.id, clock)
    clock.move_to(clock.now() + timedelta(hours=hours))
    mail = arrive(letter("jorge@example.org", to, "How did they get it?"), clock)
    assert mail.outcome == outcome
    assert (said(cast.answer) == "How did they get it?") == (outcome == rule.CORRECTED)


@pytest.mark.parametrize("words", ["Thanks!", "Thank you for the quick reply, see you on Monday"])
def test_a_word_of_thanks_takes_the_place_of_no_post(cast: Cast, clock: FixedClock, words: str) -> None:
    """People answer a receipt as they answer anything."""
    clock.move_to(cast.answer.created_at)
    posted = "The council buys vegetables from nine cooperatives and pays within thirty days, which took us four years."
    posting.edit_post(sight_for(cast, cast.jorge), cast.thread, cast.answer, text_of(cast.answer), posted, 1)
    to = address_for(CORRECT, cast.jorge, cast.answer.id, clock)
    mail = arrive(letter("jorge@example.org", to, words), clock)
    assert (mail.reason, said(cast.answer)) == (rule.NO_VERSION, posted)


def test_nobody_corrects_another_post(cast: Cast, clock: FixedClock) -> None:
    clock.move_to(cast.answer.created_at)
    mail = arrive(
        letter("ana@example.org", address_for(CORRECT, cast.ana, cast.answer.id, clock), "Other words"), clock
    )
    assert mail.reason == Refusal.NOT_YOURS


# Stopping


def test_a_mail_stops_all_mail_of_the_forum_whoever_sends_it(cast: Cast, clock: FixedClock) -> None:
    to = address_for(STOP, cast.ana, cast.forum.id, clock)
    mail = arrive(letter("ana.at.home@example.net", to, "", Auto_Submitted="auto-generated"), clock)
    assert mail.outcome == rule.STOPPED
    membership = membership_of(cast.ana, cast.forum)
    assert membership is not None
    assert membership.mail_stopped_at == clock.now()
