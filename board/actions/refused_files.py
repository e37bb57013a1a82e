"""Files sent with a refused form, kept for a day: a browser does not fill in the file again when the form comes back.

A kept file is only for the person who sent it. The job that will delete it says whose it is. Forms of any area may use
this (`web/frame/kept_files.py`): a file to which a row of any table refers by then stays.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, select

from board import jobs
from board.actions.files import Upload, delete_unless_used, keep_file
from board.extensions import db, writing
from board.models import File, Job, User

LASTS = timedelta(days=1)
MAX_KEPT = 10
MAX_KEPT_BYTES = 40 * 1024 * 1024
"""Kept files per person, and their bytes together; beyond that, the oldest are deleted."""


def keep_for_now(user: User, upload: Upload, now: datetime) -> File:
    """Keep a file until its form is sent again."""
    file = keep_file(upload)
    jobs.enqueue("file.forget", _key(user, file.id), {"file": file.id}, now + LASTS)
    for job in _too_many(_pending(user)):
        delete_unless_used(job.payload["file"])
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
    """List the jobs that will delete this person's files, the latest first."""
    mine = Job.unique_key.startswith(_keys_of(user), autoescape=True), Job.done_at.is_(None)
    return list(db.session.scalars(select(Job).where(*mine).order_by(Job.id.desc())))


def _too_many(pending: list[Job]) -> list[Job]:
    """Return the jobs of files beyond the limits; the latest file is never among them."""
    ids = [job.payload["file"] for job in pending]
    sizes: dict[int, int] = dict(db.session.execute(select(File.id, File.size).where(File.id.in_(ids))).all())
    total, kept = 0, 0
    for file_id in ids[:MAX_KEPT]:
        total += sizes.get(file_id, 0)
        if kept and total > MAX_KEPT_BYTES:
            break
        kept += 1
    return pending[kept:]


@jobs.handles("file.forget")
def forget_file(payload: dict[str, Any], _now: datetime) -> None:
    """Delete a file whose form was not sent again."""
    with writing():
        delete_unless_used(payload["file"])
        db.session.commit()
