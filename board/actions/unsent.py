"""Unsent texts: what somebody is still writing, kept under the name of the place that it is meant for.

A place is a string such as ``reply:KEY`` that names the form.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Select, bindparam, delete, select
from sqlalchemy.exc import IntegrityError

from board.actions.once import Writing, goes_on
from board.extensions import db
from board.models import UnsentText, User
from board.models.base import is_key
from board.rules.unsent import UnsentPlace
from board.visible import per_thread

MAX_UNSENT = 200
"""Unsent texts per person; beyond that, the oldest are deleted, so that nobody fills the database by typing."""

MAX_TOGETHER = 200_000
"""Characters of the words that `keep_beside` joins, so that repeated refusals do not fill the database either."""


@dataclass(frozen=True, slots=True)
class UnsentWords:
    """What somebody is writing."""

    place: str
    body: str
    title: str
    language: str
    since: str | None = None
    """When the kept words were kept that these grew from, in ISO format; None: replace any kept words."""
    reply_to: str = ""
    """The key of the post that a reply answers."""

    @property
    def is_blank(self) -> bool:
        return not self.body.strip() and not self.title.strip()


class OtherVersion(Exception):
    """Another window or device kept other words for this place meanwhile."""

    def __init__(self, kept: UnsentText) -> None:
        super().__init__(kept.place)
        self.kept = kept


def keep_unsent(user: User, words: UnsentWords, now: datetime) -> UnsentText | None:
    """Keep what somebody is writing, and return the row; blank words delete it, and None is returned.

    Raises OtherVersion, and changes nothing, if other words were kept after those that these grew from.
    """
    for _ in range(2):  # a second time if another tab has just added the row of this place
        kept = unsent_at(user, words.place, hold=True)
        if kept is not None and _differs(kept, words):
            raise OtherVersion(kept)
        if words.is_blank:
            forget_unsent(user, words.place)
            db.session.commit()
            return None
        is_new, kept = kept is None, kept or UnsentText(user_id=user.id, place=words.place)
        kept.body, kept.title, kept.language, kept.kept_at = words.body, words.title, words.language, now
        kept.reply_to = words.reply_to if is_key(words.reply_to) else ""
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


def keep_beside(user: User, words: UnsentWords, now: datetime) -> None:
    """Keep words from a page that can no longer be shown. If other words are kept already, append these to them, or
    replace them if both exceed MAX_TOGETHER characters.
    """
    kept = unsent_at(user, words.place, hold=True)
    if kept is None or not _differs(kept, words):
        with suppress(OtherVersion):
            keep_unsent(user, words, now)
            return
        keep_beside(user, words, now)  # another window has just added the row, so this time it is found
    elif not goes_on(kept.body, words.body):
        title = kept.title if words.title and kept.title != words.title else ""
        both = "\n\n".join(filter(None, (title, kept.body.strip(), words.body.strip())))
        body = both if len(both) <= MAX_TOGETHER else words.body
        keep_unsent(user, replace(words, body=body, title=words.title or kept.title, since=None), now)


def _differs(kept: UnsentText, words: UnsentWords) -> bool:
    if words.since is None or words.since == kept.kept_at.isoformat():
        return False
    # words that go on from the kept ones lose nothing when they replace them
    return not (goes_on(words.body, kept.body) and goes_on(words.title, kept.title))


def translation_place(lineage: str) -> str:
    """Return the place of the unsent translation of a segment."""
    return UnsentPlace.TRANSLATION.at(lineage)


def flag_place(lineage: str) -> str:
    """Return the place of the unsent note about the translation of a segment."""
    return UnsentPlace.FLAG.at(lineage)


def unsent_at(user: User, place: str, *, hold: bool = False) -> UnsentText | None:
    """Return a person's unsent text for a place; ``hold`` keeps others from changing it until the transaction ends."""
    mine = _unsent_text()
    if hold:
        mine = mine.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(mine, {"user_id": user.id, "place": place})


@per_thread()
def _unsent_text() -> Select[UnsentText]:
    return select(UnsentText).where(UnsentText.user_id == bindparam("user_id"), UnsentText.place == bindparam("place"))


def forget_unsent(user: User, place: str) -> None:
    """Delete an unsent text, because it was sent or emptied. Part of the caller's transaction."""
    db.session.execute(delete(UnsentText).where(UnsentText.user_id == user.id, UnsentText.place == place))


def forget_sent(user: User, place: str, sent: Writing) -> None:
    """Delete the unsent text of a form that was sent. Part of the caller's transaction.

    Other words stay, if another device kept them meanwhile without the form knowing.
    """
    kept = unsent_at(user, place, hold=True)
    if kept is not None and not _differs(kept, UnsentWords(place, sent.body, sent.title, "", sent.known)):
        forget_unsent(user, place)


def discard_unsent(user: User, key: str) -> None:
    """Delete an unsent text at the request of its author."""
    db.session.execute(delete(UnsentText).where(UnsentText.user_id == user.id, UnsentText.key == key))
    db.session.commit()


def _drop_oldest(user: User) -> None:
    newest = (
        select(UnsentText.id).where(UnsentText.user_id == user.id).order_by(UnsentText.kept_at.desc()).limit(MAX_UNSENT)
    )
    surplus = delete(UnsentText).where(UnsentText.user_id == user.id, UnsentText.id.not_in(newest))
    db.session.execute(surplus)
    db.session.commit()
