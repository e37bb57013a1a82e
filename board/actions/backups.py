"""Noting that a backup was made, and what becomes of work on its way when one is restored."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, func, inspect, or_, select, text, update

from board.extensions import db
from board.models import Job, User, new_key
from board.rules.work import ASIDE, MAX_ATTEMPTS

SET_ASIDE = "Set aside when a backup was restored: this mail may have left after the backup was made."
ENDED = ("worker_beats", "sign_ins")
"""Tables of what lived only where the backup was made: workers and sessions."""


def note_backup(now: datetime) -> None:
    """A backup was made by hand, or by a program of the machine's."""
    db.session.add(
        Job(
            kind="backup", unique_key=f"backup:by-hand:{new_key()}", payload={}, due_at=now, run_at=now,
            done_at=now,
        )
    )  # fmt: skip
    db.session.commit()


def settle(connection: Connection, now: datetime, *, send_mail: bool) -> None:
    """What was on its way when the backup was made does not simply go on: nobody knows how far it came since.

    Mail that was due by now may have left already, so it waits for somebody to send it again. All sessions end: some
    were ended since, and came back with the backup. Only columns are named that all versions of the tables have.
    """
    undone = Job.done_at.is_(None)
    connection.execute(delete(Job).where(undone, Job.kind == "backup"))
    if not send_mail:
        _set_aside(connection, now)
    for user_id in list(connection.scalars(select(User.id))):
        connection.execute(update(User).where(User.id == user_id).values(session_stamp=new_key()))
    for table in set(ENDED) & set(inspect(connection).get_table_names()):
        connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - our own names


def _set_aside(connection: Connection, now: datetime) -> None:
    """Mail that may have left. What says that it was given up is in older tables the number of attempts."""
    mails = Job.done_at.is_(None), Job.kind.startswith("mail."), or_(Job.run_at <= now, Job.attempts > 0)
    aside = update(Job).where(*mails).values(error=SET_ASIDE)
    if "failed_at" in {column["name"] for column in inspect(connection).get_columns("jobs")}:
        connection.execute(aside.where(Job.failed_at.is_(None)).values(failed_at=now, reason=ASIDE))
    else:
        connection.execute(aside.where(Job.attempts < MAX_ATTEMPTS).values(attempts=MAX_ATTEMPTS))


def set_aside(connection: Connection) -> int:
    """How many mails wait for somebody to decide."""
    aside = select(func.count()).where(Job.done_at.is_(None), Job.error == SET_ASIDE)
    return connection.scalar(aside) or 0
