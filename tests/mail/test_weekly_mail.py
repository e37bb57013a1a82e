"""The admins' weekly summary: on Monday morning, while the forum runs, in numbers, and no word of a locked week."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, update

from board.actions import mail_choices, moderating, posting, scheduling
from board.actions.mail_schedule import plan_repeated
from board.actions.marks import note_visit
from board.clock import FixedClock
from board.extensions import db
from board.jobs import run_due
from board.mail import weekly as weekly_mail
from board.mail.blocks import Line
from board.mail.letters import Letter
from board.models import BouncingAddress, Job, Mail, Membership, User, Week
from board.pages.weekly import weekly
from board.rules.mailing import NEVER, SUMMARY
from board.rules.roles import PARTICIPANT
from tests.mail.conftest import Inbox
from tests.support.asked import queries
from tests.support.cast import OPENING, START, Cast, make_cast, membership_of, prepare_locked_week, sight_for, typed

SECOND = timedelta(seconds=1)
MONDAY = datetime(2026, 3, 9, 11, tzinfo=UTC)
"""Seven o'clock in Toronto, two hours before week 3 opens."""
ZONE = "America/Toronto"


@pytest.fixture
def prepared(cast: Cast) -> Cast:
    """Leave nothing due but Alma's summary."""
    db.session.execute(update(Job).values(done_at=START))
    db.session.execute(update(Membership).values(mail_kinds=frozenset(), mail_rhythm=NEVER))
    member(cast).mail_kinds = frozenset({SUMMARY})
    db.session.commit()
    plan_repeated(START)
    return cast


def member(cast: Cast, user: User | None = None) -> Membership:
    found = membership_of(user or cast.alma, cast.forum)
    assert found is not None
    return found


def at(clock: FixedClock, instant: datetime) -> None:
    clock.move_to(instant)
    run_due(clock)
    plan_repeated(instant)


def said(inbox: Inbox) -> str:
    [mail] = inbox.mails
    return " ".join(mail.get_content().split())


def test_it_comes_on_monday_morning_once(prepared: Cast, inbox: Inbox, clock: FixedClock) -> None:
    at(clock, MONDAY - SECOND)
    assert inbox.mails == []
    at(clock, MONDAY)
    assert inbox.recipients == ["alma@example.org"]
    assert inbox.mails[0]["Subject"] == "The week in numbers"
    at(clock, MONDAY + timedelta(days=7) - SECOND)
    assert len(inbox.mails) == 1
    at(clock, MONDAY + timedelta(days=7))
    assert len(inbox.mails) == 2


def test_a_worker_that_was_away_sends_one(prepared: Cast, inbox: Inbox, clock: FixedClock) -> None:
    at(clock, MONDAY + timedelta(days=9))
    at(clock, MONDAY + timedelta(days=9, hours=1))
    assert len(inbox.mails) == 1


def test_every_line_has_a_link_and_both_parts_say_the_same(prepared: Cast, inbox: Inbox, clock: FixedClock) -> None:
    at(clock, MONDAY)
    html = inbox.mails[0].get_body(("html",)).get_content()
    assert 'class="b"' not in html  # nothing there is to be done, so nothing is a button
    for path in ("admin/", "people", "admin/translation", "admin/schedule", "admin/week/3/readings"):
        address = f"http://localhost/f/social-economy/{path}"
        assert address in said(inbox).split()
        assert f'"{address}"' in html


def test_participation_is_compared_with_the_week_before(prepared: Cast, clock: FixedClock) -> None:
    ana, jorge = (sight_for(prepared, it, START) for it in (prepared.ana, prepared.jorge))
    posting.reply(ana, prepared.thread, prepared.ana, typed("Uno."))
    posting.reply(ana, prepared.thread, prepared.ana, typed("Dos."))
    gone = posting.reply(jorge, prepared.thread, prepared.jorge, typed("Gone.", "en"))
    posting.delete_post(jorge, gone)
    edge = START + timedelta(days=7)
    last, first = (weekly(sight_for(prepared, prepared.alma, it)) for it in (edge, edge + timedelta(minutes=1)))
    assert (last.written.posts, last.written.people) == (2, 1)
    assert (first.written.posts, first.written_before.posts) == (0, 3)  # with the question of the cast


