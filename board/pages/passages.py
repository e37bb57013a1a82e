"""The words around a match, in the reader's language if that version exists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from board.models import Segment, Text, Translation
from board.pages.texts import Pair
from board.rules.translations import MACHINE
from board.text import ParsedQuery, Parts, coverage, marks_in, passage, reading_words

Approved = Mapping[tuple[int, str], Translation]
"""Approved translations by text id and lineage."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The words around a match. ``matched`` is the language that matched, if the words shown are the other version."""

    parts: Parts
    language: str
    translated: bool = False
    machine: bool = False
    matched: str = ""


@dataclass(frozen=True, slots=True)
class _Version:
    """A paragraph in one language; ``covers`` says how much of the query it contains."""

    words: str
    language: str
    covers: int
    translation: Translation | None = None


def passage_of(pair: Pair, approved: Approved, query: ParsedQuery, language: str) -> Passage:
    """Cut a passage from the paragraph that matches best: in the reader's language, or else in the one that matched."""
    paragraphs = [list(_versions(pair.text, row.segment, approved, query)) for row in pair.rows]
    best = max(paragraphs, key=lambda versions: max(version.covers for version in versions))
    shown = max(best, key=lambda version: (version.language == language, version.covers))
    parts = passage(shown.words, marks_in(shown.words, shown.language, query))
    translation = shown.translation
    machine = translation is not None and translation.origin == MACHINE
    matched = "" if shown.covers else max(best, key=lambda version: version.covers).language
    return Passage(parts, shown.language, translation is not None, machine, matched)


def _versions(text: Text, segment: Segment, approved: Approved, query: ParsedQuery) -> Iterator[_Version]:
    yield _version(segment.html, text.language, query)
    translation = approved.get((text.id, segment.lineage))
    if translation is not None and translation.digest == segment.digest:
        yield _version(translation.html, translation.language, query, translation)


def _version(html: str, language: str, query: ParsedQuery, translation: Translation | None = None) -> _Version:
    words = reading_words(html)
    return _Version(words, language, coverage(marks_in(words, language, query)), translation)
