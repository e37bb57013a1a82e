"""Stand-ins: rows that carry a name for words whose author's account is not, or no longer, to be seen."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import exists, select, update

from board.actions.handing_over import HANDED_OVER, in_forum, of_account
from board.extensions import db
from board.models import Forum, Membership, User
from board.models.base import new_key
from board.rules.leaving import STAND_IN_DOMAIN


def leave_behind(forum: Forum, place: Membership, now: datetime) -> None:
    """Hand what a newcomer was given or asked before they came in to a stand-in, which keeps the name that the admin
    wrote down. Part of the caller's transaction.
    """
    user = db.session.get_one(User, place.user_id)
    if not left_something(forum, user):
        return
    stand_in = make_stand_in(place.added_as, now)
    for column in HANDED_OVER:
        theirs = update(column.class_).where(*of_account(column, user, forum)).values({column.key: stand_in.id})
        db.session.execute(theirs, execution_options={"synchronize_session": False})


def left_something(forum: Forum, user: User) -> bool:
    """Return whether anything in the forum refers to this account as its author or doer."""
    return any(db.session.scalar(select(exists().where(*of_account(column, user, forum)))) for column in HANDED_OVER)


def who_left_something(forum: Forum, user_ids: Collection[int]) -> set[int]:
    """Return those of these accounts of which ``left_something`` is true; a query for each column, however many."""
    found: set[int] = set()
    for column in HANDED_OVER:
        theirs = select(column).distinct().where(column.in_(user_ids), in_forum(column.class_, forum.id))
        found.update(db.session.scalars(theirs))
    return found


def make_stand_in(name: str, now: datetime) -> User:
    """Create a stand-in with a name. Part of the caller's transaction."""
    key = new_key()
    stand_in = User(key=key, email=nowhere(key), name=name, is_stand_in=True, created_at=now)
    db.session.add(stand_in)
    db.session.flush()
    return stand_in


def nowhere(key: str) -> str:
    """Return an address that reaches nobody."""
    return f"{key}@{STAND_IN_DOMAIN}"
