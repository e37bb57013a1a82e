"""Original and translation together: what a page shows of a text, by segment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from board.extensions import db
from board.models import Segment, Text, Translation
from board.rules import translations as rule
from board.text import split_translation
from board.visible import Sight, current_segments, texts_with_segments, visible_translations


@dataclass(frozen=True, slots=True)
class Row:
    """One segment and the newest translation of it that the viewer may see."""

    segment: Segment
    translation: Translation | None
    state: str

    @property
    def is_machine(self) -> bool:
        return self.translation is not None and self.translation.origin == rule.MACHINE

    @property
    def is_unaligned(self) -> bool:
        """One paragraph was translated as several: they are shown together, and are said to be."""
        words = self.translation.source if self.translation else ""
        return "\n" in words and len(split_translation(words)) > 1


@dataclass(frozen=True, slots=True)
class Pair:
    """A text beside its translation. Without a target language it stands alone."""

    text: Text
    rows: tuple[Row, ...]

    @property
    def is_translated(self) -> bool:
        """At least one segment has a translation to show."""
        return any(row.translation for row in self.rows)

    @property
    def waits(self) -> bool:
        return self.text.target is not None and not self.is_translated

    @property
    def state(self) -> str:
        return rule.text_state(row.state for row in self.rows)

    @property
    def outdated(self) -> int:
        """How many segments changed after they were translated."""
        return sum(row.state == rule.OUTDATED for row in self.rows)

    @property
    def has_machine_text(self) -> bool:
        return any(row.is_machine for row in self.rows)

    @property
    def translators(self) -> tuple[str, ...]:
        """Who is credited, each name once."""
        people = [row.translation.translator for row in self.rows if row.translation and not row.is_machine]
        return tuple(dict.fromkeys(person.name for person in people if person))

    @property
    def source(self) -> str:
        return "\n\n".join(row.segment.source for row in self.rows)

    @property
    def translation_source(self) -> str:
        return "\n\n".join(row.translation.source for row in self.rows if row.translation)


def load_pairs(sight: Sight, texts: Collection[Text]) -> dict[int, Pair]:
    """Segments and translations of texts that were found visible, by text id: two queries, however many."""
    segments: dict[int, list[Segment]] = {text.id: [] for text in texts}
    for text_id, segment in db.session.execute(current_segments(Text.id.in_(segments))):
        segments[text_id].append(segment)
    return _pairs(sight, texts, segments)


def unaligned(sight: Sight, pair: Pair) -> list[Translation]:
    """People's translations of paragraphs that the text no longer has: their words may still serve a translator."""
    there = [row.segment.lineage for row in pair.rows]
    left = visible_translations(sight).where(Text.id == pair.text.id, Translation.lineage.not_in(there))
    worth = [translation for translation in db.session.scalars(left) if not rule.is_untouched(translation)]
    return list({translation.lineage: translation for translation in worth}.values())


def titles(sight: Sight, ids: Iterable[int | None]) -> dict[int, Pair]:
    """Titles, or other texts, of rows that were found visible, by text id: two queries, however many."""
    texts: dict[int, Text] = {}
    segments: dict[int, list[Segment]] = defaultdict(list)
    wanted = {text_id for text_id in ids if text_id is not None}
    for text, segment in db.session.execute(texts_with_segments(sight, wanted)):
        texts[text.id] = text
        segments[text.id] += [segment] if segment else []
    return _pairs(sight, texts.values(), segments)


def _pairs(sight: Sight, texts: Collection[Text], segments: Mapping[int, list[Segment]]) -> dict[int, Pair]:
    translated = [text.id for text in texts if text.target]
    newest: dict[tuple[int, str], Translation] = {}
    if translated:
        for translation in db.session.scalars(visible_translations(sight).where(Text.id.in_(translated))):
            newest[translation.text_id, translation.lineage] = translation
    return {
        text.id: Pair(text, tuple(_row(one, newest.get((text.id, one.lineage))) for one in segments[text.id]))
        for text in texts
    }


def _row(segment: Segment, translation: Translation | None) -> Row:
    return Row(segment, translation, rule.segment_state(segment.digest, translation))
