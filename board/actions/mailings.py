"""What a mail is to tell, and what it has told: so that nothing is told twice, and answers find what they are about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from board import jobs
from board.extensions import db, writing
from board.jobs import Wanted
from board.models import Mailing, User
from board.visible.asked import mailing_with
from board.visible.digests import DIGEST, digests_to
from board.visible.gate import Sight

Told = dict[str, list[int]]
DIGEST_MAIL, QUESTIONS_MAIL = "mail.digest", "mail.questions"
QUESTIONS = "questions"


def planned_digest(sight: Sight, user: User, unique: str) -> list[Mailing] | None:
    """Return the mails of a digest that is planned already, in their order; None if a later one is.

    The last part of ``unique`` is the hour at which it is due.
    """
    rows = list(db.session.scalars(digests_to(sight, user.id)))
    if any(_slot(row) > _slot_of(unique) for row in rows):
        return None
    return [row for row in rows if row.unique == unique or row.unique.startswith(f"{unique}.")]


def _slot(row: Mailing) -> str:
    return _slot_of(row.unique)


def _slot_of(unique: str) -> str:
    return unique.split(".")[3]


def plan_digest(
    sight: Sight, user: User, unique: str, parts: Sequence[Told], payload: Mapping[str, Any]
) -> list[Mailing]:
    """Write down which mail of a digest will tell what, and ask for those after the first one.

    What earlier digests could not send is among it, so nothing is left of their plans but the numbers. This is a
    transaction of its own, in which nothing is rendered.
    """
    rows = [
        Mailing(
            user_id=user.id, forum_id=sight.forum.id, kind=DIGEST, at=None, told=told,
            unique=unique if part == 1 else f"{unique}.{part}",
        )
        for part, told in enumerate(parts, 1)
    ]  # fmt: skip
    db.session.commit()  # what was read so far is kept, without a transaction
    with writing():
        for earlier in db.session.scalars(digests_to(sight, user.id).where(Mailing.at.is_(None))):
            earlier.told = {"numbers": earlier.told["numbers"]}
        db.session.add_all(rows)
        for part in range(2, len(rows) + 1):
            jobs.enqueue(DIGEST_MAIL, f"{unique}.{part}", {**payload, "part": part}, sight.now)
        db.session.commit()
    return rows


def plan_list(sight: Sight, user: User, unique: str, numbers: Sequence[int]) -> Mailing:
    """Write down which questions a list numbers, in a transaction of its own; return what was planned before, if so."""
    planned = db.session.scalar(mailing_with(unique))
    if planned is not None:
        return planned
    told = {"numbers": list(numbers)}
    row = Mailing(user_id=user.id, forum_id=sight.forum.id, kind=QUESTIONS, at=None, told=told, unique=unique)
    db.session.commit()  # what was read so far is kept, without a transaction
    with writing():
        db.session.add(row)
        db.session.commit()
    return row


def ask_for_lists(wanted: Sequence[Wanted], now: datetime) -> None:
    """Ask for the lists of questions that are due; those of the same day were asked for before."""
    db.session.commit()
    if wanted:
        with writing():
            jobs.enqueue_all(QUESTIONS_MAIL, wanted, now)
            db.session.commit()


def now_told(row: Mailing, told: Told, now: datetime) -> Iterator[Mailing]:
    """Yield the row of a planned mail with what it told, for the transaction that records that it has gone out.

    Nothing of it may be written before that, so this reads the row only when it is asked for.
    """
    kept = db.session.get(Mailing, row.id, populate_existing=True)
    if kept is not None:  # they have not closed their account just now
        kept.at, kept.told = now, told
        yield kept
