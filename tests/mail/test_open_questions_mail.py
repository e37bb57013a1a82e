"""The daily mail that lists the questions waiting for a key respondent."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select

from board.actions import posting
from board.clock import FixedClock
from board.extensions import db
from board.jobs import run_due
from board.mail.question_planning import plan_questions
from board.models import Job, Mailing, Membership, Post
from board.rules.mailing import QUESTION, USUAL_KINDS
from tests.mail.conftest import Inbox
from tests.support.cast import Cast, membership_of, sight_for, typed

SEVEN = datetime.fromisoformat("2026-03-05 07:00-05:00")
"""Thursday of Rosa's week, in the morning: her hour, in the forum's zone."""
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _nothing_else(cast: Cast) -> None:
    db.session.execute(delete(Job))
    db.session.commit()


def ask(cast: Cast, words: str = "Who paid for it?") -> Post:
    roles = frozenset({"key_respondent"})
    jorge = sight_for(cast, cast.jorge)
    post = posting.reply(
        jorge, cast.question_thread, cast.jorge, typed(words, "en"), asked=cast.rosa, asked_roles=roles
    )
    db.session.execute(delete(Job))
    db.session.commit()
    return post


def mailed(clock: FixedClock, inbox: Inbox, now: datetime) -> list[str]:
    """Return the subjects of what is mailed when the worker looks at this instant."""
    clock.move_to(now)
    inbox.mails.clear()
    plan_questions(now)
    run_due(clock)
    return [mail["Subject"] for mail in inbox.mails]


def rosa(cast: Cast) -> Membership:
    found = membership_of(cast.rosa, cast.forum)
    assert found is not None
    return found


@pytest.mark.parametrize(("before", "number"), [(MINUTE, 0), (0 * MINUTE, 1), (-MINUTE, 1)])
def test_it_comes_at_the_hour_of_the_digest(
    cast: Cast, clock: FixedClock, inbox: Inbox, before: timedelta, number: int
) -> None:
    ask(cast)
    assert len(mailed(clock, inbox, SEVEN - before)) == number


def test_it_numbers_the_questions_with_their_words(cast: Cast, clock: FixedClock, inbox: Inbox) -> None:
    later = ask(cast)
    assert mailed(clock, inbox, SEVEN) == ["2 questions are waiting for you"]
    words = inbox.mails[0].get_content()
    assert words.index("[1] Ana") < words.index("¿Quién firmó el contrato?") < words.index("[2] Jorge")
    assert "Who paid for it?" in words
    assert "A question to you." not in words
    row = db.session.scalars(select(Mailing)).one()
    assert (row.kind, row.at, row.told["numbers"]) == ("questions", SEVEN, [cast.question.id, later.id])


def test_it_comes_once_a_day(cast: Cast, clock: FixedClock, inbox: Inbox) -> None:
    ask(cast)
    assert len(mailed(clock, inbox, SEVEN)) == 1
    ask(cast, "How long did it take?")
    assert mailed(clock, inbox, SEVEN + timedelta(hours=3)) == []
    assert mailed(clock, inbox, SEVEN + timedelta(days=1)) == ["3 questions are waiting for you"]


def test_a_single_question_has_been_mailed_by_itself(cast: Cast, clock: FixedClock, inbox: Inbox) -> None:
    assert mailed(clock, inbox, SEVEN) == []


def test_what_is_answered_before_it_is_sent_is_left_out(cast: Cast, clock: FixedClock, inbox: Inbox) -> None:
    ask(cast)
    plan_questions(SEVEN)
    cast.question.answered_at = SEVEN
    db.session.commit()
    assert mailed(clock, inbox, SEVEN) == []


def test_a_worker_that_was_away_sends_it_later_on_the_day(cast: Cast, clock: FixedClock, inbox: Inbox) -> None:
    ask(cast)
    assert len(mailed(clock, inbox, SEVEN + timedelta(hours=11, minutes=59))) == 1
    assert mailed(clock, inbox, SEVEN + timedelta(hours=12)) == []


def test_after_their_week_it_comes_no_more(cast: Cast, clock: FixedClock, inbox: Inbox) -> None:
    ask(cast)
    assert mailed(clock, inbox, SEVEN + timedelta(days=5)) == []


@pytest.mark.parametrize("why", ["stopped", "suspended", "unwanted"])
def test_it_is_not_sent_to_whoever_wants_none(cast: Cast, clock: FixedClock, inbox: Inbox, why: str) -> None:
    ask(cast)
    plan_questions(SEVEN)
    member = rosa(cast)
    if why == "stopped":
        member.mail_stopped_at = SEVEN
    elif why == "suspended":
        member.suspended_at = SEVEN
    else:
        member.mail_kinds = USUAL_KINDS - {QUESTION}
    db.session.commit()
    assert mailed(clock, inbox, SEVEN) == []


def test_what_is_asked_while_the_server_is_away_waits_for_the_next_day(
    cast: Cast, clock: FixedClock, inbox: Inbox
) -> None:
    """A mail that is sent again has the same numbers."""
    second = ask(cast)
    inbox.refusals = 1
    assert mailed(clock, inbox, SEVEN) == []
    jobs = list(db.session.scalars(select(Job.id)))
    roles = frozenset({"key_respondent"})
    sight = sight_for(cast, cast.ana)
    posting.reply(sight, cast.question_thread, cast.ana, typed("¿Y después?"), asked=cast.rosa, asked_roles=roles)
    db.session.execute(delete(Job).where(Job.id.not_in(jobs)))
    db.session.commit()
    assert mailed(clock, inbox, SEVEN + timedelta(minutes=10)) == ["2 questions are waiting for you"]
    assert db.session.scalars(select(Mailing)).one().told["numbers"] == [cast.question.id, second.id]


def test_what_is_asked_after_the_hour_waits_for_the_next_day(cast: Cast, clock: FixedClock, inbox: Inbox) -> None:
    """They are told of it by itself: a list at once would say the same again."""
    ask(cast).created_at = SEVEN + MINUTE
    db.session.commit()
    assert mailed(clock, inbox, SEVEN + timedelta(hours=1)) == []
    assert mailed(clock, inbox, SEVEN + timedelta(days=1)) == ["2 questions are waiting for you"]
