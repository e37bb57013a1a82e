"""Unsent texts: what somebody is still writing is kept, by the place it is meant for."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from board.actions.once import Writing, goes_on
from board.extensions import db
from board.models import UnsentText, User

MAX_UNSENT = 200
"""Places a person; beyond it the oldest go, so that nobody fills the database by typing."""

MAX_TOGETHER = 200_000
"""Characters: a form that is refused again and again cannot fill the database either."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is being written, and which kept version it grew from (``since``; None: whatever is there)."""

    place: str
    body: str
    title: str
    language: str
    since: str | None = None

    @property
    def is_blank(self) -> bool:
        return not self.body.strip() and not self.title.strip()


class OtherVersion(Exception):
    """Another window or device kept other words for this place meanwhile."""

    def __init__(self, kept: UnsentText) -> None:
        super().__init__(kept.place)
        self.kept = kept


def keep_unsent(user: User, draft: Draft, now: datetime) -> UnsentText | None:
    """Keep what is being written; emptied fields forget it. Returns what is kept.

    Raises OtherVersion, and changes nothing, when other words were kept since the version that this grew from.
    """
    for _ in range(2):  # two tabs may make the first row for one place at once
        kept = unsent_at(user, draft.place, hold=True)
        if kept is not None and _differs(kept, draft):
            raise OtherVersion(kept)
        if draft.is_blank:
            forget_unsent(user, draft.place)
            db.session.commit()
            return None
        is_new, kept = kept is None, kept or UnsentText(user_id=user.id, place=draft.place)
        kept.body, kept.title, kept.language, kept.kept_at = draft.body, draft.title, draft.language, now
        db.session.add(kept)
        try:
            db.session.commit()
        except IntegrityError:
            db.session.rollback()
            continue
        if is_new:
            _drop_oldest(user)
        return kept
    return None


def keep_beside(user: User, draft: Draft, now: datetime) -> None:
    """Keep what came along from a page that is gone, after other words that it did not know of (to MAX_TOGETHER)."""
    kept = unsent_at(user, draft.place, hold=True)
    if kept is None or not _differs(kept, draft):
        with suppress(OtherVersion):
            keep_unsent(user, draft, now)
            return
        keep_beside(user, draft, now)  # another window made the row in this moment: there is one now
    elif not goes_on(kept.body, draft.body):
        title = kept.title if draft.title and kept.title != draft.title else ""
        both = "\n\n".join(filter(None, (title, kept.body.strip(), draft.body.strip())))
        body = both if len(both) <= MAX_TOGETHER else draft.body
        keep_unsent(user, replace(draft, body=body, title=draft.title or kept.title, since=None), now)


def _differs(kept: UnsentText, draft: Draft) -> bool:
    if draft.since is None or draft.since == kept.kept_at.isoformat():
        return False
    return not (goes_on(draft.body, kept.body) and goes_on(draft.title, kept.title))  # then nothing would be lost


def translation_place(lineage: str) -> str:
    """Where the unsent translation of a segment is kept."""
    return f"translation:{lineage}"


def flag_place(lineage: str) -> str:
    """Where it is kept what somebody is saying of the translation of a segment."""
    return f"flag:{lineage}"


def unsent_at(user: User, place: str, *, hold: bool = False) -> UnsentText | None:
    """What the person keeps for this place; ``hold``: nobody else changes it until this transaction ends."""
    mine = select(UnsentText).where(UnsentText.user_id == user.id, UnsentText.place == place)
    if hold:
        mine = mine.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(mine)


def forget_unsent(user: User, place: str) -> None:
    """It was sent or emptied. Part of the caller's transaction."""
    db.session.execute(delete(UnsentText).where(UnsentText.user_id == user.id, UnsentText.place == place))


def forget_sent(user: User, place: str, sent: Writing) -> None:
    """It was sent. Part of the caller's transaction.

    Words that another device kept there meanwhile stay: the form did not know of them, nor does it go on with them.
    """
    kept = unsent_at(user, place, hold=True)
    if kept is not None and not _differs(kept, Draft(place, sent.body, sent.title, "", sent.known)):
        forget_unsent(user, place)


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
