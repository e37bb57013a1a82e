"""The mail to translators: what waits, at the hour of their choice, and nothing that participants cannot read yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from board.actions import mail_choices, posting
from board.actions.claiming import claim
from board.actions.mail_choices import MailChoices
from board.actions.mail_schedule import AFTERWARDS, plan_repeated
from board.clock import FixedClock
from board.extensions import db
from board.jobs import run_due
from board.mail import waiting as waiting_mail
from board.mail.letters import Letter
from board.models import BouncingAddress, Job, Membership, Post, Text, User
from board.pages.queue import queue_page
from board.rules.mailing import DAYS, DAYS_OF_WEEK, EACH, NEVER, QUEUE, SUMMARY, USUAL_DAYS
from board.rules.roles import ADMIN, PARTICIPANT, TRANSLATOR
from board.visible.queue import QueueFilter
from tests.mail.conftest import Inbox
from tests.support.asked import queries
from tests.support.cast import START, Cast, make_cast, membership_of, prepare_locked_week, sight_for, text_of, typed

SECOND = timedelta(seconds=1)
FRIDAY = datetime(2026, 3, 6, 12, tzinfo=UTC)
"""Seven o'clock in Toronto, on the first of the usual days after START."""
WANTED = MailChoices(DAYS, USUAL_DAYS, 7, frozenset({QUEUE}))
ZONE = "America/Toronto"
ALL = frozenset({ADMIN, TRANSLATOR})


def member(cast: Cast, user: User | None = None) -> Membership:
    found = membership_of(user or cast.tess, cast.forum)
    assert found is not None
    return found


def only_the_queue(cast: Cast) -> None:
    """Leave nothing due but what a test asks for."""
    db.session.execute(update(Job).values(done_at=START))
    db.session.execute(update(Membership).values(mail_kinds=frozenset(), mail_rhythm=NEVER))
    db.session.commit()


@pytest.fixture
def waiting(cast: Cast) -> Cast:
    """Tess wants to be told, and one post of an open week waits."""
    only_the_queue(cast)
    mail_choices.choose(member(cast), ZONE, WANTED, START)
    posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed("Falta una traducción de esto.", "es"))
    return cast


def at(clock: FixedClock, instant: datetime) -> None:
    """Let the worker live through an instant, as it does all the time."""
    clock.move_to(instant)
    run_due(clock)
    plan_repeated(instant)


def test_it_comes_at_its_hour_and_not_before(waiting: Cast, inbox: Inbox, clock: FixedClock) -> None:
    plan_repeated(START)
    at(clock, FRIDAY - SECOND)
    assert inbox.mails == []
    at(clock, FRIDAY)
    assert inbox.recipients == ["tess@example.org"]
    at(clock, FRIDAY + SECOND)
    assert len(inbox.mails) == 1


def test_it_says_how_much_waits_and_what_has_waited_longest(waiting: Cast, inbox: Inbox, clock: FixedClock) -> None:
    plan_repeated(START)
    at(clock, FRIDAY)
    [mail] = inbox.mails
    body = mail.get_content()
    assert "wait for translation" in mail["Subject"]
    assert "Español → English: 4 texts, 17 words" in body
    assert "Falta una traducción de esto." in body
    assert "http://localhost/f/social-economy/translate/" in body
    assert "Week 1 · post · Ana · 5 words · has waited for 2 days" in body
    assert "http://localhost/f/social-economy/translate" in body.splitlines()
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_it_says_who_has_a_text(waiting: Cast, inbox: Inbox, clock: FixedClock) -> None:
    plan_repeated(START)
    clock.move_to(FRIDAY)
    post = db.session.scalars(select(Post).order_by(Post.id.desc())).first()
    assert post is not None
    claim(sight_for(waiting, waiting.alma, FRIDAY), text_of(post))
    at(clock, FRIDAY)
    assert "Alma has it until" in inbox.mails[0].get_content()


def test_if_others_have_all_of_it_nothing_is_sent(waiting: Cast, inbox: Inbox, clock: FixedClock) -> None:
    plan_repeated(START)
    for text in db.session.scalars(select(Text).where(Text.waits_since.is_not(None))):
        claim(sight_for(waiting, waiting.alma, FRIDAY), text)
    at(clock, FRIDAY)
    assert inbox.mails == []


