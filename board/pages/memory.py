"""Translation memory: approved translations of the same source elsewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from board.extensions import db
from board.models import Segment, Text, Translation
from board.pages.places import Place, place_of
from board.visible import Sight, translation_memory


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An approved translation of exactly the same source: its Markdown, its translator's name, and its place."""

    source: str
    translator: str | None
    place: Place


Placed = tuple[Translation, Place]


def suggestions(sight: Sight, text: Text, segments: Collection[Segment]) -> dict[str, Suggestion]:
    """Return what to offer for segments of a visible text, by lineage; one query for all of them.

    A segment's own translation is not offered: it already stands beside the segment.
    """
    if text.target is None or not segments:
        return {}
    by_digest: dict[str, list[Placed]] = defaultdict(list)
    rows = db.session.execute(translation_memory(sight, text, {segment.digest for segment in segments}))
    for translation, kind, key, week_id in rows:
        by_digest[translation.digest].append((translation, place_of(sight, kind, key, week_id)))
    offered = {segment.lineage: _newest_elsewhere(text, segment, by_digest[segment.digest]) for segment in segments}
    return {lineage: _suggestion(*placed) for lineage, placed in offered.items() if placed}


def _newest_elsewhere(text: Text, segment: Segment, newest_first: Collection[Placed]) -> Placed | None:
    own = text.id, segment.lineage
    return next((placed for placed in newest_first if (placed[0].text_id, placed[0].lineage) != own), None)


def _suggestion(translation: Translation, place: Place) -> Suggestion:
    return Suggestion(translation.source, translation.translator.name if translation.translator else None, place)
