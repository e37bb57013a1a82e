"""The lines of a mail's body: how deep each is quoted."""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

from board.text.cleaning import LINE_ENDS

_QUOTED = re.compile(r"^ {0,3}(?:>[ \u00a0]?)+")
# The last one is how a program that follows mails marks them.
_NO_LETTERS = " \t\u00a0\u200b\u200e\u2060\ufeff\u1427"


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
        return not self.words


def plain_lines(text: str) -> list[Line]:
    """Return the lines of a plain text."""
    return [line_of(line) for line in LINE_ENDS.sub("\n", text).split("\n")]


def line_of(text: str, depth: int = 0, role: Role = Role.NEW) -> Line:
    """Return a line of which it is known how deep it is quoted; a ``>`` before it quotes it once more."""
    quoted = _QUOTED.match(text)
    if quoted:
        return Line(depth + quoted[0].count(">"), _shown(text[quoted.end() :]), Role.QUOTED)
    return Line(depth, _shown(text), Role.QUOTED if depth else role)


def _shown(text: str) -> str:
    return text if text.strip(_NO_LETTERS) and not text.isspace() else ""
