"""Flags: an author reports that a passage of their text is mistranslated, and a translator settles it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, delete, select, update

from board.actions.holding import let_go
from board.actions.posting import Conflict
from board.actions.unsent import flag_place, forget_unsent
from board.actions.wordings import standing_translations
from board.actions.writing import lock_text
from board.extensions import db
from board.models import Flag, Text, Translation, User
from board.rules import permissions
from board.rules.permissions import check
from board.visible.gate import Sight

MAX_NOTE = 1_000


@dataclass(frozen=True, slots=True)
class Note:
    """What an author says about the translation that they read."""

    translation: Translation
    words: str


def raise_flags(sight: Sight, text: Text, presenter_id: int | None, notes: Sequence[Note]) -> None:
    """Flag passages, each once however often its note is sent. Raises Conflict if a translation was replaced."""
    check(permissions.flag(sight.viewer, text.target, text.author_id, presenter_id))
    lock_text(text)
    standing = {translation.id for translation in db.session.scalars(standing_translations(text))}
    if any(note.translation.id not in standing for note in notes):
        let_go()
        raise Conflict
    said = {(flag.translation_id, flag.note) for flag in db.session.scalars(_my_open_flags(sight, text))}
    author = db.session.get_one(User, sight.viewer.user_id)
    for note in notes:
        if (note.translation.id, note.words) not in said:
            db.session.add(_flag(sight, text, note))
        forget_unsent(author, flag_place(note.translation.lineage))
    db.session.commit()


def _my_open_flags(sight: Sight, text: Text) -> Select[Flag]:
    mine = Flag.user_id == sight.viewer.user_id
    return select(Flag).where(Flag.text_id == text.id, Flag.settled_at.is_(None), mine)


def _flag(sight: Sight, text: Text, note: Note) -> Flag:
    return Flag(
        text_id=text.id,
        lineage=note.translation.lineage,
        translation_id=note.translation.id,
        user_id=sight.viewer.user_id,
        note=note.words,
        created_at=sight.now,
    )


def withdraw_flag(sight: Sight, flag: Flag) -> None:
    """Delete the viewer's own flag."""
    check(permissions.take_back_flag(sight.viewer, flag.user_id))
    db.session.execute(delete(Flag).where(Flag.id == flag.id))
    db.session.commit()


def settle_flags(text: Text, lineage: str, sight: Sight) -> None:
    """Settle a passage's open flags. Part of the caller's transaction."""
    still_open = (Flag.text_id == text.id, Flag.lineage == lineage, Flag.settled_at.is_(None))
    settled = {"settled_at": sight.now, "settled_by_id": sight.viewer.user_id}
    db.session.execute(update(Flag).where(*still_open).values(settled))


def settle_by_hand(sight: Sight, text: Text, lineage: str) -> None:
    """Settle a passage's open flags without changing its translation, because a translator finds it right."""
    check(permissions.translate(sight.viewer, text.target))
    settle_flags(text, lineage, sight)
    db.session.commit()
