"""Passages of search results: the words around a match, with the matching words marked."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, takewhile
from typing import NamedTuple

from board.text.precomputed import computed_once
from board.text.query_parsing import ParsedQuery
from board.text.searching import Spot, compounds, found_by, spots
from board.text.words import TAG

NOT_WORDS = re.compile(r'<sup\b[^>]*>.*?</sup>|<a [^>]*role="doc-backlink"[^>]*>.*?</a>', re.DOTALL)
BREAK = re.compile(r"</?(?:p|h[1-6]|li|ul|ol|br|hr|pre|t[hrd]|table|thead|tbody|blockquote|div)\b[^>]*>")
LENGTH = 240
"""The approximate length of a passage in characters."""
BEFORE = 60
"""Characters before the first marked word."""
MAX_TRIED = 40
"""How many marks are tried as the beginning of a passage, besides the first of each word."""
MOST = 6
"""How many stretches of a text are shown where its words stand far apart."""
BETWEEN = " … "

Parts = tuple[tuple[str, bool], ...]
"""Words, and whether they are marked."""


class Mark(NamedTuple):
    """A matching word: where it stands, and which words of the query it matches."""

    start: int
    end: int
    asked: frozenset[int]


@computed_once
def reading_words(made: str) -> str:
    """Return what somebody reads of a paragraph's HTML, on one line, without marks of notes."""
    return " ".join(html.unescape(TAG.sub("", BREAK.sub(" ", NOT_WORDS.sub("", made)))).split())


def marks_in(words: str, language: str, query: ParsedQuery) -> tuple[Mark, ...]:
    """Return the words that match the query, in any of their forms."""
    asked = query.forms(language)
    marks: list[Mark] = []
    for start, end, word in _words(words):
        forms = found_by(language, word)
        which = frozenset(number for number, word_forms in enumerate(asked) if not word_forms.isdisjoint(forms))
        if which and not (marks and start < marks[-1].end):
            marks.append(Mark(start, end, which))
    return tuple(marks)


def _words(words: str) -> list[Spot]:
    """Return all words, and each compound as one word before its parts."""
    return sorted([*compounds(words), *spots(words)], key=lambda spot: (spot.start, -spot.end))


def passage(words: str, marks: Sequence[Mark], most: int = MOST) -> Parts:
    """Return the stretches of a paragraph that together hold all that matches; without marks its beginning.

    One stretch is enough where it holds everything; further ones are shorter, and there are ``most`` of them.
    """
    spans = _merged(_spans(words, marks, most)) or [(0, _word_end(words, LENGTH, 0))]
    parts: list[tuple[str, bool]] = [("… ", False)] if spans[0][0] else []
    for number, (start, end) in enumerate(spans):
        parts += [(BETWEEN, False)] if number else []
        parts += marked(words, marks, start, end)
    parts += [(" …", False)] if spans[-1][1] < len(words) else []
    return tuple(part for part in parts if part[0])


def marked(words: str, marks: Sequence[Mark], start: int = 0, end: int | None = None) -> list[tuple[str, bool]]:
    """Return the words from ``start`` to ``end``, those that match marked."""
    parts: list[tuple[str, bool]] = []
    at, end = start, len(words) if end is None else end
    for mark in marks:
        if start <= mark.start and mark.end <= end:
            parts += [(words[at : mark.start], False), (words[mark.start : mark.end], True)]
            at = mark.end
    return [part for part in (*parts, (words[at:end], False)) if part[0]]


def asked_in(marks: Sequence[Mark]) -> frozenset[int]:
    """Return which words of the query match."""
    return frozenset(number for mark in marks for number in mark.asked)


def coverage(marks: Sequence[Mark]) -> int:
    """Count how many words of the query match."""
    return len(asked_in(marks))


def _spans(words: str, marks: Sequence[Mark], most: int) -> Iterator[tuple[int, int]]:
    left, length, before = asked_in(marks), LENGTH, BEFORE
    for _ in range(most):
        if not left:
            return
        first = _best(marks, left, length - before)
        start = _word_start(words, marks[first].start - before)
        end = _word_end(words, start + length, marks[first].end)
        yield start, end
        left -= asked_in([mark for mark in marks if start <= mark.start and mark.end <= end])
        length, before = LENGTH // 2, BEFORE // 2


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return stretches in their order, those that meet as one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _best(marks: Sequence[Mark], left: frozenset[int], room: int) -> int:
    """Return the first mark at which a stretch begins that has most of what is left."""
    firsts = {number: at for at, mark in reversed(list(enumerate(marks))) for number in mark.asked & left}
    tried: list[int] = sorted({*range(min(len(marks), MAX_TRIED)), *firsts.values()})
    return max(tried, key=lambda at: (len(_held(marks, at, room) & left), -at))


def _held(marks: Sequence[Mark], at: int, room: int) -> frozenset[int]:
    end = marks[at].start + room
    near = takewhile(lambda mark: mark.start < end, islice(marks, at, None))
    return marks[at].asked | asked_in([mark for mark in near if mark.end <= end])


def _word_start(words: str, at: int) -> int:
    """Return where a word begins, at or after a position; a text is not cut to save a few letters."""
    if at <= BEFORE // 3:
        return 0
    return words.find(" ", at - 1, at + BEFORE // 2) + 1 or at


def _word_end(words: str, at: int, least: int) -> int:
    """Return where a word ends, at or before a position."""
    if at >= len(words):
        return len(words)
    space = words.rfind(" ", least, at + 1)
    return space if space > 0 else max(at, least)
