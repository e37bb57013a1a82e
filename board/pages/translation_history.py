"""The history of a text's translation, paragraph by paragraph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from board.extensions import db
from board.models import Revision, Segment, Text, Translation
from board.pages.parts import Part, part_of
from board.pages.texts import Pair
from board.rules import translations as rule
from board.text import SAME, word_diff
from board.text import Part as Words
from board.visible import Sight, all_translations, current_segments, translated_segments

Sources = Mapping[tuple[str, str], str]
"""The source of a paragraph at the time of a translation, by lineage and digest."""


@dataclass(frozen=True, slots=True)
class Made:
    """A translation, its difference from the one before, and the source it was made from if that has changed since."""

    translation: Translation
    parts: tuple[Words, ...]
    is_outdated: bool
    source: str | None

    @property
    def stands(self) -> bool:
        return self.translation.superseded_at is None


@dataclass(frozen=True, slots=True)
class SegmentHistory:
    """A current paragraph of the text, and all its translations, the newest first."""

    segment: Segment
    made: tuple[Made, ...]


def translation_history(sight: Sight, text: Text, number: int = 1) -> Part[SegmentHistory]:
    """Return the history of one part of the text's paragraphs, in three queries."""
    made: dict[str, list[Translation]] = defaultdict(list)
    for translation in db.session.scalars(all_translations(sight).where(Translation.text_id == text.id)):
        made[translation.lineage].append(translation)
    sources = _sources(sight, text)
    segments = [row.Segment for row in db.session.execute(current_segments(Text.id == text.id))]
    part = part_of(segments, number)
    histories = [SegmentHistory(segment, _all_made(segment, made[segment.lineage], sources)) for segment in part.rows]
    return Part(part.number, part.count, tuple(histories), part.first)


def _all_made(segment: Segment, newest_first: Sequence[Translation], sources: Sources) -> tuple[Made, ...]:
    before: dict[str, Translation] = {}
    made = []
    for translation in reversed(newest_first):
        outdated = translation.digest != segment.digest
        source = sources.get((segment.lineage, translation.digest)) if outdated else None
        made.append(Made(translation, _parts(before.get(translation.language), translation), outdated, source))
        before[translation.language] = translation
    return tuple(reversed(made))


def _parts(before: Translation | None, after: Translation) -> tuple[Words, ...]:
    return word_diff(before.source, after.source) if before else (Words(SAME, after.source),)


def translated_sources(sight: Sight, pair: Pair) -> dict[str, str]:
    """Return the source from which each outdated paragraph's translation was made, by lineage; at most one query."""
    outdated = [row for row in pair.rows if row.state == rule.OUTDATED]
    sources = _sources(sight, pair.text) if outdated else {}
    keys = [(row.segment.lineage, row.translation.digest) for row in outdated if row.translation]
    return {lineage: sources[lineage, digest] for lineage, digest in keys if (lineage, digest) in sources}


def _sources(sight: Sight, text: Text) -> Sources:
    rows = db.session.execute(translated_segments(sight).where(Revision.text_id == text.id))
    return {(lineage, digest): source for lineage, digest, source in rows}
