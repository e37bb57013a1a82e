"""Jobs, the mail that they send, and the workers that do them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, Index, String
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column

from board.models.base import Base, UTCDateTime
from board.models.fates import Id, Key
from board.rules.work import USUAL


def _some(name: str, rows: ColumnElement[bool], *columns: str) -> Index:
    """Return an index of these rows alone."""
    return Index(name, *columns, sqlite_where=rows, postgresql_where=rows)


class Job(Base):
    """A piece of work to be done. Its unique key makes it harmless to ask for it twice."""

    __tablename__ = "jobs"
    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(40))
    rank: Mapped[int] = mapped_column(default=USUAL)
    """Which jobs go first of those that are due at the same time: a constant of `rules/work.py`."""
    unique_key: Mapped[str] = mapped_column(String(120), unique=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    """When it was to be done, however often it has been tried since."""
    run_at: Mapped[datetime] = mapped_column(UTCDateTime)
    """When it will be tried next."""
    attempts: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    """How often in a row it failed for a reason of its own; the current try is counted while it runs."""
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    failed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When it was given up."""
    leased_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    leased_by: Mapped[str] = mapped_column(String(100), default="")
    """The worker that has taken it, and when."""
    reason: Mapped[str] = mapped_column(String(20), default="")
    """The reason why it has not been done: a constant of `rules/work.py`."""
    trouble_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """Since when the mail server has put this mail off."""
    error: Mapped[str] = mapped_column(LongText, default="")
    """What the server said, or where it went wrong, with secrets removed."""
    recipient: Mapped[str] = mapped_column(String(254), default="")
    """The recipient of a mail that did not go out."""
    __table_args__ = (
        _some("ix_jobs_next", done_at.is_(None) & failed_at.is_(None), "rank", "run_at", "id"),
        _some("ix_jobs_done", done_at.is_not(None), "done_at"),
        _some("ix_jobs_failed", failed_at.is_not(None), "failed_at"),
    )
    """The next job is found without sorting those that wait, so thousands of digests take time in proportion."""


class Line(Base):
    """The connection to a server that jobs need, and whether the workers can use it."""

    __tablename__ = "lines"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    down_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    next_try_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When one job may test whether the server is back; all others wait."""
    tries: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(20), default="")
    error: Mapped[str] = mapped_column(LongText, default="")
    strike: Mapped[int | None] = mapped_column()
    """The job during which the server last broke off. If a second job meets the same, the server is at fault."""


class Mail(Base):
    """A mail that was sent, or that waits for a mail server to be configured."""

    __tablename__ = "mails"

    id: Mapped[Id]
    key: Mapped[Key]
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(String(40), default="")
    """The kind of job that sent it."""
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(LongText)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    bounced_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When another server sent it back; None if none did."""
    bounce: Mapped[str] = mapped_column(String(300), default="")
    """What that server said."""
    __table_args__ = (Index("ix_mails_sent_at", "sent_at"), Index("ix_mails_bounced_at", "bounced_at"))


class WorkerBeat(Base):
    """A worker, and when it last reported that it is alive."""

    __tablename__ = "worker_beats"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    began_at: Mapped[datetime] = mapped_column(UTCDateTime)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
