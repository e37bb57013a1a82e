"""Files sent with a refused form, kept for a day: a browser does not fill in the file again when the form comes back.

A kept file is only for the person who sent it. The job that will delete it says whose it is.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, select

from board import jobs
from board.actions.preparing import Upload, keep_file
from board.extensions import db, writing
from board.models import File, Job, Reading, User

LASTS = timedelta(days=1)
MAX_KEPT = 5
"""Kept files per person; beyond that, the oldest are deleted."""


def keep_for_now(user: User, upload: Upload, now: datetime) -> File:
    """Keep a file until its form is sent again."""
    file = keep_file(upload)
    jobs.enqueue("file.forget", _key(user, file.id), {"file": file.id}, now + LASTS)
    for job in _pending(user)[:-MAX_KEPT]:
        _delete_unless_used(job.payload["file"])
        db.session.delete(job)
    db.session.commit()
    return file


def kept_file(user: User, file_id: int) -> File | None:
    """Return a kept file, if it is this person's own and has not been deleted."""
    waits = select(Job.id).where(Job.unique_key == _key(user, file_id), Job.done_at.is_(None))
    return db.session.scalar(select(File).where(File.id == file_id, exists(waits)))


def _key(user: User, file_id: int) -> str:
    return f"{_keys_of(user)}{file_id}"


def _keys_of(user: User) -> str:
    return f"forget-file:{user.key}:"


def _pending(user: User) -> list[Job]:
    """List the jobs that will delete this person's files, the oldest first."""
    mine = Job.unique_key.startswith(_keys_of(user), autoescape=True), Job.done_at.is_(None)
    return list(db.session.scalars(select(Job).where(*mine).order_by(Job.id)))


def _delete_unless_used(file_id: int) -> None:
    used = select(Reading.id).where(Reading.file_id == file_id)
    db.session.execute(delete(File).where(File.id == file_id, ~exists(used)))


@jobs.handles("file.forget")
def forget_file(payload: dict[str, Any], _now: datetime) -> None:
    """Delete a file whose form was not sent again."""
    with writing():
        _delete_unless_used(payload["file"])
        db.session.commit()
