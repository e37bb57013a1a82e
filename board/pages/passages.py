"""The words around a match: those that hold all of what was asked, in the language in which they match."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from board.models import Segment, Translation
from board.pages.texts import Pair
from board.rules.translations import MACHINE
from board.text import BETWEEN, MOST, ParsedQuery, Parts, asked_in, marks_in, passage, reading_words
from board.text.passages import Mark

Approved = Mapping[tuple[int, str], Translation]
"""Approved translations by text id and lineage."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The words around a match, in the language that matched."""

    parts: Parts
    language: str
    translated: bool = False
    machine: bool = False


@dataclass(frozen=True, slots=True)
class _Version:
    """A paragraph in one language, and where it matches."""

    words: str
    language: str
    marks: tuple[Mark, ...]
    translation: Translation | None = None

    @property
    def asked(self) -> frozenset[int]:
        return asked_in(self.marks)


def passage_of(pair: Pair, approved: Approved, query: ParsedQuery, languages: Sequence[str]) -> Passage:
    """Return what a text says of all that was asked.

    The language is the one in which all of it was found; if that is either, the one that comes first in ``languages``.
    """
    sides = [
        [_version(row.segment.html, pair.text.language, query) for row in pair.rows],
        list(_translations(pair, approved, query)),
    ]
    shown = max(
        (side for side in sides if side), key=lambda side: (_covered(side), -_rank(side[0].language, languages))
    )
    chosen = _chosen(shown)
    parts: list[tuple[str, bool]] = []
    for version in chosen:
        parts += [(BETWEEN, False)] if parts else []
        parts += passage(version.words, version.marks, MOST // len(chosen))
    made = [version.translation for version in chosen if version.translation is not None]
    machine = any(translation.origin == MACHINE for translation in made)
    return Passage(tuple(parts), chosen[0].language, bool(made), machine)


def _covered(side: Sequence[_Version]) -> int:
    return len(frozenset().union(*(version.asked for version in side)))


def _rank(language: str, languages: Sequence[str]) -> int:
    return languages.index(language) if language in languages else len(languages)


def _chosen(side: Sequence[_Version]) -> list[_Version]:
    """Return the fewest paragraphs that hold all that matches, or nearly: each adds the most of what is missing."""
    asked = [version.asked for version in side]
    left = frozenset().union(*asked)
    chosen: list[int] = []
    while left and len(chosen) < MOST:
        best = max(range(len(side)), key=lambda number: len(asked[number] & left))
        chosen.append(best)
        left -= asked[best]
    return [side[number] for number in sorted(chosen)] or [side[0]]


def _translations(pair: Pair, approved: Approved, query: ParsedQuery) -> Iterator[_Version]:
    for row in pair.rows:
        translation = approved.get((pair.text.id, row.segment.lineage))
        if translation is not None and _is_current(translation, row.segment):
            yield _version(translation.html, translation.language, query, translation)


def _is_current(translation: Translation, segment: Segment) -> bool:
    return translation.digest == segment.digest


def _version(html: str, language: str, query: ParsedQuery, translation: Translation | None = None) -> _Version:
    words = reading_words(html)
    return _Version(words, language, marks_in(words, language, query), translation)
