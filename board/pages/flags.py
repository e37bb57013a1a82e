"""Flags: passages that authors report as mistranslated."""

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
    """An open flag on a paragraph; ``words`` is the translation that it is about."""

    key: str
    name: str
    at: datetime
    note: str
    words: str
    is_mine: bool


def open_flags(sight: Sight, text: Text) -> dict[str, list[FlagLine]]:
    """Return a text's open flags by the lineage of the paragraph, the oldest first; one query."""
    lines: dict[str, list[FlagLine]] = defaultdict(list)
    query = visible_flags(sight).where(Flag.text_id == text.id).add_columns(Translation.source)
    for flag, words in db.session.execute(query):
        is_mine = flag.user_id == sight.viewer.user_id
        lines[flag.lineage].append(FlagLine(flag.key, flag.user.name, flag.created_at, flag.note, words, is_mine))
    return dict(lines)


def presenter_of(sight: Sight, text: Text) -> int | None:
    """Return the id of the key respondent who presents the reading that this text or title belongs to, or None."""
    its_reading = visible_readings(sight).where(or_(Reading.title_id == text.id, Reading.body_id == text.id))
    respondent_id: int | None = db.session.scalar(its_reading.with_only_columns(Reading.respondent_id))
    return respondent_id
