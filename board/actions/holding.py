"""Holding rows: wait for anyone who is changing them, lock them until the transaction ends, and read them again.

SQLite has only one writer at a time anyway; on PostgreSQL this locks the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError, InvalidRequestError

from board.extensions import db
from board.faults import Gone
from board.models import Base, Forum, Membership, Text, User, Week
from board.rules.permissions import Refusal, Refused, check
from board.visible.gate import Sight

REFERABLE = {"key_share": True}
"""Others may still add rows that refer to the held one, so that holding a forum stops nobody from posting in it."""


def hold(row: Base, columns: Sequence[str] | None = None, *, referable: bool = True) -> None:
    """Hold a row, and read these columns of it again, or all. Raises Gone if the row was deleted meanwhile.

    While a row that is not ``referable`` is held, others wait before they add rows that refer to it.
    """
    try:
        db.session.refresh(row, columns, with_for_update=REFERABLE if referable else True)
    except InvalidRequestError:
        if row not in db.session:
            raise  # the session never had this row: an error in the program
        raise Gone from None


def let_go() -> None:
    """Release held rows before an error is raised, so that nobody waits while its page is made.

    This commits, so nothing may have been changed before.
    """
    db.session.commit()


def check_held(refusal: Refusal | None) -> None:
    """Raise Refused if there is a refusal, after releasing the rows that were held to decide it."""
    if refusal is not None:
        let_go()
    check(refusal)


def hold_forum(forum: Forum) -> None:
    """Hold the forum's row, so that admins who decide on applications or enter them wait for each other."""
    db.session.refresh(forum, with_for_update=REFERABLE)


def hold_week(week: Week) -> None:
    """Keep a week from being removed until the transaction ends. Raises Gone if somebody has just removed it.

    Others may put something into the week at the same time.
    """
    kept = select(Week.id).where(Week.id == week.id).with_for_update(read=True, key_share=True)
    if db.session.scalar(kept) is None:
        raise Gone


def hold_member(sight: Sight, author: User, *facts: ColumnElement[Any]) -> tuple[Any, ...]:
    """Keep the author a member until the transaction ends, or raise Refused if they have just left.

    Somebody who leaves takes their name off all their posts: none may appear behind that. The same query reads the
    ``facts``.
    """
    membership = select(Membership.id, *facts).where(Membership.forum_id == sight.forum.id)
    held = membership.where(Membership.user_id == author.id).with_for_update(read=True, key_share=True, of=Membership)
    row = db.session.execute(held).first()
    if row is None:
        raise Refused(Refusal.MEMBERS_ONLY)
    return tuple(row[1:])


def hold_texts(ids: Iterable[int | None]) -> None:
    """Hold texts in the order of their ids: with the same order everywhere, no two requests can deadlock."""
    wanted = [text_id for text_id in ids if text_id is not None]
    texts = select(Text).where(Text.id.in_(wanted)).order_by(Text.id).with_for_update(key_share=True)
    db.session.scalars(texts.execution_options(populate_existing=True)).all()


@contextmanager
def taking(check_free: Callable[[], None]) -> Iterator[None]:
    """Guard a block that writes a unique value. ``check_free`` raises if another row already has the value.

    It is called before the block, and again if the database reports that somebody just took the value; whatever the
    block wrote is then undone.
    """
    check_free()
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError:
        check_free()
        raise
