"""The lines of a mail's body: how deep each is quoted, and what a client added to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from board.text.cleaning import LINE_ENDS
from board.text.reply_marks import has_mark
from board.text.reply_phrases import (
    MAX_ATTRIBUTION,
    begins_signature,
    begins_with_date,
    begins_with_name,
    introduces_quotation,
    is_link_only,
    is_rule,
    is_sent_from,
    is_separator,
    label,
    may_end_attribution,
)

_QUOTED = re.compile(r"^ {0,3}(?:>[ \u00a0]?)+")
MIN_WRAPPED = 35
"""Characters of a line that a client wrapped."""
MAX_HEADERS = 12
"""Lines within which the headers stand that Outlook repeats above what it quotes."""


class Role(Enum):
    """What a line of an answer is."""

    NEW = "new"
    QUOTED = "quoted"
    CUT = "cut"
    WALL = "wall"
    """Nothing below is new, unless it is quoted line by line."""


class Line(NamedTuple):
    """A line without its marks of quotation. Its role is known already if the markup of a client told it."""

    depth: int
    words: str
    role: Role = Role.NEW

    @property
    def is_blank(self) -> bool:
        """Tell whether nothing can be read in the line."""
        return not self.words.strip()


def plain_lines(text: str) -> list[Line]:
    """Return the lines of a plain text."""
    return [line_of(line) for line in LINE_ENDS.sub("\n", text).split("\n")]


def line_of(text: str, depth: int = 0, role: Role = Role.NEW) -> Line:
    """Return a line of which it is known how deep it is quoted; a ``>`` before it quotes it once more."""
    quoted = _QUOTED.match(text)
    if quoted:
        return Line(depth + quoted[0].count(">"), text[quoted.end() :], Role.QUOTED)
    return Line(depth, text, Role.QUOTED if depth else role)


def roles(lines: Sequence[Line]) -> list[Role]:
    """Return what each of the lines is."""
    found = [line.role for line in lines]
    _overflowing(lines, found)
    _introductions(lines, found)
    _behind_wall(lines, found)
    _signatures(lines, found)
    _sent_from(lines, found)
    return found


def _overflowing(lines: Sequence[Line], found: list[Role]) -> None:
    """Quote the few words that an old client wrapped out of a quoted line."""
    for at in range(1, len(lines) - 1):
        before, line, after = lines[at - 1 : at + 2]
        if line.depth == 0 and before.depth and after.depth and _overflows(before, line):
            found[at] = Role.QUOTED


def _overflows(before: Line, line: Line) -> bool:
    return 0 < len(line.words.strip()) <= 24 and len(before.words) >= 60


def _introductions(lines: Sequence[Line], found: list[Role]) -> None:
    """Cut what clients write above a quotation; where the quotation itself has no marks, it is a wall."""
    below = _next_written(lines)
    for start, end in _spans(lines, found, below):
        quoted = below[end] is not None and found[below[end]] == Role.QUOTED  # type: ignore[index]
        found[start:end] = [Role.CUT if quoted or below[end] is None else Role.WALL] * (end - start)


def _next_written(lines: Sequence[Line]) -> list[int | None]:
    """Return for each place the first line from there on that is not blank."""
    below: list[int | None] = [None]
    for at in range(len(lines) - 1, -1, -1):
        below.append(below[-1] if lines[at].is_blank else at)
    return below[::-1]


def _spans(lines: Sequence[Line], found: Sequence[Role], below: Sequence[int | None]) -> Iterator[tuple[int, int]]:
    """Find the lines above quotations: from one place to another."""
    at = 0
    while at < len(lines):
        if found[at] == Role.NEW and not lines[at].is_blank:
            span = _span(lines, found, below, at)
            if span:
                yield span
                at = span[1] - 1
        at += 1


def _span(lines: Sequence[Line], found: Sequence[Role], below: Sequence[int | None], at: int) -> tuple[int, int] | None:
    words = lines[at].words
    if has_mark(words) or is_separator(words):
        return at, _end_of_headers(lines, at + 1) or at + 1
    if label(words) and (end := _end_of_headers(lines, at)):
        return (at - 1 if at and is_rule(lines[at - 1].words) else at), end
    if may_end_attribution(words) and (span := _attribution(lines, found, at)):
        return span
    following = below[at + 1]
    is_above = following is not None and following <= at + 2 and found[following] == Role.QUOTED
    return (at, at + 1) if is_above and introduces_quotation(words) else None


def _attribution(lines: Sequence[Line], found: Sequence[Role], at: int) -> tuple[int, int] | None:
    """Return the lines over which a client wrapped who wrote when."""
    words, by_name = "", None
    for start in range(at, max(at - MAX_ATTRIBUTION, -1), -1):
        line = lines[start].words.strip()
        if found[start] != Role.NEW or not line or (start < at and len(line) < MIN_WRAPPED):
            break
        words = f"{line} {words}".strip()
        if begins_with_date(words):
            return start, at + 1
        if by_name is None and begins_with_name(words):
            by_name = start
    return None if by_name is None else (by_name, at + 1)


def _end_of_headers(lines: Sequence[Line], start: int) -> int | None:
    """Return where the repeated headers end, if there are: somebody wrote it, and two more."""
    labels: set[str] = set()
    end = start
    for at in range(start, min(start + MAX_HEADERS, len(lines))):
        if lines[at].depth:
            break
        if name := label(lines[at].words):
            labels.add(name)
            end = at + 1
        elif not lines[at].is_blank and (not labels or at - end >= 2 or "subject" in labels):
            break
    return end if "from" in labels and len(labels) >= 3 else None


def _behind_wall(lines: Sequence[Line], found: list[Role]) -> None:
    if Role.WALL not in found:
        return
    wall = found.index(Role.WALL)
    for at in range(wall, len(lines)):
        if found[at] != Role.QUOTED:
            found[at] = Role.CUT


def _signatures(lines: Sequence[Line], found: list[Role]) -> None:
    """Cut each signature, to where something else begins."""
    inside = False
    for at, line in enumerate(lines):
        inside = found[at] == Role.NEW and (inside or begins_signature(line.words))
        if inside:
            found[at] = Role.CUT


def _sent_from(lines: Sequence[Line], found: list[Role]) -> None:
    """Cut the last lines of what is new where a device or a program wrote them, with their links."""
    links: list[int] = []
    is_last, is_above = True, False
    for at in range(len(lines) - 1, -1, -1):
        words = lines[at].words
        if found[at] != Role.NEW:
            links, is_last, is_above = [], True, False
        elif lines[at].is_blank or not is_last:
            is_above = False
        elif is_sent_from(words):
            for cut in (at, *links):
                found[cut] = Role.CUT
            links, is_above = [], True
        elif is_above and words.startswith("<") and is_link_only(words):
            found[at] = Role.CUT
        else:
            links, is_last = [*links, at], is_link_only(words)
