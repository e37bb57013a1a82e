"""Unsent texts: what somebody is still writing is kept, by the place it is meant for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from board.extensions import db
from board.models import UnsentText, User

MAX_UNSENT = 200
"""Places a person; beyond it the oldest go, so that nobody fills the database by typing."""


def keep_unsent(user: User, place: str, body: str, title: str, language: str, now: datetime) -> UnsentText | None:
    """Keep what is being written; emptied fields forget it. Returns what is kept."""
    if not body.strip() and not title.strip():
        forget_unsent(user, place)
        db.session.commit()
        return None
    for _ in range(2):  # two tabs may make the first row for one place at once
        kept = unsent_at(user, place) or UnsentText(user_id=user.id, place=place)
        kept.body, kept.title, kept.language, kept.kept_at = body, title, language, now
        db.session.add(kept)
        try:
            db.session.commit()
        except IntegrityError:
            db.session.rollback()
            continue
        _drop_oldest(user)
        return kept
    return None


def unsent_at(user: User, place: str) -> UnsentText | None:
    """What the person keeps for this place."""
    return db.session.scalar(select(UnsentText).where(UnsentText.user_id == user.id, UnsentText.place == place))


def forget_unsent(user: User, place: str) -> None:
    """It was sent or emptied. Part of the caller's transaction."""
    db.session.execute(delete(UnsentText).where(UnsentText.user_id == user.id, UnsentText.place == place))


def discard_unsent(user: User, key: str) -> None:
    """Throw one away, at its author's wish."""
    db.session.execute(delete(UnsentText).where(UnsentText.user_id == user.id, UnsentText.key == key))
    db.session.commit()


def _drop_oldest(user: User) -> None:
    newest = (
        select(UnsentText.id).where(UnsentText.user_id == user.id).order_by(UnsentText.kept_at.desc()).limit(MAX_UNSENT)
    )
    surplus = delete(UnsentText).where(UnsentText.user_id == user.id, UnsentText.id.not_in(newest))
    db.session.execute(surplus)
    db.session.commit()
