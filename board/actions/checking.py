"""The authors' check, as admins run it: its deadline, who is asked and reminded, and objections that are settled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select

from board import jobs
from board.actions.acts import note_act
from board.actions.holding import check_held, hold, hold_forum
from board.extensions import db
from board.models import Job, QuoteAnswer
from board.rules import quoted as rule
from board.rules.permissions import Refusal, check
from board.rules.weeks import to_instant, to_wall
from board.visible.gate import Sight
from board.visible.quoted import ASKED, REMINDED, mail_key

Marks = Mapping[int, str]
"""For each person, by account id, a mark of what an e-mail to them is about: with the same mark, it is sent once."""


def set_deadline(sight: Sight, wall: datetime, to_ask: Marks) -> int:
    """Set until when authors answer, as a wall time in the forum's zone; return how many are asked now.

    The first time begins the check. An unchanged wall time leaves its instant alone. Raises NonexistentTime if clocks
    skip the time.
    """
    check(rule.set_deadline(sight.viewer))
    forum = sight.forum
    hold_forum(forum)
    begins = forum.check_from is None
    forum.check_from = forum.check_from or sight.now
    if forum.check_until is None or wall != to_wall(forum.check_until, forum.zone):
        forum.check_until = to_instant(wall, forum.zone)
        note_act(sight, "check.begun" if begins else "check.moved", f"{wall:%Y-%m-%d %H:%M} {forum.zone}")
    asked = _mail(sight, ASKED, to_ask) if rule.is_open(forum, sight.now) else 0
    db.session.commit()
    return asked


def ask(sight: Sight, to_ask: Marks) -> int:
    """Ask people who are quoted; return how many are asked now. Raises Refused."""
    return _write_to(sight, ASKED, to_ask, "check.asked")


def remind(sight: Sight, to_remind: Marks) -> int:
    """Remind people who have not answered; return how many are mailed now. Raises Refused."""
    return _write_to(sight, REMINDED, to_remind, "check.reminded")


def _write_to(sight: Sight, kind: str, people: Marks, act: str) -> int:
    hold_forum(sight.forum)  # of two admins who press the button at once, the second writes to nobody
    check_held(rule.ask_authors(sight.viewer, sight.forum, sight.now))
    written = _mail(sight, kind, people)
    if written:
        note_act(sight, act, str(written))
    db.session.commit()
    return written


def _mail(sight: Sight, kind: str, people: Marks) -> int:
    """Have each person written to, once with the same mark. Part of the caller's transaction, which holds the forum."""
    keys = {user_id: mail_key(kind, sight, user_id, mark) for user_id, mark in people.items()}
    known = _known(keys.values())
    new = {user_id: key for user_id, key in keys.items() if key not in known}

    def payload(user_id: int) -> dict[str, object]:
        return {"forum": sight.forum.id, "user": user_id, "asked_at": sight.now.isoformat()}

    for user_id, key in new.items():
        jobs.enqueue(kind, key, payload(user_id), sight.now)
    return len(new)


def _known(keys: Iterable[str]) -> set[str]:
    return set(db.session.scalars(select(Job.unique_key).where(Job.unique_key.in_(list(keys)))))


def settle_objection(sight: Sight, objection: QuoteAnswer, done: str) -> None:
    """Settle an objection; the log says what was done. Raises Refused."""
    check(rule.settle_objection(sight.viewer))
    hold(objection, ["settled_at"])
    check_held(Refusal.ALREADY_SO if objection.settled_at is not None else None)
    objection.settled_at, objection.settled_by_id = sight.now, sight.viewer.user_id
    note_act(sight, "check.settled", done)
    db.session.commit()
