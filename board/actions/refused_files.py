"""Files sent with a refused form, kept for a day: a browser does not fill in the file again when the form comes back.

A kept file is only for the person who sent it. The job that will delete it says whose it is. Forms of any area may use
this (`web/frame/kept_files.py`): a file to which a row of any table refers by then stays.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select

from board import jobs
from board.actions.files import Upload, delete_unless_used, keep_file, minutes_to_read
from board.extensions import db, writing
from board.models import File, Job, User

LASTS = timedelta(days=1)
MAX_KEPT = 10
MAX_KEPT_BYTES = 40 * 1024 * 1024
"""Kept files per person, and their bytes together; beyond that, the oldest are deleted."""
BEGINNING = 500


class KeptFile(NamedTuple):
    """A file that is kept, and what its document said of itself: its title, and its first words."""

    file: File
    title: str
    beginning: str

    @property
    def name(self) -> str:
        return self.file.name

    @property
    def digest(self) -> str:
        return self.file.digest

    @property
    def minutes(self) -> int:
        """How long it takes to read; 0 if its length is not known."""
        return minutes_to_read(self.file.name, self.file.words, self.file.pages)


def keep_for_now(user: User, upload: Upload, now: datetime) -> KeptFile:
    """Keep a file until its form is sent again."""
    file = keep_file(upload)
    said = {"title": upload.title, "beginning": upload.beginning[:BEGINNING]}
    jobs.enqueue("file.forget", _key(user, file.id), {"file": file.id, **said}, now + LASTS)
    for job in _too_many(_pending(user)):
        delete_unless_used(job.payload["file"])
        db.session.delete(job)
    db.session.commit()
    return KeptFile(file, **said)


def kept_file(user: User, file_id: int) -> KeptFile | None:
    """Return a kept file, if it is this person's own and has not been deleted."""
    job = db.session.scalar(select(Job).where(Job.unique_key == _key(user, file_id), Job.done_at.is_(None)))
    file = db.session.get(File, file_id) if job is not None else None
    return KeptFile(file, job.payload.get("title", ""), job.payload.get("beginning", "")) if job and file else None


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
