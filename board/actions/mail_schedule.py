"""The schedule of mails that repeat beside the digest: each is a job that is asked for before it is due.

So the owner sees what is planned, a worker that was away for days sends one of each, and not seven, and one whose clock
was put back sends none again. Whether it is still due is asked when it is sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from board.extensions import db, writing
from board.jobs import Wanted, enqueue_all
from board.models import Forum, Membership
from board.rules.mail_schedule import NEEDED_ROLE, next_repeat, repeats_for
from board.visible.mail_schedule import planned_already, repeated_readers

AT_ONCE = 500
"""How many jobs one query looks for."""
AFTERWARDS = timedelta(days=28)
"""How long after its end a forum still has something to say by itself: its last texts are being translated."""


class Planned(NamedTuple):
    """A mail that is due at an instant."""

    kind: str
    at: datetime
    job: Wanted


def plan_repeated(now: datetime) -> None:
    """Ask for the next mail of each kind for everybody who wants it, if nobody has yet; two queries in most cases."""
    planned = list(_planned(now))
    missing: dict[tuple[str, datetime], list[Wanted]] = {}
    for start in range(0, len(planned), AT_ONCE):
        portion = planned[start : start + AT_ONCE]
        known = set(db.session.scalars(planned_already([one.job.unique_key for one in portion])))
        for one in portion:
            if one.job.unique_key not in known:
                missing.setdefault((one.kind, one.at), []).append(one.job)
    db.session.rollback()
    if not missing:
        return
    with writing():
        for (kind, at), wanted in missing.items():
            enqueue_all(f"mail.{kind}", wanted, at)
        db.session.commit()


def is_over(forum: Forum, now: datetime) -> bool:
    """Return whether a forum was closed so long ago that nothing of it is mailed by itself."""
    return forum.closed_at is not None and forum.closed_at + AFTERWARDS <= now


def _planned(now: datetime) -> Iterator[Planned]:
    for member, forum, zone in db.session.execute(repeated_readers()):
        for kind in NEEDED_ROLE:
            if repeats_for(member, member.roles, kind) and not is_over(forum, now):
                yield _next(member, forum, kind, next_repeat(member, kind, zone or forum.zone, now))


def _next(member: Membership, forum: Forum, kind: str, at: datetime) -> Planned:
    slot = at.strftime("%Y%m%d%H")
    payload = {"user": member.user_id, "forum": forum.id, "slot": at.isoformat()}
    return Planned(kind, at, Wanted(f"{kind}:{member.id}:{slot}", payload))
