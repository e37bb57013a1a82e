"""What is done is forgotten in time; what somebody may still ask for is not."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from board.extensions import db
from board.jobs import enqueue, sweeping
from board.jobs.sweeping import EVERY, RAW_KEPT, Sweeper
from board.models import IncomingMail, Job, Mail
from board.rules.mail_tokens import LASTS
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

    def test_what_many_were_sent_goes_in_portions(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sweeping, "AT_A_TIME", 3)
        monkeypatch.setattr(sweeping, "MOST", 8)
        for number in range(10):
            sent(f"mail {number}", START)
        sweeper = Sweeper(1)
        sweeper(START + 2 * DAY)
        assert len(left()) == 2
        sweeper(START + 2 * DAY + EVERY)
        assert left() == set()

    @pytest.mark.parametrize(
        ("later", "swept"), [(EVERY - SECOND, False), (EVERY, True), (-EVERY, True), (-EVERY + SECOND, False)]
    )
    def test_once_an_hour_is_enough(self, later: timedelta, swept: bool) -> None:
        sweeper = Sweeper(1)
        sweeper(START + 1000 * DAY)
        note("done since", done=START)
        sweeper(START + 1000 * DAY + later)
        assert left() == (set() if swept else {"done since"})


def came(key: str, settled: datetime | None) -> None:
    facts = {"recipient": "reply@example.org", "received_at": START, "raw": b"Words", "settled_at": settled}
    db.session.add(IncomingMail(digest=key, outcome="refused", **facts))
    db.session.commit()


def remembered() -> dict[str, bool]:
    """Which mails are remembered, and whether with their words."""
    query = select(IncomingMail.digest, IncomingMail.raw.is_not(None))
    return {digest: bool(is_kept) for digest, is_kept in db.session.execute(query)}


@pytest.mark.usefixtures("db_session")
class TestIncomingMail:
    @pytest.mark.parametrize(
        ("later", "kept"), [(RAW_KEPT - SECOND, True), (RAW_KEPT, True), (RAW_KEPT + SECOND, False)]
    )
    def test_its_words_are_kept_for_two_weeks(self, later: timedelta, kept: bool) -> None:
        came("a mail", START)
        Sweeper(90)(START + later)
        assert remembered() == {"a mail": kept}

    @pytest.mark.parametrize(("later", "kept"), [(DAY, True), (DAY + SECOND, False)])
    def test_its_words_are_kept_no_longer_than_all_else(self, later: timedelta, kept: bool) -> None:
        came("a mail", START)
        Sweeper(1)(START + later)
        assert remembered() == {"a mail": kept}

    @pytest.mark.parametrize("days", [1, 90])
    def test_it_is_remembered_while_its_address_can_be_answered(self, days: int) -> None:
        """If it came once more, it would be posted twice."""
        came("a mail", START)
        Sweeper(days)(START + LASTS + DAY)
        assert remembered() == {"a mail": False}
        Sweeper(days)(START + LASTS + DAY + SECOND)
        assert remembered() == {}

    def test_it_is_remembered_as_long_as_all_else(self) -> None:
        came("a mail", START)
        Sweeper(400)(START + 400 * DAY)
        assert remembered() == {"a mail": False}

    def test_what_waits_for_the_worker_stays_as_it_is(self) -> None:
        came("a mail", None)
        Sweeper(1)(START + 1000 * DAY)
        assert remembered() == {"a mail": True}
