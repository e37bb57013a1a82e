"""Translation memory: approved translations of the same source elsewhere, and those of imported memories."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from board.extensions import db
from board.models import MemoryUnit, Segment, Text, Translation
from board.pages.places import Place, place_of
from board.text import memory_digest
from board.visible import Sight, memory_units, translation_memory


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A translation of exactly the same source: its Markdown, and where it comes from.

    An approved translation has its translator's name and its place; one of an imported memory has the import's note.
    """

    source: str
    translator: str | None
    place: Place | None
    note: str = ""


Placed = tuple[Translation, Place]


def suggestions(sight: Sight, text: Text, segments: Collection[Segment]) -> dict[str, Suggestion]:
    """Return what to offer for segments of a visible text, by lineage; at most two queries for all.

    A segment's own translation is not offered: it already stands beside the segment. What people of this forum approved
    goes before what was imported.
    """
    if text.target is None or not segments:
        return {}
    by_digest: dict[str, list[Placed]] = defaultdict(list)
    rows = db.session.execute(translation_memory(sight, text, {segment.digest for segment in segments}))
    for translation, kind, key, week_id in rows:
        by_digest[translation.digest].append((translation, place_of(sight, kind, key, week_id)))
    offered = {segment.lineage: _newest_elsewhere(text, segment, by_digest[segment.digest]) for segment in segments}
    own = {lineage: _suggestion(*placed) for lineage, placed in offered.items() if placed}
    return _imported(sight, text, [segment for segment in segments if segment.lineage not in own]) | own


def _imported(sight: Sight, text: Text, segments: Collection[Segment]) -> dict[str, Suggestion]:
    """Return what imported memories offer, by lineage."""
    if not segments:
        return {}
    digests = {segment.lineage: memory_digest(segment.source) for segment in segments}
    pair = MemoryUnit.language == text.language, MemoryUnit.target == text.target
    query = memory_units(sight).where(*pair, MemoryUnit.digest.in_(digests.values()))
    units = {unit.digest: Suggestion(unit.translation, None, None, unit.note) for unit in db.session.scalars(query)}
    return {lineage: units[digest] for lineage, digest in digests.items() if digest in units}


def _newest_elsewhere(text: Text, segment: Segment, newest_first: Collection[Placed]) -> Placed | None:
    own = text.id, segment.lineage
    return next((placed for placed in newest_first if (placed[0].text_id, placed[0].lineage) != own), None)


def _suggestion(translation: Translation, place: Place) -> Suggestion:
    return Suggestion(translation.source, translation.translator.name if translation.translator else None, place)
