"""Rows held until the transaction ends: whoever changes them right now is waited for, and they are read again.

SQLite lets one writer in at a time anyway; PostgreSQL has to be asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, InvalidRequestError

from board.extensions import db
from board.faults import Gone
from board.models import Base, Forum, Text
from board.rules.permissions import Refusal, check

REFERABLE = {"key_share": True}
"""Rows may be added meanwhile that refer to the one that is held: a form about a forum stops nobody who posts in it."""


def hold(row: Base, columns: Sequence[str] | None = None) -> None:
    """Hold a row, and read these columns of it again, or all. What only refers to it is not in the way. Raises Gone."""
    try:
        db.session.refresh(row, columns, with_for_update=REFERABLE)
    except InvalidRequestError:
        if row not in db.session:
            raise  # it was never looked up here
        raise Gone from None


def let_go() -> None:
    """Hold nothing any longer: nothing is changed, and what comes next is to be told on a page."""
    db.session.commit()


def check_held(refusal: Refusal | None) -> None:
    """As ``check``, of what was held to be judged: where it is refused, a page says so, and nobody waits for that."""
    if refusal is not None:
        let_go()
    check(refusal)


def hold_forum(forum: Forum) -> None:
    """Whoever else decides on applications, or enters them, comes one after the other."""
    db.session.refresh(forum, with_for_update=REFERABLE)


def hold_texts(ids: Iterable[int | None]) -> None:
    """Hold texts, in one order everywhere, so that no two wait for each other."""
    wanted = [text_id for text_id in ids if text_id is not None]
    texts = select(Text).where(Text.id.in_(wanted)).order_by(Text.id).with_for_update(key_share=True)
    db.session.scalars(texts.execution_options(populate_existing=True)).all()


@contextmanager
def taking(check_free: Callable[[], None]) -> Iterator[None]:
    """Write in here what only one row can have. ``check_free`` raises where another has it.

    It is asked before, and again where somebody took it in this moment. Then nothing that was written here is kept.
    """
    check_free()
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError:
        check_free()
        raise
