"""When digests are asked for: the worker's schedule, whatever the clock, the zone and other workers do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select

from board.actions import enrolling, mail_choices, profiles, suspending
from board.actions.mail_choices import MailChoices
from board.actions.profiles import Profile
from board.actions.telling import POST_MAIL
from board.clock import FixedClock
from board.extensions import db
from board.jobs import enqueue, run_due
from board.mail import planning
from board.mail.planning import Planner, plan_batch, plan_digests
from board.models import Forum, Job, Mailing, Membership, User
from board.rules.mailing import DAYS, EACH, NEVER, USUAL_DAYS, USUAL_KINDS
from tests.support.asked import queries
from tests.support.cast import BEFORE, START, Cast, membership_of, sight_for

FRIDAY = datetime(2026, 3, 6, 12, tzinfo=UTC)
"""Seven o'clock in Toronto."""
NEXT = datetime(2026, 3, 10, 11, tzinfo=UTC)
"""The Tuesday after it, when clocks have gone forward."""
SECOND = timedelta(seconds=1)
WEEK = timedelta(days=7)


@pytest.fixture
def jorge(cast: Cast) -> Membership:
    """Jorge, who has a lot to be told on Friday; all others want nothing."""
    for name in ("ana", "rosa", "bento", "tess", "alma"):
        the(cast, name).mail_rhythm = NEVER
    member = the(cast, "jorge")
    member.mail_since, member.digest_at = BEFORE, FRIDAY
    db.session.commit()
    return member


def the(cast: Cast, name: str, forum: Forum | None = None) -> Membership:
    member = membership_of(getattr(cast, name), forum or cast.forum)
    assert member is not None
    return member


def asked_for() -> list[str]:
    kept = select(Job.unique_key).where(Job.kind == "mail.digest").order_by(Job.id)
    return [key.rpartition(":")[2] for key in db.session.scalars(kept)]


@pytest.mark.parametrize(("now", "is_due"), [(FRIDAY - SECOND, False), (FRIDAY, True), (FRIDAY + SECOND, True)])
def test_it_is_asked_for_at_its_hour(jorge: Membership, now: datetime, is_due: bool) -> None:
    plan_digests(now)
    assert asked_for() == (["2026030612"] if is_due else [])
    assert jorge.digest_at == (NEXT if is_due else FRIDAY)


def test_looking_again_asks_for_nothing_again(jorge: Membership) -> None:
    for seconds in range(3):
        plan_digests(FRIDAY + seconds * SECOND)
    assert asked_for() == ["2026030612"]


def test_a_worker_that_was_away_for_weeks_asks_for_one(jorge: Membership) -> None:
    plan_digests(FRIDAY + 3 * WEEK + SECOND)
    assert asked_for() == ["2026030612"]
    assert jorge.digest_at == datetime(2026, 3, 31, 11, tzinfo=UTC)


def test_a_clock_that_was_put_back_asks_for_nothing_again(jorge: Membership) -> None:
    for now in (FRIDAY, FRIDAY - timedelta(hours=2), FRIDAY, FRIDAY + SECOND):
        plan_digests(now)
    assert asked_for() == ["2026030612"]
    assert jorge.digest_at == NEXT


def test_whoever_chooses_again_after_the_clock_was_put_back_gets_no_second_one(jorge: Membership) -> None:
    plan_digests(FRIDAY)
    back = FRIDAY - timedelta(hours=2)
    choices = MailChoices(DAYS, USUAL_DAYS, 7, USUAL_KINDS)
    mail_choices.choose(jorge, "America/Toronto", choices, back)
    assert jorge.digest_at == FRIDAY
    plan_digests(FRIDAY)
    assert asked_for() == ["2026030612"]


@pytest.mark.parametrize("how", ["never", "each", "no day", "stopped", "suspended"])
def test_whoever_wants_none_is_asked_for_nothing(cast: Cast, jorge: Membership, how: str) -> None:
    if how == "no day":
        jorge.mail_days = frozenset()
    elif how == "stopped":
        jorge.mail_stopped_at = START
    elif how == "suspended":
        jorge.suspended_at = START
    else:
        jorge.mail_rhythm, jorge.digest_at = {"never": NEVER, "each": EACH}[how], None
    db.session.commit()
    plan_digests(FRIDAY)
    assert asked_for() == []


def test_a_member_of_whom_nothing_is_noted_gets_only_what_comes_from_now_on(cast: Cast, jorge: Membership) -> None:
    jorge.mail_since = jorge.digest_at = None
    db.session.commit()
    plan_digests(START)
    assert (jorge.mail_since, jorge.digest_at, asked_for()) == (START, FRIDAY, [])
    plan_digests(FRIDAY)
    assert (asked_for(), jorge.digest_at) == ([], NEXT)


def test_somebody_who_is_added_is_told_nothing_that_was_there(cast: Cast, jorge: Membership) -> None:
    jorge.mail_rhythm = NEVER
    added = enrolling.add_person(sight_for(cast, cast.alma), "new@example.org", "New", frozenset({"participant"}), "")
    assert added.mail_since == START
    plan_digests(START)
    assert added.digest_at == FRIDAY
    plan_digests(FRIDAY)
    assert asked_for() == []


