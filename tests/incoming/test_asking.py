"""A question to a key respondent by mail, with the rights of the page."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from board.actions import preparing
from board.clock import FixedClock
from board.extensions import db
from board.models import Assignment, IncomingMail, Job, Membership, Post, Text, Thread, User
from board.rules import incoming as rule
from board.rules.mail_tokens import ASK
from tests.support.cast import OPENING, Cast, membership_of, reading_form, sight_for, text_of
from tests.support.incoming import address_for, arrive, letter
from tests.support.seeing import source_of


def assignment_of(person: User) -> Assignment:
    return db.session.scalars(select(Assignment).where(Assignment.user_id == person.id)).one()


def asked(
    person: User, respondent: User, clock: FixedClock, words: str = "Who signed it?", subject: str = "The contract"
) -> IncomingMail:
    """Return what became of somebody's question by mail."""
    to = address_for(ASK, person, assignment_of(respondent).id, clock)
    return arrive(letter(f"{person.name} <{person.email}>", to, words, subject), clock)


def post_of(mail: IncomingMail) -> Post:
    assert mail.post_id is not None
    return db.session.get_one(Post, mail.post_id)


def title_of(post: Post) -> str:
    return source_of(db.session.get_one(Text, db.session.get_one(Thread, post.thread_id).title_id))


def test_a_question_opens_a_thread_with_its_subject(cast: Cast, clock: FixedClock) -> None:
    mail = asked(cast.jorge, cast.rosa, clock)
    assert (mail.outcome, mail.reason) == (rule.POSTED, "")
    post = post_of(mail)
    assert (post.asked_id, post.author_id) == (cast.rosa.id, cast.jorge.id)
    assert (title_of(post), source_of(text_of(post))) == ("The contract", "Who signed it?")
    assert db.session.get_one(Thread, post.thread_id).week_id == cast.week(2).id


def test_the_key_respondent_is_mailed_at_once(cast: Cast, clock: FixedClock) -> None:
    post = post_of(asked(cast.jorge, cast.rosa, clock))
    job = db.session.scalars(select(Job).where(Job.unique_key == f"question:{post.key}")).one()
    assert job.payload["asked"] == cast.rosa.id


def test_where_there_is_a_case_study_it_is_asked_below_it(cast: Cast, clock: FixedClock) -> None:
    form = reading_form("Our contract", "We sold bread.", "en", cast.rosa)
    study = preparing.add_reading(sight_for(cast, cast.alma), cast.week(2), form, cast.alma)
    post = post_of(asked(cast.ana, cast.rosa, clock, "¿Quién firmó el contrato del pan?", ""))
    assert db.session.get_one(Thread, post.thread_id).reading_id == study.id
    assert (post.asked_id, source_of(text_of(post))) == (cast.rosa.id, "¿Quién firmó el contrato del pan?")
    post = post_of(asked(cast.ana, cast.rosa, clock, "¿Y quién pagó el pan?", "El *contrato*"))
    assert source_of(text_of(post)) == "**El contrato**\n\n¿Y quién pagó el pan?"


def test_nobody_is_asked_before_their_week_opens(cast: Cast, clock: FixedClock) -> None:
    before = len(db.session.scalars(select(Post)).all())
    assert asked(cast.jorge, cast.bento, clock).reason == "week_locked"
    assert len(db.session.scalars(select(Post)).all()) == before
    clock.move_to(OPENING)
    assert asked(cast.jorge, cast.bento, clock, "Who pays?").outcome == rule.POSTED


def test_nobody_asks_themselves(cast: Cast, clock: FixedClock) -> None:
    assert asked(cast.rosa, cast.rosa, clock).reason == "not_a_respondent"


def test_a_suspended_key_respondent_is_not_asked(cast: Cast, clock: FixedClock) -> None:
    _member(cast, cast.rosa).suspended_at = clock.now()
    db.session.commit()
    assert asked(cast.jorge, cast.rosa, clock).reason == "not_a_respondent"


def test_a_key_respondent_who_left_is_not_asked(cast: Cast, clock: FixedClock) -> None:
    to = address_for(ASK, cast.jorge, assignment_of(cast.rosa).id, clock)
    db.session.delete(assignment_of(cast.rosa))
    db.session.commit()
    assert arrive(letter(cast.jorge.email, to, "Who signed it?"), clock).reason == rule.NOT_THERE


def test_a_suspended_member_asks_nobody(cast: Cast, clock: FixedClock) -> None:
    _member(cast, cast.jorge).suspended_at = clock.now()
    db.session.commit()
    assert asked(cast.jorge, cast.rosa, clock).reason == "suspended"


@pytest.mark.parametrize("person", ["omar", "nina"])
def test_nobody_from_outside_asks(cast: Cast, clock: FixedClock, person: str) -> None:
    assert asked(getattr(cast, person), cast.rosa, clock).outcome == rule.REFUSED


def _member(cast: Cast, person: User) -> Membership:
    found = membership_of(person, cast.forum)
    assert found is not None
    return found