def test_whoever_writes_by_mail_counts_as_seen(prepared: Cast) -> None:
    later = START + timedelta(days=20)
    before = weekly(sight_for(prepared, prepared.alma, later)).unseen
    posting.reply(sight_for(prepared, prepared.bento, later), prepared.thread, prepared.bento, typed("Olá."))
    assert weekly(sight_for(prepared, prepared.alma, later + SECOND)).unseen == before - 1


@pytest.mark.parametrize(("moved", "unseen"), [(-SECOND, 0), (timedelta(0), 1), (SECOND, 1)])
def test_two_weeks_without_a_visit_are_told(prepared: Cast, moved: timedelta, unseen: int) -> None:
    db.session.execute(delete(Membership).where(Membership.user_id.not_in([prepared.tess.id, prepared.alma.id])))
    note_visit(sight_for(prepared, prepared.tess), prepared.thread, START)
    alma = START + timedelta(days=1)
    note_visit(sight_for(prepared, prepared.alma, alma), prepared.thread, START)
    assert weekly(sight_for(prepared, prepared.alma, START + timedelta(days=14) + moved)).unseen == unseen


def test_open_questions_name_the_key_respondent_and_how_long(prepared: Cast, inbox: Inbox, clock: FixedClock) -> None:
    at(clock, MONDAY)
    assert "1 question to a key respondent is open" in said(inbox)
    assert "to Rosa, in week 2, for " in said(inbox)
    assert f"/post/{prepared.question.key}" in said(inbox)


def test_threads_in_which_nobody_answered_are_listed_after_two_days(prepared: Cast) -> None:
    ana = sight_for(prepared, prepared.ana)
    thread = posting.open_thread(ana, prepared.week(1), prepared.ana, typed("¿Hay alguien?", title="Sola"))
    edge = START + timedelta(days=2)
    lines = [weekly(sight_for(prepared, prepared.alma, at)).lone for at in (edge, edge + SECOND)]
    assert [[line.thread.id for line in lone if line.thread.id == thread.id] for lone in lines] == [[], [thread.id]]
    posting.reply(sight_for(prepared, prepared.jorge, edge), thread, prepared.jorge, typed("Yes!", "en"))
    lone = weekly(sight_for(prepared, prepared.alma, edge + SECOND)).lone
    assert thread.id not in [line.thread.id for line in lone]


def test_mail_that_did_not_arrive_is_told_of_members_alone(prepared: Cast, inbox: Inbox, clock: FixedClock) -> None:
    for address in ("ana@example.org", "nina@example.org"):
        db.session.add(BouncingAddress(address=address, bounces=3, last_at=START, suspended_at=START))
        db.session.add(
            Mail(message_id=address, recipient=address, subject="", body="", created_at=START, bounced_at=START)
        )
        db.session.add(
            Job(kind="mail.digest", unique_key=address, payload={}, due_at=START, run_at=START, failed_at=START,
                recipient=address)
        )  # fmt: skip
    db.session.commit()
    at(clock, MONDAY)
    body = said(inbox)
    assert "1 e-mail could not be sent" in body
    assert "1 e-mail came back" in body
    assert "Ana cannot be reached" in body
    assert f"/admin/people/{prepared.ana.key}" in body
    assert "Nina" not in body
    assert "example.org" not in body.replace("forum@example.org", "")


def test_what_is_not_ready_in_the_next_week_is_told(prepared: Cast, inbox: Inbox, clock: FixedClock) -> None:
    at(clock, MONDAY)
    assert "Week 3: Cases from the regions" in said(inbox)
    assert "It opens by itself on Mon 9 Mar, 09:00, Toronto time." in said(inbox)


def test_a_week_without_anything_is_not_ready(db_session: object) -> None:
    cast = make_cast(locked_content=False)
    coming = weekly(sight_for(cast, cast.alma, MONDAY)).next
    assert coming is not None
    assert (coming.readings, coming.questions, coming.case_studies_missing) == (0, 0, 1)
    assert coming.opens == OPENING