@pytest.mark.parametrize(
    ("zone", "due"),
    [("Asia/Tokyo", datetime(2026, 3, 5, 22, tzinfo=UTC)), ("America/Bogota", FRIDAY), (None, FRIDAY)],
)
def test_the_hour_is_that_of_a_persons_own_zone(cast: Cast, jorge: Membership, zone: str | None, due: datetime) -> None:
    profiles.save_profile(cast.jorge, Profile("Jorge", "", "", (), zone, None))
    assert (jorge.digest_at is None) == (zone is not None)
    plan_digests(START)
    assert jorge.digest_at == due


def test_the_clocks_of_a_zone_go_forward_between_two_digests(jorge: Membership) -> None:
    plan_digests(FRIDAY)
    assert jorge.digest_at is not None
    assert jorge.digest_at - FRIDAY == timedelta(days=4, hours=-1)


def test_whoever_can_write_again_is_told_with_the_next_one(cast: Cast, jorge: Membership) -> None:
    suspending.suspend(sight_for(cast, cast.alma), jorge, "Rude")
    plan_digests(FRIDAY)
    suspending.lift(sight_for(cast, cast.alma, FRIDAY + SECOND), jorge)
    plan_digests(FRIDAY + SECOND)
    assert (asked_for(), jorge.digest_at) == ([], NEXT)
    plan_digests(NEXT)
    assert asked_for() == ["2026031011"]


def test_after_the_closing_comes_a_last_one(cast: Cast, jorge: Membership) -> None:
    cast.forum.closed_at = FRIDAY - timedelta(days=1)
    db.session.commit()
    plan_digests(FRIDAY)
    assert asked_for() == ["2026030612"]
    plan_digests(NEXT)  # nothing was sent in between, so there still is something
    assert asked_for() == ["2026030612"]


def test_whoever_wants_each_post_from_now_on_gets_a_last_digest_at_once(
    cast: Cast, jorge: Membership, clock: FixedClock
) -> None:
    mail_choices.choose(jorge, "America/Toronto", MailChoices(EACH, USUAL_DAYS, 7, USUAL_KINDS), START)
    assert jorge.digest_at == START
    plan_digests(START)
    assert (asked_for(), jorge.digest_at) == (["2026030412"], None)
    run_due(clock)
    told = db.session.scalars(select(Mailing).where(Mailing.kind == "digest")).one().told["posts"]
    assert cast.question.id in told
    before = db.session.scalars(select(Mailing.id)).all()
    enqueue(POST_MAIL, "again", {"user": cast.jorge.id, "forum": cast.forum.id, "post": cast.question.id}, START)
    db.session.commit()
    run_due(clock)  # a mail of its own, asked for just before: the digest has told it
    assert db.session.scalars(select(Mailing.id)).all() == before


def test_the_worker_looks_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[datetime] = []
    monkeypatch.setattr(planning, "plan_digests", looked.append)
    monkeypatch.setattr(planning, "plan_repeated", lambda _now: None)
    planner = Planner()
    times = [START + timedelta(seconds=seconds) for seconds in (0, 59, 60, 61, -60, -61)]
    for now in times:
        planner(now)
    assert looked == [START, times[2], times[4]]


def crowd(cast: Cast, first: int, count: int) -> None:
    """Add members who all have the same to be told on Friday."""
    for number in range(first, first + count):
        user = User(email=f"m{number}@example.org", name=f"Member {number}", created_at=BEFORE)
        db.session.add(user)
        db.session.flush()
        db.session.add(
            Membership(
                forum_id=cast.forum.id, user_id=user.id, roles=frozenset({"participant"}), created_at=BEFORE,
                mail_since=BEFORE, digest_at=FRIDAY,
            )
        )  # fmt: skip
    db.session.commit()


def test_a_batch_takes_as_many_queries_for_many_members_as_for_one(cast: Cast, jorge: Membership, app: Flask) -> None:
    the(cast, "omar", cast.other_forum).mail_rhythm = NEVER
    counts = []
    for first, count in ((0, 1), (10, 2), (20, 40)):
        crowd(cast, first, count)
        db.session.expire_all()
        with queries(app) as asked:
            plan_batch(FRIDAY)
        counts.append(len(asked))
        assert len(asked_for()) == {0: 2, 10: 4, 20: 44}[first]
    assert counts[1] == counts[2] <= counts[0]
    assert counts[2] < 25


def test_members_are_taken_in_batches_and_each_once(
    cast: Cast, jorge: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "AT_ONCE", 3)
    crowd(cast, 0, 7)
    plan_digests(FRIDAY)
    assert len(asked_for()) == 8
    assert db.session.scalars(select(Membership).where(Membership.digest_at == FRIDAY)).all() == []


def test_a_digest_takes_as_many_queries_for_many_posts_as_for_one(
    cast: Cast, jorge: Membership, app: Flask, clock: FixedClock
) -> None:
    from tests.mail.test_digest_mail import write

    counts = []
    for number, many in enumerate((3, 40)):
        slot = (FRIDAY, NEXT)[number]
        for each in range(many):
            write(cast, f"Post {each}", slot - timedelta(hours=1) + SECOND * each)
        db.session.execute(delete(Job))  # what tells others of these posts at once
        db.session.commit()
        clock.move_to(slot)
        plan_digests(slot)
        db.session.expire_all()
        with queries(app) as asked:
            run_due(clock)
        counts.append(len(asked))
    assert counts[1] <= counts[0]
