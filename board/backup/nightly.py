"""The worker's nightly backup, and how long backups are kept."""

from __future__ import annotations

import logging
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy.exc import IntegrityError

from board import jobs
from board.backup.making import WORKSHOP, Made, make
from board.config import Settings
from board.extensions import db, writing
from board.visible.work import last_backup, pending_backups

log = logging.getLogger(__name__)
KIND = "backup"
DAY = timedelta(days=1)
NAME = re.compile(r"semana-(\d{8}T\d{6})Z\.zip")
MADE_AT = "%Y%m%dT%H%M%S"


def slot(now: datetime, at: time) -> datetime:
    """Return the latest instant at which a backup was due. ``at`` is in UTC."""
    today = datetime.combine(now.astimezone(UTC), at, tzinfo=UTC)
    return today if today <= now else today - DAY


def plan(settings: Settings, now: datetime) -> None:
    """Plan a backup: now if the last one was missed or there is none, otherwise tomorrow."""
    if settings.backup_dir is None or db.session.scalar(pending_backups()) is not None:
        return
    due, last = slot(now, settings.backup_at), db.session.scalar(last_backup())
    enough = last is not None and last.done_at is not None and last.done_at >= due
    _enqueue(due + DAY if enough else due)


def _enqueue(due: datetime) -> None:
    """Ask for it in a separate transaction, once a day, whichever worker asks."""
    try:
        with writing():
            db.session.rollback()
            jobs.enqueue(KIND, f"backup:{due:%Y-%m-%d}", {}, due, anew=True)
            db.session.commit()
    except IntegrityError:  # another worker was quicker
        db.session.rollback()


@jobs.handles(KIND, rank=jobs.LAST)
def back_up(_payload: dict[str, Any], now: datetime) -> None:
    """Make tonight's backup and delete old ones. Tomorrow's is planned first, whatever becomes of this one."""
    settings: Settings = current_app.extensions["settings"]
    if settings.backup_dir is None:
        return
    _enqueue(slot(now, settings.backup_at) + DAY)
    settings.backup_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    db.session.rollback()
    made = make(db.engine, settings.backup_dir / f"semana-{now.astimezone(UTC):{MADE_AT}}Z.zip", now, overwrite=True)
    forget(settings.backup_dir, made, now - settings.backup_keep * DAY)


def forget(folder: Path, made: Made, before: datetime) -> None:
    """Delete the worker's backups from before then, and the rest of interrupted attempts; nothing else."""
    for path, when in _dated(folder):
        if when < before and path != made.path:
            path.unlink(missing_ok=True)
            log.info("removed the backup %s", path.name)
    for cut_off in folder.glob(f"{WORKSHOP}*"):
        shutil.rmtree(cut_off, ignore_errors=True)


def _dated(folder: Path) -> Iterator[tuple[Path, datetime]]:
    for path in folder.iterdir():
        if (named := NAME.fullmatch(path.name)) and path.is_file():
            yield path, datetime.strptime(named[1], MADE_AT).replace(tzinfo=UTC)
