"""Recording that a backup was made, and settling unfinished work after one is restored."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, func, inspect, or_, select, text, update

from board.extensions import db
from board.models import Job, User, new_key
from board.rules.work import ASIDE, MAX_ATTEMPTS

SET_ASIDE = "Set aside when a backup was restored: this mail may have left after the backup was made."
ENDED = ("worker_beats", "sign_ins")
"""Tables to empty after a restore: workers and sessions belong to the site as it was."""


def note_backup(now: datetime) -> None:
    """Record that a backup was made outside the worker: by hand, or by a scheduler of the machine."""
    db.session.add(
        Job(
            kind="backup", unique_key=f"backup:by-hand:{new_key()}", payload={}, due_at=now, run_at=now,
            done_at=now,
        )
    )  # fmt: skip
    db.session.commit()


def settle(connection: Connection, now: datetime, *, send_mail: bool) -> None:
    """Stop the work and sessions that a restored backup brought back: nobody knows what happened to them since.

    Mail that was due by now may have left already, so unless ``send_mail``, it waits until somebody sends it again.
    All sessions end, because some may have been ended after the backup was made. The backup may be of an older version,
    so this names only columns that the tables have in every version.
    """
    undone = Job.done_at.is_(None)
    connection.execute(delete(Job).where(undone, Job.kind == "backup"))
    if not send_mail:
        _set_aside(connection, now)
    for user_id in list(connection.scalars(select(User.id))):
        connection.execute(update(User).where(User.id == user_id).values(session_stamp=new_key()))
    for table in set(ENDED) & set(inspect(connection).get_table_names()):
        connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - the names are constants above


def _set_aside(connection: Connection, now: datetime) -> None:
    """Mark mail that may have left as given up. Older tables have no column for that, only the number of attempts."""
    of_mail = or_(Job.kind.startswith("mail."), Job.kind.startswith("notify."))
    mails = Job.done_at.is_(None), of_mail, or_(Job.run_at <= now, Job.attempts > 0)
    aside = update(Job).where(*mails).values(error=SET_ASIDE)
    if "failed_at" in {column["name"] for column in inspect(connection).get_columns("jobs")}:
        connection.execute(aside.where(Job.failed_at.is_(None)).values(failed_at=now, reason=ASIDE))
    else:
        connection.execute(aside.where(Job.attempts < MAX_ATTEMPTS).values(attempts=MAX_ATTEMPTS))


def set_aside(connection: Connection) -> int:
    """Return how many mails were set aside and wait for somebody to decide."""
    aside = select(func.count()).where(Job.done_at.is_(None), Job.error == SET_ASIDE)
    return connection.scalar(aside) or 0