def test_if_nothing_waits_nothing_is_sent(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    only_the_queue(cast)
    mail_choices.choose(member(cast), ZONE, WANTED, START)
    db.session.execute(update(Text).values(waits_since=None))
    db.session.commit()
    plan_repeated(START)
    at(clock, FRIDAY)
    assert inbox.mails == []


def test_a_worker_that_was_away_sends_one_and_not_seven(waiting: Cast, inbox: Inbox, clock: FixedClock) -> None:
    mail_choices.choose(member(waiting), ZONE, replace(WANTED, days=frozenset(DAYS_OF_WEEK)), START)
    plan_repeated(START)
    at(clock, FRIDAY + timedelta(days=10, hours=3))
    assert len(inbox.mails) == 1
    at(clock, FRIDAY + timedelta(days=11) - timedelta(hours=1, seconds=1))  # summer time has begun
    assert len(inbox.mails) == 1
    at(clock, FRIDAY + timedelta(days=11) - timedelta(hours=1))
    assert len(inbox.mails) == 2


def test_planning_again_and_a_clock_that_goes_back_send_nothing_twice(
    waiting: Cast, inbox: Inbox, clock: FixedClock
) -> None:
    for _again in range(3):
        plan_repeated(START)
    at(clock, FRIDAY)
    clock.move_to(FRIDAY - timedelta(hours=2))
    plan_repeated(FRIDAY - timedelta(hours=2))
    at(clock, FRIDAY + SECOND)
    assert len(inbox.mails) == 1


@pytest.mark.parametrize(
    "changed", [{"kinds": frozenset()}, {"hour": 8}, {"days": frozenset({"sat"})}], ids=["kind", "hour", "day"]
)
def test_what_was_chosen_meanwhile_holds(
    waiting: Cast, inbox: Inbox, clock: FixedClock, changed: dict[str, object]
) -> None:
    plan_repeated(START)
    mail_choices.choose(member(waiting), ZONE, replace(WANTED, **changed), START)  # type: ignore[arg-type]
    plan_repeated(START)
    at(clock, FRIDAY)
    assert inbox.mails == []
    at(clock, FRIDAY + timedelta(days=1, hours=1))
    assert len(inbox.mails) == (0 if "kinds" in changed else 1)


@pytest.mark.parametrize("rhythm", [EACH, NEVER])
def test_without_a_digest_it_comes_on_the_usual_days(
    waiting: Cast, inbox: Inbox, clock: FixedClock, rhythm: str
) -> None:
    mail_choices.choose(member(waiting), ZONE, replace(WANTED, rhythm=rhythm, days=frozenset({"sun"})), START)
    db.session.execute(update(Job).values(done_at=START))
    plan_repeated(START)
    at(clock, FRIDAY)
    assert len([mail for mail in inbox.mails if "for translation" in mail["Subject"]]) == 1


def test_it_comes_in_the_zone_of_the_person(waiting: Cast, inbox: Inbox, clock: FixedClock) -> None:
    db.session.get_one(User, waiting.tess.id).zone = "Europe/Madrid"
    db.session.commit()
    plan_repeated(START)
    at(clock, datetime(2026, 3, 6, 6, tzinfo=UTC) - SECOND)
    assert inbox.mails == []
    at(clock, datetime(2026, 3, 6, 6, tzinfo=UTC))
    assert len(inbox.mails) == 1


def stopped(cast: Cast) -> None:
    mail_choices.stop(member(cast), START)


def suspended(cast: Cast) -> None:
    member(cast).suspended_at = START


def no_translator(cast: Cast) -> None:
    member(cast).roles = frozenset({PARTICIPANT})


def unreachable(cast: Cast) -> None:
    db.session.add(BouncingAddress(address="tess@example.org", bounces=3, last_at=START, suspended_at=START))


def gone(cast: Cast) -> None:
    db.session.delete(member(cast))


def closed_long_ago(cast: Cast) -> None:
    cast.forum.closed_at = FRIDAY - AFTERWARDS


@pytest.mark.parametrize("happens", [stopped, suspended, no_translator, unreachable, gone, closed_long_ago])
def test_whoever_may_not_have_it_any_more_gets_none(
    waiting: Cast, inbox: Inbox, clock: FixedClock, happens: object
) -> None:
    plan_repeated(START)
    assert db.session.scalar(select(func.count()).where(Job.kind == "mail.queue")) == 1
    happens(waiting)  # type: ignore[operator]
    db.session.commit()
    at(clock, FRIDAY)
    assert inbox.mails == []


def test_a_forum_that_has_just_closed_still_has_texts_to_translate(
    waiting: Cast, inbox: Inbox, clock: FixedClock
) -> None:
    waiting.forum.closed_at = FRIDAY - AFTERWARDS + SECOND
    db.session.commit()
    plan_repeated(START)
    at(clock, FRIDAY)
    assert len(inbox.mails) == 1


def test_it_is_planned_only_for_those_who_chose_it_and_can_translate(cast: Cast) -> None:
    db.session.execute(update(Membership).values(mail_kinds=frozenset({QUEUE, SUMMARY})))
    db.session.commit()
    plan_repeated(START)
    planned = select(Job).where(Job.kind.in_(("mail.queue", "mail.summary")), Job.payload.is_not(None))
    here = {
        (job.kind, job.payload["user"]) for job in db.session.scalars(planned) if job.payload["forum"] == cast.forum.id
    }
    assert here == {("mail.queue", cast.tess.id), ("mail.summary", cast.alma.id)}


def test_planning_takes_two_queries_once_everything_is_planned(app: Flask, cast: Cast) -> None:
    db.session.execute(update(Membership).values(mail_kinds=frozenset({QUEUE, SUMMARY}), roles=ALL))
    db.session.commit()
    plan_repeated(START)
    with queries(app) as asked:
        plan_repeated(START + SECOND)
    assert len(asked) == 2


def test_it_is_in_the_language_of_its_reader(waiting: Cast, inbox: Inbox, clock: FixedClock) -> None:
    db.session.get_one(User, waiting.tess.id).interface = "es"
    db.session.commit()
    plan_repeated(START)
    at(clock, FRIDAY)
    body = inbox.mails[0].get_content()
    assert "Falta una traducción de esto." in body
    assert "waits" not in body
    assert "Recibe esto porque" in body


# Nothing of a locked week


def test_two_worlds_get_the_same_mail(db_session: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """The translator sees material of the locked week at the desk; the mail is the same, byte for byte, without it."""
    cast, letters = make_cast(locked_content=False), list[Letter]()
    monkeypatch.setattr(waiting_mail, "deliver", lambda letter, _now: letters.append(letter))
    mail_choices.choose(member(cast), ZONE, WANTED, START)
    payload = {"user": cast.tess.id, "forum": cast.forum.id, "slot": FRIDAY.isoformat()}
    waiting_mail.queue_mail(payload, FRIDAY)
    prepare_locked_week(cast)
    at_the_desk = queue_page(sight_for(cast, cast.tess), QueueFilter())
    assert cast.week(3) in [line.place.week for line in at_the_desk.lines if line.place.kind == "post"]
    waiting_mail.queue_mail(payload, FRIDAY)
    assert letters[0] == letters[1]
