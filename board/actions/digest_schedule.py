"""When digests are due: asking for those that are, and noting when the next ones are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import update

from board import jobs
from board.actions.mailings import DIGEST_MAIL
from board.extensions import db
from board.jobs import Wanted
from board.models import Forum, Membership
from board.rules.mailing import is_sent, next_digest
from board.visible.digests import adoptable, due_digests


class Due(NamedTuple):
    """A member whose digest is due, as they were when the worker looked."""

    id: int
    at: datetime | None
    zone: str


def slot_of(instant: datetime) -> str:
    """Return the name of the hour at which a digest is due."""
    return f"{instant:%Y%m%d%H}"


def adopt(now: datetime) -> None:
    """Begin to mail members who were there before there was such mail, or came with an archive: only what is new."""
    if db.session.scalar(adoptable().limit(1)) is not None:
        db.session.execute(update(Membership).where(Membership.mail_since.is_(None)).values(mail_since=now))
    db.session.commit()


def move_on(forum: Forum, seen: Sequence[Due], with_news: Collection[int], now: datetime) -> int:
    """Hold those who are still due, ask for the digests of those ``with_news`` (account ids), and note when the next
    ones are due; return how many were held.

    Rows that another worker holds, or has moved on, are left to it.
    """
    known = {due.id: due for due in seen}
    query = due_digests(now).where(Membership.id.in_(known)).with_for_update(skip_locked=True)
    held = db.session.scalars(query.execution_options(populate_existing=True)).all()
    still = [member for member in held if member.digest_at == known[member.id].at]
    wanted = [
        _wanted(member, member.digest_at)
        for member in still
        if member.digest_at is not None
        and member.user_id in with_news
        and is_sent(member, known[member.id].zone, member.digest_at, forum.closed_at)
    ]
    jobs.enqueue_all(DIGEST_MAIL, wanted, now)
    for member in still:
        member.digest_at = next_digest(member, known[member.id].zone, now)
    db.session.commit()
    return len(still)


def _wanted(member: Membership, at: datetime) -> Wanted:
    payload = {"user": member.user_id, "forum": member.forum_id, "slot": slot_of(at)}
    return Wanted(f"digest:{member.id}:{slot_of(at)}", payload)
