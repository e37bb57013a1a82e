"""Several workers share the work: each takes the next free job, none twice, and none waits for another."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, func, insert, select, text, update

from bench import claims
from board import jobs
from board.clock import FixedClock
from board.extensions import db, writing
from board.jobs import LEASE, Worker, enqueue, run_due
from board.jobs.leases import take
from board.models import Job, Line
from board.models.base import new_key
from tests.support.cast import START
from tests.support.together import together

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
KIND, MAIL = "test.note", "mail.note"


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was done, in its order."""
    noted: list[str] = []

    def note(payload: dict[str, Any], _now: datetime) -> None:
        noted.append(payload["word"])

    for kind in (KIND, MAIL):
        monkeypatch.setitem(jobs.HANDLERS, kind, note)
    return noted


@pytest.fixture
def engine(committed: Flask) -> Iterator[Engine]:
    """The engine of a database in which commits are real."""
    with committed.app_context():
        yield db.engine


def ask(*words: str, kind: str = KIND, at: datetime = START) -> None:
    with writing():
        for word in words:
            enqueue(kind, word, {"word": word}, at)
        db.session.commit()


def job(word: str) -> Job:
    db.session.expire_all()
    return db.session.scalars(select(Job).where(Job.unique_key == word)).one()


def tries() -> int:
    return db.session.scalar(select(func.sum(Job.attempts))) or 0


@pytest.mark.usefixtures("db_session")
def test_five_thousand_digests_hold_up_no_question_and_no_link(
    done: list[str], clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = {"draft": jobs.LAST, "digest": jobs.BULK, "question": jobs.USUAL, "setup": jobs.SOON, "link": jobs.FIRST}
    for kind, rank in kinds.items():
        monkeypatch.setitem(jobs.HANDLERS, kind, jobs.HANDLERS[KIND])
        monkeypatch.setitem(jobs.RANKS, kind, rank)
    digest = {"kind": "digest", "rank": jobs.BULK, "payload": {"word": "digest"}, "due_at": START, "run_at": START}
    rows = [digest | {"unique_key": f"digest:{new_key()}", "leased_by": "", "reason": ""} for _ in range(5000)]
    with writing():
        db.session.execute(insert(Job), rows)
        db.session.commit()
    for kind in ("draft", "question", "setup", "link"):
        ask(kind, kind=kind)
    for expected in ("link", "setup", "question", "digest", "digest"):
        lease = take(Worker(clock))
        assert lease is not None
        assert lease.kind == expected
        ask(f"later {new_key()}", kind="question") if expected == "digest" else None
        if expected == "digest":
            after = take(Worker(clock))
            assert after is not None
            assert after.kind == "question"


def test_the_next_job_is_found_without_sorting_all_that_wait(engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL decides by what it knows of the table; the speed is measured by bench/claims.py")
    query = (
        "EXPLAIN QUERY PLAN SELECT id FROM jobs WHERE done_at IS NULL AND failed_at IS NULL AND run_at <= '2026' "
        "AND (leased_until IS NULL OR leased_until <= '2026') ORDER BY rank, run_at, id LIMIT 1"
    )
    plan = " ".join(str(row) for row in db.session.execute(text(query)))
    assert "ix_jobs_next" in plan
    assert "TEMP B-TREE" not in plan


def test_threads_share_the_work_and_do_each_job_once(
    committed: Flask, done: list[str], clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = [f"job {number}" for number in range(120)]
    with committed.app_context():
        ask(*words)
    tried = together(committed, *[lambda: run_due(clock)] * 4)
    assert (sorted(done), sum(tried)) == (sorted(words), 120)
    assert min(tried) > 0
    with committed.app_context():
        assert tries() == 120


def test_processes_share_the_work_and_do_each_job_once(engine: Engine, tmp_path: Path) -> None:
    rows = [
        Job(kind=claims.KIND, unique_key=f"{n}", payload={"number": n}, due_at=START, run_at=START) for n in range(90)
    ]
    with writing():
        db.session.add_all(rows)
        db.session.commit()
    did, _seconds = claims.together(engine.url.render_as_string(hide_password=False), tmp_path, 3, pause=0.01)
    assert sorted(number for each in did for number in each) == list(range(90))
    assert min(map(len, did)) > 0
    assert tries() == 90


def test_a_worker_does_not_wait_for_the_row_that_another_takes(
    committed: Flask, engine: Engine, done: list[str], clock: FixedClock
) -> None:
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite lets one write at a time")
    ask("first", "second")
    with engine.connect() as other, other.begin():
        other.execute(select(Job.id).where(Job.unique_key == "first").with_for_update())
        run_due(clock)
        assert done == ["second"]
    run_due(clock)
    assert done == ["second", "first"]


# A line that is down


def note_line(**values: Any) -> None:
    with writing():
        db.session.add(Line(name="mail", down_since=START - MINUTE, reason="closed", **values))
        db.session.commit()


def line() -> Line:
    return db.session.scalars(select(Line).execution_options(populate_existing=True)).one()


@pytest.mark.usefixtures("db_session")
class TestLineThatIsDown:
    def test_while_it_is_closed_other_work_goes_on(self, done: list[str], clock: FixedClock) -> None:
        note_line(next_try_at=START + SECOND)
        ask("mail", kind=MAIL)
        ask("other")
        run_due(clock)
        assert done == ["other"]

    def test_one_mail_is_its_probe_and_the_others_wait(self, done: list[str], clock: FixedClock) -> None:
        note_line(next_try_at=START)
        ask("one", "two", kind=MAIL)
        first, second = take(Worker(clock)), take(Worker(clock))
        assert first is not None
        assert (first.is_probe, second) == (True, None)
        assert line().next_try_at == START + LEASE

    def test_a_job_that_needs_no_line_does_not_use_up_its_probe(self, done: list[str], clock: FixedClock) -> None:
        note_line(next_try_at=START)
        ask("other")
        lease = take(Worker(clock))
        assert lease is not None
        assert (lease.is_probe, line().next_try_at) == (False, START)

    def test_where_nothing_is_due_its_probe_is_not_used_up(self, clock: FixedClock) -> None:
        note_line(next_try_at=START - SECOND)
        assert take(Worker(clock)) is None
        assert line().next_try_at == START - SECOND


def test_whoever_has_everything_tried_again_and_a_worker_never_wait_for_each_other(
    committed: Flask, engine: Engine, done: list[str], clock: FixedClock
) -> None:
    """Both lock the line first, then jobs. In the other order each would hold what the other needs."""
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite lets one write at a time")
    note_line(next_try_at=START)
    ask("mail", kind=MAIL)
    began, taken = threading.Event(), []

    def worker() -> None:
        began.set()
        taken.append(take(Worker(clock)))

    with engine.connect() as owner, owner.begin():
        owner.execute(update(Line).values(next_try_at=START))
        other = threading.Thread(target=lambda: together(committed, worker))
        other.start()
        assert began.wait(5)
        other.join(0.3)
        owner.execute(update(Job).values(run_at=START))
    other.join(5)
    assert [lease is not None and lease.is_probe for lease in taken] == [True]
