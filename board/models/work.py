"""Due work, the mail that it makes, and the workers that do it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column

from board.models.base import Base, UTCDateTime, new_key


class Job(Base):
    """One piece of due work. Its unique key makes asking twice harmless."""

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_due", "done_at", "run_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    unique_key: Mapped[str] = mapped_column(String(120), unique=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    """When it was to be done, however often it was tried since."""
    run_at: Mapped[datetime] = mapped_column(UTCDateTime)
    """When it is tried next."""
    attempts: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    """How often in a row it failed for a reason of its own; while it is at hand, this time is counted already."""
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    failed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When it was given up."""
    leased_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    leased_by: Mapped[str] = mapped_column(String(100), default="")
    """Names the worker, and the time, that has it at hand."""
    reason: Mapped[str] = mapped_column(String(20), default="")
    """What is in its way, in a word of `rules/work.py`."""
    trouble_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """Since when the mail server has put this mail off."""
    error: Mapped[str] = mapped_column(LongText, default="")
    """What the server said, or where it went wrong, without anything secret."""
    recipient: Mapped[str] = mapped_column(String(254), default="")
    """Whom a mail that did not go out is for."""


class Line(Base):
    """The way to a server that work needs: whether it can be used, as the workers found it."""

    __tablename__ = "lines"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    down_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    next_try_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When one piece of work may look whether the server is back; all else waits."""
    tries: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(20), default="")
    error: Mapped[str] = mapped_column(LongText, default="")
    strike: Mapped[int | None] = mapped_column()
    """The work in whose midst the server broke off last. A second one, and it is the server that is in trouble."""


class Mail(Base):
    """A mail as it went out, or as it waits for a mail server to be configured."""

    __tablename__ = "mails"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(14), unique=True, default=new_key)
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(LongText)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class WorkerBeat(Base):
    """A worker, and when it last said that it lives."""

    __tablename__ = "worker_beats"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    began_at: Mapped[datetime] = mapped_column(UTCDateTime)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
