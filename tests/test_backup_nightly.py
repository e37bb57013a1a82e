"""The worker's backup of every night: when it is made, what is kept, and what the owner reads of it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from board import jobs
from board.backup import BackupError, archive, making, nightly
from board.clock import FixedClock
from board.config import Settings
from board.extensions import db, writing
from board.models import Job, User
from board.pages.backups import backups
from board.setting_values import ConfigError
from tests.conftest import START
from tests.support.cast import Cast, cast
from tests.support.client import Client
from tests.support.shown import shown
from tests.support.together import together

__all__ = ["cast"]
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
AT = time(3)
NIGHT = datetime(2026, 3, 5, 3, tzinfo=UTC)
"""The first after START."""


@pytest.mark.parametrize(
    ("now", "due"),
    [(NIGHT - SECOND, NIGHT - DAY), (NIGHT, NIGHT), (NIGHT + SECOND, NIGHT), (NIGHT + DAY - SECOND, NIGHT)],
)
def test_it_is_due_at_one_time_of_day(now: datetime, due: datetime) -> None:
    assert nightly.slot(now, AT) == due


@pytest.fixture
def site(committed: Flask, tmp_path: Path) -> Iterator[Flask]:
    """A site that keeps its backups in a folder which is not there yet."""
    before: Settings = committed.extensions["settings"]
    committed.extensions["settings"] = replace(before, backup_dir=tmp_path / "backups", backup_keep=14, backup_at=AT)
    with committed.app_context():
        yield committed
    committed.extensions["settings"] = before


def plan(app: Flask, now: datetime) -> None:
    nightly.plan(app.extensions["settings"], now)


def planned() -> list[tuple[str, datetime]]:
    rows = db.session.execute(select(Job.unique_key, Job.run_at).where(Job.done_at.is_(None)).order_by(Job.run_at))
    found = [(row.unique_key, row.run_at) for row in rows]
    db.session.rollback()
    return found


def files(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "backups").iterdir())


def test_the_first_one_is_made_at_once_and_then_every_night(site: Flask, clock: FixedClock, tmp_path: Path) -> None:
    plan(site, clock.now())
    assert planned() == [("backup:2026-03-04", NIGHT - DAY)]
    assert jobs.run_due(clock) == 1
    assert files(tmp_path) == ["semana-20260304T120000Z.zip"]
    assert archive.read(tmp_path / "backups" / "semana-20260304T120000Z.zip").made_at == START.isoformat()
    assert planned() == [("backup:2026-03-05", NIGHT)]
    for now, made in ((NIGHT - SECOND, 1), (NIGHT, 2), (NIGHT + SECOND, 2), (NIGHT + DAY, 3)):
        clock.move_to(now)
        jobs.run_due(clock)
        assert len(files(tmp_path)) == made
    assert planned() == [("backup:2026-03-07", NIGHT + 2 * DAY)]


def test_a_worker_that_starts_again_makes_none_twice(site: Flask, clock: FixedClock) -> None:
    plan(site, clock.now())
    plan(site, clock.now())
    jobs.run_due(clock)
    for now in (START, NIGHT - SECOND):
        plan(site, now)
        assert planned() == [("backup:2026-03-05", NIGHT)]


def test_a_night_that_was_missed_is_made_up_for_once(site: Flask, clock: FixedClock, tmp_path: Path) -> None:
    plan(site, clock.now())
    jobs.run_due(clock)
    clock.move_to(NIGHT + 3 * DAY + HOUR)
    plan(site, clock.now())
    assert jobs.run_due(clock) == 1
    assert len(files(tmp_path)) == 2
    assert planned() == [("backup:2026-03-09", NIGHT + 4 * DAY)]


def test_of_two_workers_that_start_together_one_plans_it(site: Flask, clock: FixedClock) -> None:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        assert together(site, *[lambda: plan(site, START)] * 4) == [None] * 4
    finally:
        sys.setswitchinterval(before)
    assert planned() == [("backup:2026-03-04", NIGHT - DAY)]


def test_without_a_folder_there_is_none(site: Flask, clock: FixedClock, tmp_path: Path) -> None:
    plan(site, clock.now())
    site.extensions["settings"] = replace(site.extensions["settings"], backup_dir=None)
    jobs.run_due(clock)
    plan(site, clock.now())
    assert planned() == []
    assert not (tmp_path / "backups").exists()


def test_one_that_fails_is_tried_again_and_the_next_night_is_planned(
    site: Flask, clock: FixedClock, tmp_path: Path
) -> None:
    (tmp_path / "backups").write_text("a file stands in the way")
    plan(site, clock.now())
    jobs.run_due(clock)
    assert [key for key, _ in planned()] == ["backup:2026-03-04", "backup:2026-03-05"]
    (tmp_path / "backups").unlink()
    clock.move_to(START + HOUR)
    jobs.run_due(clock)
    assert files(tmp_path) == ["semana-20260304T130000Z.zip"]
    assert planned() == [("backup:2026-03-05", NIGHT)]


def test_one_that_was_given_up_is_begun_anew_when_the_worker_is_started(site: Flask, clock: FixedClock) -> None:
    with writing():
        given_up = Job(kind="backup", unique_key="backup:2026-03-04", due_at=START, run_at=START, failed_at=START)
        db.session.add(given_up)
        db.session.commit()
    plan(site, clock.now())
    assert jobs.run_due(clock) == 1
    assert planned() == [("backup:2026-03-05", NIGHT)]


# What is kept


def backup_of(folder: Path, when: datetime) -> Path:
    path = folder / f"semana-{when:%Y%m%dT%H%M%S}Z.zip"
    path.write_text("a backup")
    return path


def test_backups_are_kept_for_so_many_days(site: Flask, clock: FixedClock, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    older, same, younger = (backup_of(folder, START - 14 * DAY + by) for by in (-SECOND, 0 * SECOND, SECOND))
    others = [folder / name for name in ("mine.zip", "semana-2026.zip", "semana-20200101T000000Z.zip.txt")]
    for other in others:
        other.write_text("nobody's business")
    cut_off = folder / f"{making.WORKSHOP}x"
    cut_off.mkdir()
    plan(site, clock.now())
    jobs.run_due(clock)
    assert not older.exists()
    assert not cut_off.exists()
    assert all(path.exists() for path in (same, younger, *others))


def test_none_is_removed_where_none_could_be_made(
    site: Flask, clock: FixedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise BackupError("There is not enough room.")

    folder = tmp_path / "backups"
    folder.mkdir()
    old = backup_of(folder, START - 100 * DAY)
    monkeypatch.setattr(nightly, "make", fails)
    plan(site, clock.now())
    jobs.run_due(clock)
    assert old.exists()


# What the owner reads


def add(**values: Any) -> None:
    job = {"kind": "backup", "unique_key": f"backup:{len(planned())}", "due_at": START, "run_at": START}
    db.session.add(Job(**job | values))
    db.session.commit()


@pytest.mark.parametrize(
    ("later", "old"), [(26 * HOUR - SECOND, False), (26 * HOUR, False), (26 * HOUR + SECOND, True)]
)
def test_one_is_too_old_after_26_hours(db_session: object, later: timedelta, old: bool) -> None:
    add(done_at=START)
    found = backups(START + later)
    assert (found.last, found.is_old, found.failure) == (START, old, "")


def test_a_failure_counts_until_one_succeeds(db_session: object) -> None:
    error = "Traceback …\n  File x\nboard.backup.BackupError: There is not enough room in /backups."
    add(attempts=3, error=error)
    assert backups(START).failure == "There is not enough room in /backups."
    add(unique_key="later", done_at=START + HOUR)
    assert backups(START).failure == ""
    add(unique_key="later still", due_at=START + DAY, error=error)
    assert backups(START).failure != ""


@pytest.fixture
def olga(cast: Cast, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(cast.olga)


def read(client: Client) -> str:
    return shown(client.get("/owner/forums")).words


def test_the_owner_is_told_that_there_is_none(app: Flask, olga: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "No backups are made: if the disk breaks" in read(olga)
    settings = replace(app.extensions["settings"], backup_dir=Path("/backups"))
    monkeypatch.setitem(app.extensions, "settings", settings)
    assert "No backup was made yet" in read(olga)


def test_what_is_wrong_with_the_backups_stands_above_the_forums_and_what_is_well_below(
    olga: Client, clock: FixedClock
) -> None:
    add(done_at=START)
    fine = read(olga)
    clock.move_to(START + 27 * HOUR)
    wrong = read(olga)
    assert fine.index("Begin a forum") < fine.index("The last backup:")
    assert wrong.index("The last backup is too old:") < wrong.index("Begin a forum")
    assert (fine.count("The last backup"), wrong.count("The last backup")) == (1, 1)


def test_the_owner_is_told_how_old_the_last_one_is(olga: Client, clock: FixedClock) -> None:
    add(done_at=START)
    assert "The last backup: " in read(olga)
    clock.move_to(START + 27 * HOUR)
    assert "The last backup is too old: " in read(olga)
    add(unique_key="b", due_at=START + DAY, error="board.backup.BackupError: There is not enough room.")
    assert "The last attempt at a backup failed: There is not enough room." in read(olga)


# Settings


def settings(**environ: str) -> Settings:
    return Settings.from_env({"SECRET_KEY": "x" * 32, **environ})


def test_settings_are_read() -> None:
    assert settings().backup_dir is None
    found = settings(BACKUP_DIR="/srv/backups", BACKUP_KEEP="1", BACKUP_AT="23:59")
    assert (found.backup_dir, found.backup_keep, found.backup_at) == (Path("/srv/backups"), 1, time(23, 59))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BACKUP_KEEP", "0"), ("BACKUP_KEEP", "10000"), ("BACKUP_KEEP", "two"), ("BACKUP_KEEP", "٣"),
        ("BACKUP_AT", "24:00"), ("BACKUP_AT", "3:00"), ("BACKUP_AT", "03:60"), ("BACKUP_AT", "03:00:00"),
    ],
)  # fmt: skip
def test_a_bad_value_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        settings(**{name: value})