def test_after_the_week_has_opened_the_next_one_is_told(prepared: Cast) -> None:
    told = [weekly(sight_for(prepared, prepared.alma, it)).next for it in (OPENING - SECOND, OPENING)]
    assert [(coming.week.number, coming.opens) for coming in told if coming] == [(3, OPENING), (4, None)]


def closed(cast: Cast) -> None:
    cast.forum.closed_at = MONDAY


def far_away(cast: Cast) -> None:
    db.session.execute(update(Week).values(opens_at=MONDAY + timedelta(days=14) + SECOND, override=None))


def no_admin(cast: Cast) -> None:
    member(cast).roles = frozenset({PARTICIPANT})


def unwanted(cast: Cast) -> None:
    member(cast).mail_kinds = frozenset()


def stopped(cast: Cast) -> None:
    mail_choices.stop(member(cast), START)


@pytest.mark.parametrize("happens", [closed, far_away, no_admin, unwanted, stopped])
def test_where_there_is_nothing_to_say_or_nobody_to_tell_nothing_is_sent(
    prepared: Cast, inbox: Inbox, clock: FixedClock, happens: object
) -> None:
    happens(prepared)  # type: ignore[operator]
    db.session.commit()
    at(clock, MONDAY)
    assert inbox.mails == []


def test_before_the_first_week_it_tells_of_what_is_prepared(prepared: Cast, inbox: Inbox, clock: FixedClock) -> None:
    db.session.execute(update(Week).values(opens_at=MONDAY + timedelta(days=14), override=None))
    db.session.commit()
    at(clock, MONDAY)
    assert "Not ready" in said(inbox) or "Everything is ready" in said(inbox)


def test_it_is_in_spanish_for_whoever_reads_spanish(prepared: Cast, inbox: Inbox, clock: FixedClock) -> None:
    db.session.get_one(User, prepared.alma.id).interface = "es"
    db.session.commit()
    at(clock, MONDAY)
    assert inbox.mails[0]["Subject"] == "La semana en cifras"
    for english in ("member", "question to", "waits", "It opens", "Not ready", "Participation"):
        assert english not in said(inbox)


# Nothing of a locked week


def test_two_worlds_differ_only_in_how_far_the_next_week_is_prepared_and_never_in_words(
    db_session: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The admin sees all of the locked week on its pages. The mail has numbers of it, and only in its last part."""
    cast, letters = make_cast(locked_content=False), list[Letter]()
    monkeypatch.setattr(weekly_mail, "deliver", lambda letter, _now: letters.append(letter))
    payload = {"user": cast.alma.id, "forum": cast.forum.id, "slot": MONDAY.isoformat()}
    weekly_mail.summary_mail(payload, MONDAY)
    cast = prepare_locked_week(cast)
    assert cast.locked_thread is not None
    alma = sight_for(cast, cast.alma)
    posting.open_thread(alma, cast.week(3), cast.alma, typed("LOCKED body", title="LOCKED title"))
    asked = posting.reply(
        alma, cast.locked_thread, cast.alma, typed("LOCKED question"), asked=cast.rosa,
        asked_roles=frozenset({"key_respondent"}),
    )  # fmt: skip
    moderating.pin_thread(alma, cast.locked_thread, True)
    weekly_mail.summary_mail(payload, MONDAY)
    before, after = letters
    differing = [pair for pair in zip(before.blocks, after.blocks, strict=True) if pair[0] != pair[1]]
    assert [type(pair[1]) for pair in differing] == [Line]
    assert differing[0][1].address.endswith("admin/week/3/readings")
    assert "LOCKED" not in str(after)
    assert asked.key not in str(after)
    assert "Bento" not in str(after)


def test_the_number_of_queries_does_not_grow(app: Flask, prepared: Cast) -> None:
    def asked() -> int:
        db.session.expire_all()
        with queries(app) as statements:
            weekly(sight_for(prepared, prepared.alma, MONDAY))
        return len(statements)

    def talk(number: int) -> None:
        ana = sight_for(prepared, prepared.ana)
        posting.open_thread(ana, prepared.week(1), prepared.ana, typed("Solo.", title=f"Tema {number}"))

    talk(0)
    first = asked()
    for number in range(8):
        talk(number + 1)
    scheduling.override_week(sight_for(prepared, prepared.alma), prepared.week(3), "open")
    assert asked() <= first
