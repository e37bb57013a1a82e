"""Texts with their translations, segment by segment, as pages show them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from board.extensions import db
from board.models import Segment, Text, Translation
from board.rules import translations as rule
from board.rules.panes import MINE, ORIGINAL, TRANSLATION, Pane, ReadingWay
from board.text import split_translation
from board.visible import Sight, current_segments, title_translations, titles_with_segments, visible_translations

AT_ONCE = 10_000
"""How many texts one query loads: databases take only so many values."""


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
        """Whether one paragraph was translated as several, which are then shown together and marked as such."""
        words = self.translation.source if self.translation else ""
        return "\n" in words and len(split_translation(words)) > 1


class Version(NamedTuple):
    """A title in one language."""

    words: str
    language: str
    is_translation: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """A text beside its translation. A text without a target language has none."""

    text: Text
    rows: tuple[Row, ...]

    @property
    def languages(self) -> tuple[str, str | None]:
        """Its language, and the one that it is translated into."""
        return self.text.language, self.text.target

    @property
    def is_translated(self) -> bool:
        """Whether at least one segment has a translation to show."""
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
        """The names of the people to credit, each once."""
        people = [row.translation.translator for row in self.rows if row.translation and not row.is_machine]
        return tuple(dict.fromkeys(person.name for person in people if person))

    @property
    def source(self) -> str:
        return "\n\n".join(row.segment.source for row in self.rows)

    @property
    def translation_source(self) -> str:
        return "\n\n".join(row.translation.source for row in self.rows if row.translation)

    @property
    def is_whole(self) -> bool:
        """Whether people translated all of it as it is now: only then can the translation stand for the original."""
        by_people = (row.translation is not None and not row.is_machine for row in self.rows)
        return bool(self.rows) and all(by_people) and not self.outdated

    def versions(self, way: ReadingWay, *, in_list: bool = False) -> tuple[Version, ...]:
        """Return a title as somebody reads it: one version, or both, theirs first.

        In a list the second is left out if they said that they read the first.
        """
        shown = way.panes(*self.languages, is_translated=self.is_translated).shown
        if shown[0] == TRANSLATION and not self.is_whole:
            shown = (ORIGINAL, TRANSLATION)
        versions = tuple(self._version(pane) for pane in shown)
        is_enough = in_list and way.mode == MINE and versions[0].language in way.languages
        return versions[:1] if is_enough else versions

    def _version(self, pane: Pane) -> Version:
        if pane == TRANSLATION:
            return Version(self.translation_source, self.text.target or "", True)
        return Version(self.source, self.text.language)

    def said_in(self, language: str) -> str:
        """Return the text in a language if people translated all of it into that one, otherwise the original."""
        is_whole = all(row.translation and not row.is_machine for row in self.rows)
        is_other = self.text.target == language and self.text.language != language
        return self.translation_source if is_other and is_whole and self.rows else self.source


def load_pairs(sight: Sight, texts: Collection[Text]) -> dict[int, Pair]:
    """Load the segments and translations of visible texts, by text id; two queries for all of them."""
    segments: dict[int, list[Segment]] = {text.id: [] for text in texts}
    for text_id, segment in db.session.execute(current_segments(Text.id.in_(segments))):
        segments[text_id].append(segment)
    return _pairs(sight, texts, segments)


def unaligned(sight: Sight, pair: Pair) -> list[Translation]:
    """Return people's translations of paragraphs that the text no longer has: their words may still be of use."""
    current = [row.segment.lineage for row in pair.rows]
    query = visible_translations(sight).where(Text.id == pair.text.id, Translation.lineage.not_in(current))
    by_people = [translation for translation in db.session.scalars(query) if not rule.is_untouched(translation)]
    return list({translation.lineage: translation for translation in by_people}.values())


def titles(sight: Sight, ids: Iterable[int | None]) -> dict[int, Pair]:
    """Load the titles, or other texts, of visible rows, by text id; two queries for all of them."""
    texts: dict[int, Text] = {}
    segments: dict[int, list[Segment]] = defaultdict(list)
    wanted = {text_id for text_id in ids if text_id is not None}
    for text, segment in db.session.execute(titles_with_segments(sight), {"text_ids": sorted(wanted)}):
        texts[text.id] = text
        segments[text.id] += [segment] if segment else []
    return _pairs(sight, texts.values(), segments)


def load_texts(sight: Sight, ids: Iterable[int | None]) -> dict[int, Pair]:
    """Load visible texts by their ids; two queries for every 10,000."""
    wanted = sorted({text_id for text_id in ids if text_id is not None})
    found: dict[int, Pair] = {}
    for first in range(0, len(wanted), AT_ONCE):
        found |= titles(sight, wanted[first : first + AT_ONCE])
    return found


def _pairs(sight: Sight, texts: Collection[Text], segments: Mapping[int, list[Segment]]) -> dict[int, Pair]:
    translated = [text.id for text in texts if text.target]
    newest: dict[tuple[int, str], Translation] = {}
    if translated:
        for translation in db.session.scalars(title_translations(sight), {"text_ids": translated}):
            newest[translation.text_id, translation.lineage] = translation
    return {
        text.id: Pair(text, tuple(_row(row, newest.get((text.id, row.lineage))) for row in segments[text.id]))
        for text in texts
    }


def _row(segment: Segment, translation: Translation | None) -> Row:
    return Row(segment, translation, rule.segment_state(segment.digest, translation))
