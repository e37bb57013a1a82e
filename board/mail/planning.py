"""The schedule of digests: a worker's chore that asks for those that are due.

When a digest is due is a column of the membership (`digest_at`). A worker that was away asks for one digest, and after
a clock that was put back for none that was asked for before.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from board.actions.digest_schedule import Due, adopt, move_on
from board.actions.mail_schedule import plan_repeated
from board.extensions import db, writing
from board.models import Forum, Membership
from board.pages.digests import gather
from board.rules.roles import NOBODY
from board.visible import look
from board.visible.digests import due_digests, readers_of

EVERY = timedelta(minutes=1)
AT_ONCE = 500
"""How many members one transaction asks for, with the same number of queries for any number of them."""
BATCHES = 20
"""How many transactions a chore makes before the worker goes on with its jobs."""


class Planner:
    """Looks once a minute whose digest is due, and plans the other mails that repeat."""

    def __init__(self) -> None:
        self.last: datetime | None = None

    def __call__(self, now: datetime) -> None:
        """Look if it is time, even if the clock was put back."""
        if self.last is None or abs(now - self.last) >= EVERY:
            plan_digests(now)
            plan_repeated(now)
            self.last = now


def plan_digests(now: datetime) -> None:
    """Ask for the digests that are due, and note when the next ones are."""
    with writing():
        adopt(now)
    for _batch in range(BATCHES):
        if not plan_batch(now):
            return


def plan_batch(now: datetime) -> bool:
    """Ask for the digests of up to AT_ONCE members of one forum; return whether there may be more to do.

    What each of them would be told is found out before any row is held.
    """
    first = db.session.scalar(due_digests(now).limit(1))
    forum = db.session.get(Forum, first.forum_id) if first is not None else None
    if forum is None:
        db.session.rollback()
        return False
    members = list(db.session.scalars(due_digests(now).where(Membership.forum_id == forum.id).limit(AT_ONCE)))
    due = [member for member in members if member.digest_at is not None]
    items = gather(look(db.session(), forum, NOBODY, now), due)
    readers = db.session.execute(readers_of([member.user_id for member in members]))
    zones = {user_id: zone or forum.zone for user_id, zone in readers}
    seen = [Due(member.id, member.digest_at, zones.get(member.user_id, forum.zone)) for member in members]
    db.session.commit()  # what was read so far is kept, without a transaction
    with writing():
        with_news = {user_id for user_id, found in items.items() if not found.is_empty}
        return move_on(forum, seen, with_news, now) > 0
