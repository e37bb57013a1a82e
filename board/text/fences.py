"""Fenced code: which lines of a source are inside ``` or ~~~."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

# One word may name the code's language; more words would be lost, since nothing shows them.
# A fence may stand in a quote or a list item, at any indentation: we have no indented code.
OPENING = re.compile(r"^([ \t>]*)(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(`{3,}|~{3,})(?:[ \t]*[\w+#.-]+)?[ \t]*$")
CLOSING = re.compile(r"^([ \t>]*)(`{3,}|~{3,})[ \t]*$")

Mark = tuple[str, bool]  # the fence's character, and whether it stands in a quote


class Fences:
    """The fences among `lines`. A fence that is never closed is plain text: it must not swallow what follows."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines

    def end(self, start: int) -> int | None:
        """Return the index after the line that closes the fence opening at `start`, or None if no line does."""
        opening = OPENING.match(self._lines[start])
        if not opening or self._longest_ahead[start + 1].get(_mark(opening), 0) < len(opening[2]):
            return None
        return next(i + 1 for i in range(start + 1, len(self._lines)) if _closes(self._lines[i], opening))

    @cached_property
    def _longest_ahead(self) -> list[dict[Mark, int]]:
        """For each line, the longest closing fences from there on; this keeps a text full of open fences linear."""
        ahead: list[dict[Mark, int]] = [{}]
        for line in reversed(self._lines):
            closing = CLOSING.match(line)
            ahead.append(_longer(ahead[-1], closing) if closing else ahead[-1])
        return ahead[::-1]


def _mark(fence: re.Match[str]) -> Mark:
    return fence[2][0], ">" in fence[1]


def _longer(longest: dict[Mark, int], closing: re.Match[str]) -> dict[Mark, int]:
    return {**longest, _mark(closing): max(longest.get(_mark(closing), 0), len(closing[2]))}


def _closes(line: str, opening: re.Match[str]) -> bool:
    closing = CLOSING.match(line)
    return closing is not None and _mark(closing) == _mark(opening) and len(closing[2]) >= len(opening[2])


def fenced_lines(lines: Sequence[str]) -> list[bool]:
    """Return for each line whether it belongs to fenced code, fences included."""
    fences, inside, index = Fences(lines), [False] * len(lines), 0
    while index < len(lines):
        end = fences.end(index)
        if end:
            inside[index:end] = [True] * (end - index)
        index = end or index + 1
    return inside


def outside_fences(lines: Sequence[str]) -> list[str]:
    """Return the lines that belong to no fenced code."""
    return [line for line, fenced in zip(lines, fenced_lines(lines), strict=True) if not fenced]
