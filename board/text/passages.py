"""Passages of search results: the words around a match, with the matching words marked."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
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
"""How many marks are tried as the beginning of a passage."""

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


def passage(words: str, marks: Sequence[Mark]) -> Parts:
    """Return the stretch of a paragraph that matches most of the query; without marks its beginning."""
    first = _best(marks)
    start = _word_start(words, marks[first].start - BEFORE) if marks else 0
    end = _word_end(words, start + LENGTH, marks[first].end if marks else 0)
    parts = [("… ", False)] if start else []
    at = start
    for mark in marks:
        if start <= mark.start and mark.end <= end:
            parts += [(words[at : mark.start], False), (words[mark.start : mark.end], True)]
            at = mark.end
    parts += [(words[at:end], False)] + ([(" …", False)] if end < len(words) else [])
    return tuple(part for part in parts if part[0])


def coverage(marks: Sequence[Mark]) -> int:
    """Count how many words of the query match."""
    return len({number for mark in marks for number in mark.asked})


def _best(marks: Sequence[Mark]) -> int:
    """Return the first mark at which a passage with the best coverage begins."""
    ends = [mark.start + LENGTH - BEFORE for mark in marks[:MAX_TRIED]]
    held = [coverage([mark for mark in marks[at:] if mark.end <= end]) for at, end in enumerate(ends)]
    return held.index(max(held)) if held else 0


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
