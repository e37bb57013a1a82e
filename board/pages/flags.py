"""What authors say is mistranslated, and whose text it is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_

from board.extensions import db
from board.models import Flag, Reading, Text, Translation
from board.visible import Sight, visible_flags, visible_readings


@dataclass(frozen=True, slots=True)
class FlagLine:
    """An open flag on a paragraph; ``words`` are the translation's that it is about."""

    key: str
    name: str
    at: datetime
    note: str
    words: str
    is_mine: bool


def open_flags(sight: Sight, text: Text) -> dict[str, list[FlagLine]]:
    """Open flags of a text by the lineage of their paragraphs, the oldest first: one query."""
    found: dict[str, list[FlagLine]] = defaultdict(list)
    query = visible_flags(sight).where(Flag.text_id == text.id).add_columns(Translation.source)
    for flag, words in db.session.execute(query):
        is_mine = flag.user_id == sight.viewer.user_id
        found[flag.lineage].append(FlagLine(flag.key, flag.user.name, flag.created_at, flag.note, words, is_mine))
    return dict(found)


def presenter_of(sight: Sight, text: Text) -> int | None:
    """The key respondent whose case study this is the text or the title of."""
    its_reading = visible_readings(sight).where(or_(Reading.title_id == text.id, Reading.body_id == text.id))
    found: int | None = db.session.scalar(its_reading.with_only_columns(Reading.respondent_id))
    return found
