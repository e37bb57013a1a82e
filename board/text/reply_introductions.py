"""The lines above what a client quotes: who wrote when, headers of the quoted mail, the first line of our own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from board.text.reply_lines import Line, Role
from board.text.reply_marks import has_mark
from board.text.reply_phrases import (
    MAX_ATTRIBUTION,
    begins_with_date,
    begins_with_name,
    is_header,
    is_rule,
    is_separator,
    label,
    may_end_attribution,
    names_quoted,
    tells_time,
)

MIN_WRAPPED = 35
"""Characters of a line that a client wrapped."""
MAX_HEADERS = 12
"""Lines within which the headers stand that Outlook repeats above what it quotes."""


class Span(NamedTuple):
    """The lines above a quotation. They are a wall if the quoted lines have no marks: nothing below is new."""

    start: int
    end: int
    is_wall: bool
    is_attribution: bool = False


def introductions(lines: Sequence[Line], found: Sequence[Role]) -> Iterator[Span]:
    """Find the lines above quotations."""
    finder, at = _Finder(lines, found), 0
    while at < len(lines):
        span = finder.span(at) if found[at] == Role.NEW and not lines[at].is_blank else None
        if span:
            yield span
        at = span.end if span else at + 1


class _Finder:
    """Looks at the lines of one mail."""

    def __init__(self, lines: Sequence[Line], found: Sequence[Role]) -> None:
        self._lines = lines
        self._found = found
        self._below = _next_written(lines)

    def span(self, at: int) -> Span | None:
        """Return the lines above a quotation of which this is the first, or the last of a few that were wrapped."""
        words = self._lines[at].words
        if has_mark(words) or is_separator(words):
            return self._span(at, self._end_of_headers(at + 1) or at + 1)
        if (label(words) or is_header(words)) and (end := self._end_of_headers(at) or self._end_above_mark(at)):
            return self._span(self._rule_above(at), end)
        return self._attribution(at) if may_end_attribution(words) else None

    def _span(self, start: int, end: int, is_attribution: bool = False) -> Span:
        below = self._below[end]
        return Span(start, end, below is not None and self._found[below] != Role.QUOTED, is_attribution)

    def _rule_above(self, at: int) -> int:
        above = next((line for line in range(at - 1, max(at - 3, -1), -1) if not self._lines[line].is_blank), None)
        return above if above is not None and is_rule(self._lines[above].words) else at

    def _attribution(self, at: int) -> Span | None:
        """Return the lines that say who wrote when. Where nothing below is marked as quoted, they tell the time too,
        as all clients do: people who cite somebody in what they write seldom do.
        """
        words, by_name, by_place = "", None, None
        for start in range(at, max(at - MAX_ATTRIBUTION, -1), -1):
            line = self._lines[start].words.strip()
            if self._found[start] != Role.NEW or not line or (start < at and not _may_be_wrapped(line, words)):
                break
            words = f"{line} {words}".strip()
            if begins_with_date(words):
                return self._if_sure(self._span(start, at + 1, is_attribution=True), words)
            if by_name is None and begins_with_name(words):
                by_name = start
            if by_place is None and self._is_above_quotation(at, words) and words.count("<") >= words.count(">"):
                by_place = start
        start_of = by_place if by_name is None else by_name
        return None if start_of is None else self._span(start_of, at + 1, is_attribution=True)

    def _if_sure(self, span: Span, words: str) -> Span | None:
        return span if not span.is_wall or tells_time(words) or self._is_above_mark(span.end) else None

    def _is_above_quotation(self, at: int, words: str) -> bool:
        """Tell whether words in no language that is known stand just above what is quoted for certain."""
        below = self._below[at + 1]
        if below is None or below > at + 2:
            return False
        is_quoted = self._found[below] == Role.QUOTED and names_quoted(words)
        return is_quoted or (tells_time(words) and self._is_above_mark(at + 1))

    def _is_above_mark(self, at: int) -> bool:
        below = self._below[at]
        while below is not None and below <= at + 3:
            if has_mark(self._lines[below].words):
                return True
            below = self._below[below + 1]
        return False

    def _end_of_headers(self, start: int) -> int | None:
        """Return where the repeated headers end, if there are: somebody wrote it, and two more."""
        labels: set[str] = set()
        has_address, end = False, start
        for at in range(start, min(start + MAX_HEADERS, len(self._lines))):
            line = self._lines[at]
            if line.depth or ("subject" in labels and not line.is_blank and not label(line.words)):
                break
            if name := label(line.words):
                labels.add(name)
                end = at + 1
            elif not line.is_blank and (not labels or at - end >= 2):
                break
            has_address = has_address or "@" in line.words
        is_sure = has_address or "subject" in labels
        return end if "from" in labels and len(labels) >= 3 and is_sure else None

    def _end_above_mark(self, start: int) -> int | None:
        """Return where headers in a language that is not known end, if our own line follows them."""
        end = start
        while end < min(start + MAX_HEADERS, len(self._lines)) and is_header(self._lines[end].words):
            end += 1
        return end if end >= start + 3 and self._is_above_mark(end) else None


def _may_be_wrapped(line: str, after: str) -> bool:
    """Tell whether a client may have wrapped a line: it is long, has an address, or the address did not fit on it."""
    return len(line) >= MIN_WRAPPED or "@" in line or after.startswith("<")


def _next_written(lines: Sequence[Line]) -> list[int | None]:
    """Return for each place the first line from there on that is not blank."""
    below: list[int | None] = [None]
    for at in range(len(lines) - 1, -1, -1):
        below.append(below[-1] if lines[at].is_blank else at)
    return below[::-1]
