"""Texts without markup, and where in them passages stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from board.pages.excerpts import GONE, SAME, ExcerptView, Passage
from board.pages.texts import Pair
from board.text import cut, find_words, reading_words, whole

BETWEEN = "\n\n"


class Span(NamedTuple):
    """A part of a plain text, in code points: the first one, and the first one after it."""

    start: int
    end: int


class PlainText:
    """The paragraphs of a text, one below the other."""

    def __init__(self, paragraphs: Sequence[tuple[str, str]]) -> None:
        """``paragraphs`` are their lineages and words."""
        self.words = dict(paragraphs)
        self.order = list(self.words)
        self.text = BETWEEN.join(self.words.values())
        self.starts: dict[str, int] = {}
        at = 0
        for lineage, words in self.words.items():
            self.starts[lineage] = at
            at += len(words) + len(BETWEEN)

    @classmethod
    def original(cls, pair: Pair) -> PlainText:
        return cls([(row.segment.lineage, reading_words(row.segment.html)) for row in pair.rows])

    @classmethod
    def translation(cls, pair: Pair) -> PlainText:
        """Return the translation; paragraphs that have none are left out."""
        translated = [(row.segment.lineage, row.translation) for row in pair.rows]
        return cls([(lineage, reading_words(found.html)) for lineage, found in translated if found])

    def joined(self, parts: Iterable[tuple[str, Span]]) -> list[Span]:
        """Return where parts of paragraphs stand in the text. Parts between which nothing is left out become one."""
        spans: list[Span] = []
        for lineage, part in parts:
            start = self.starts[lineage]
            span = Span(start + part.start, start + part.end)
            if spans and span.start - spans[-1].end == len(BETWEEN) and part.start == 0:
                span = Span(spans.pop().start, span.end)
            spans.append(span)
        return spans


def spans_in_original(plain: PlainText, view: ExcerptView) -> list[Span]:
    """Return where a passage stands in its text as it is now. Paragraphs that are gone are left out."""
    return plain.joined(_original_parts(plain, view.passages))


def _original_parts(plain: PlainText, passages: Iterable[Passage]) -> Iterator[tuple[str, Span]]:
    for passage in passages:
        if passage.row is not None and passage.fate != GONE and passage.original.words:
            lineage = passage.row.segment.lineage
            yield lineage, _place_now(plain.words[lineage], passage)


def _place_now(words: str, passage: Passage) -> Span:
    """Return the place of a passage in its paragraph; if its words were changed, the place of the whole paragraph."""
    before, quoted, _after = passage.original
    if passage.fate != SAME:
        before, quoted, _after = cut(words, find_words(words, quoted) or whole(words))
    return Span(len(before), len(before) + len(quoted))


def spans_in_translation(plain: PlainText, view: ExcerptView) -> list[Span]:
    """Return where a passage stands in the translation, as far as there is one."""
    return plain.joined(
        (passage.row.segment.lineage, Span(len(quote.before), len(quote.before) + len(quote.words)))
        for passage in view.passages
        if passage.row is not None and (quote := passage.translation) is not None and quote.words
    )
