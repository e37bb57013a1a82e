"""Translation memory: what was approved for the same source before."""

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
    """An approved translation of the very same source: its words as Markdown, whose they are, where they stand."""

    source: str
    translator: str | None
    place: Place


Found = tuple[Translation, Place]


def suggestions(sight: Sight, text: Text, segments: Collection[Segment]) -> dict[str, Suggestion]:
    """What to offer for segments of a text that was found visible, by lineage: one query, however many.

    A segment's own translation is none: it stands beside it already.
    """
    if text.target is None or not segments:
        return {}
    by_digest: dict[str, list[Found]] = defaultdict(list)
    rows = db.session.execute(translation_memory(sight, text, {one.digest for one in segments}))
    for translation, kind, key, week_id in rows:
        by_digest[translation.digest].append((translation, place_of(sight, kind, key, week_id)))
    offered = {one.lineage: _newest_elsewhere(text, one, by_digest[one.digest]) for one in segments}
    return {lineage: _suggestion(*found) for lineage, found in offered.items() if found}


def _newest_elsewhere(text: Text, segment: Segment, found: Collection[Found]) -> Found | None:
    own = text.id, segment.lineage
    return next((one for one in found if (one[0].text_id, one[0].lineage) != own), None)


def _suggestion(translation: Translation, place: Place) -> Suggestion:
    return Suggestion(translation.source, translation.translator.name if translation.translator else None, place)
