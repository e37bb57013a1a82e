"""Deleting old rows: completed jobs, sent mails and incoming mails are not kept for ever.

What a member was mailed (`Mailing`) stays for as long as the forum does: a forum that was closed can be opened again,
and then nobody may be told anything twice. It goes with the membership, or with the account.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Delete, Update, delete, exists, select, update
from sqlalchemy.orm import InstrumentedAttribute

from board.extensions import db, writing
from board.models import Attachment, IncomingMail, Job, Mail, UnsentText
from board.rules.mail_tokens import LASTS

EVERY = timedelta(hours=1)
RAW_KEPT = timedelta(days=14)
"""How long an incoming mail can be had as it came: for the owner, if somebody asks what became of it."""
ATTACHMENT_WAITS = timedelta(days=14)
"""How long a picture or a file waits for its author to send it; longer while an unsent text names it."""
KEPT_FOR_GOOD = ("mail.decision", "mail.quoted", "backup")
"""Jobs that pages rely on: what an applicant was told, and who was asked to check their quotes, so that nobody is told
twice, and that there was a backup."""
AT_A_TIME, MOST = 500, 20_000
"""How many rows are deleted in one transaction, so that nobody waits long for it, and at one sweep."""


class Sweeper:
    """A worker's chore: once an hour, delete what was done that many days ago."""

    def __init__(self, days: int) -> None:
        self.kept = timedelta(days=days)
        self.last: datetime | None = None

    def __call__(self, now: datetime) -> None:
        """Sweep if it is time: at the start, and an hour after the last time, even if the clock was put back."""
        if self.last is None or abs(now - self.last) >= EVERY:
            sweep(now, self.kept)
            self.last = now


def sweep(now: datetime, kept: timedelta) -> None:
    """Delete jobs done and mails sent longer ago. Jobs given up, and mails held for the owner, stay.

    An incoming mail is remembered while its address can be answered, however short ``kept`` is: if it arrived once
    more, it would be posted twice. Its words go earlier.
    """
    before, settled = now - kept, now - max(kept, LASTS + timedelta(days=1))
    _each(Job.id, delete(Job), Job.done_at < before, Job.kind.not_in(KEPT_FOR_GOOD))
    _each(Mail.id, delete(Mail), Mail.sent_at < before)
    _each(IncomingMail.id, delete(IncomingMail), IncomingMail.settled_at < settled)
    _each(Attachment.id, delete(Attachment), *_unused(now))
    forgetting = IncomingMail.settled_at < now - min(kept, RAW_KEPT), IncomingMail.raw.is_not(None)
    _each(IncomingMail.id, update(IncomingMail).values(raw=None), *forgetting)


def _unused(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Match pictures and files that nobody sent."""
    naming = UnsentText.user_id == Attachment.author_id, UnsentText.body.contains(Attachment.key)
    return Attachment.text_id.is_(None), Attachment.created_at < now - ATTACHMENT_WAITS, ~exists().where(*naming)


def _each(key: InstrumentedAttribute[int], change: Delete | Update, *rows: ColumnElement[bool]) -> None:
    """Find these rows once, then change some at a time."""
    found = db.session.scalars(select(key).where(*rows).limit(MOST)).all()
    db.session.rollback()
    for keys in _portions(found):
        with writing():
            db.session.execute(change.where(key.in_(keys)), execution_options={"synchronize_session": False})
            db.session.commit()


def _portions(keys: Any) -> Iterator[Any]:
    for start in range(0, len(keys), AT_A_TIME):
        yield keys[start : start + AT_A_TIME]
