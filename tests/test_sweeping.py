"""What is done is forgotten in time; what somebody may still ask for is not."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from board.extensions import db
from board.jobs import enqueue
from board.jobs.sweeping import EVERY, Sweeper
from board.models import Job, Mail
from tests.support.cast import START

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
KEPT = timedelta(days=90)


def note(key: str, *, kind: str = "mail.test", done: datetime | None = None, failed: datetime | None = None) -> None:
    enqueue(kind, key, {}, START)
    db.session.flush()
    job = db.session.scalars(select(Job).where(Job.unique_key == key)).one()
    job.done_at, job.failed_at = done, failed
    db.session.commit()


def sent(key: str, at: datetime | None) -> None:
    words = {"recipient": "ana@example.org", "subject": "Hello", "body": ""}
    db.session.add(Mail(message_id=key, created_at=START, sent_at=at, **words))
    db.session.commit()


def left() -> set[str]:
    return {*db.session.scalars(select(Job.unique_key)), *db.session.scalars(select(Mail.message_id))}


@pytest.mark.usefixtures("db_session")
class TestSweeping:
    @pytest.mark.parametrize(("later", "kept"), [(KEPT - SECOND, True), (KEPT, True), (KEPT + SECOND, False)])
    def test_what_was_done_is_kept_for_so_many_days(self, later: timedelta, kept: bool) -> None:
        note("a job", done=START)
        sent("a mail", START)
        Sweeper(KEPT.days)(START + later)
        assert left() == ({"a job", "a mail"} if kept else set())

    def test_what_waits_was_given_up_or_can_be_read_stays(self) -> None:
        note("waits")
        note("given up", failed=START)
        sent("held for the owner", None)
        Sweeper(1)(START + 1000 * DAY)
        assert left() == {"waits", "given up", "held for the owner"}

    def test_what_applicants_were_told_stays(self) -> None:
        note("told", kind="mail.decision", done=START)
        Sweeper(1)(START + 1000 * DAY)
        assert left() == {"told"}

    @pytest.mark.parametrize(
        ("later", "swept"), [(EVERY - SECOND, False), (EVERY, True), (-EVERY, True), (-EVERY + SECOND, False)]
    )
    def test_once_an_hour_is_enough(self, later: timedelta, swept: bool) -> None:
        sweeper = Sweeper(1)
        sweeper(START + 1000 * DAY)
        note("done since", done=START)
        sweeper(START + 1000 * DAY + later)
        assert left() == (set() if swept else {"done since"})
