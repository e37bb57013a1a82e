"""Writing the demo's translations, block by block, as its translators would."""

from __future__ import annotations

from datetime import datetime

from board.actions.translating import queue_text, save_translation
from board.demo.content import AnnouncementEntry, ReadingEntry, Translated
from board.demo.stage import Stage
from board.extensions import db
from board.models import Segment, Text
from board.rules import translations as rule
from board.text import split_translation
from board.visible import Sight, current_segments

ENGLISH = "en"
USUAL = "marta"
"""The translator of titles that name no other."""


def title_of(entry: ReadingEntry | AnnouncementEntry) -> Translated:
    """Return the translation of a title: approved if there is one."""
    return Translated(
        language=entry.language,
        translation=entry.title_translation,
        translated_by=entry.translated_by,
        queued=entry.queued,
    )


def write(stage: Stage, text_id: int, entry: Translated, now: datetime) -> None:
    """Queue a text that the policy does not queue, and write its translation as far as it has come."""
    text = db.session.get_one(Text, text_id)
    translator = entry.translated_by or USUAL
    sight = stage.machine(now) if entry.machine else stage.sight(translator, now)
    if entry.queued:
        queue_text(stage.sight(translator, now), text, ENGLISH)
    if entry.translation:
        translate(sight, text, entry.translation, entry)


def translate(sight: Sight, text: Text, translation: str, entry: Translated | None = None) -> None:
    """Save the translation of each segment in its state; segments without one stay missing."""
    segments = [row.Segment for row in db.session.execute(current_segments(Text.id == text.id))]
    parts = [translation.strip()] if text.inline else fitted(split_translation(translation), len(segments))
    for position, (segment, part) in enumerate(zip(segments, parts, strict=False)):
        state = entry.state_of(position) if entry else rule.APPROVED
        if state != rule.MISSING:
            _save(sight, text, segment, part, state, machine=bool(entry and entry.machine))


def fitted(parts: list[str], count: int) -> list[str]:
    """Return at most as many parts as there are segments, without losing a word: the last takes the surplus."""
    if len(parts) <= count:
        return parts
    return [*parts[: count - 1], "\n\n".join(parts[count - 1 :])]


def _save(sight: Sight, text: Text, segment: Segment, body: str, state: str, *, machine: bool) -> None:
    origin = rule.MACHINE if machine else rule.HUMAN
    save_translation(sight, text, segment, body, state, base=0, digest=segment.digest, origin=origin)
