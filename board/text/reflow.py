"""Paragraphs that a mail client wrapped, made whole again: the site shows each line end as a break."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from board.text.fences import fenced_lines

SHORTEST, LONGEST = 60, 80
"""Characters of the longest line of a text that was wrapped."""
RAGGED = 12
"""Characters by which lines of prose differ that were wrapped at the same width."""
_ITEM = re.compile(r"^\s{0,6}(?:[-*+•–—]|\d{1,3}[.)]|[A-Za-z]\))\s")
_OWN_LINE = re.compile(r"^(?:\s|>|[-*+•–—] |\d{1,3}[.)]|\[\d{1,3}\]|#|\||```|~~~|---|===|[A-Za-z]\))")
_SIGN_OFF = re.compile(
    r"^(?:(?:un |muchos |cordiales )?saludos?|atentamente|(?:muchas )?gracias|(?:un |fuerte )?abrazos?|hasta |"
    r"(?:best|kind|warm)? ?regards|best|thanks|thank you|cheers|yours|sincerely|love|"
    r"(?:bien )?cordialement|merci|bien à |amicalement|salutations|"
    r"abraços?|um abraço|obrigad[oa]|atenciosamente|cumprimentos|saudações)\b.{0,30}$",
    re.IGNORECASE,
)


def reflow(lines: Sequence[str]) -> list[str]:
    """Return the lines, those joined that were wrapped: the next word would not have had room in the line before it.

    Lists, quotations, code, tables, sign-offs and short lines stay as they are.
    """
    width = _width(lines)
    if width is None:
        return list(lines)
    joined: list[list[str]] = []
    before = ""
    for line, is_code in zip(lines, fenced_lines(lines), strict=True):
        in_item = bool(joined and _ITEM.match(joined[-1][0]))
        if joined and not is_code and _goes_on(before, line.lstrip() if in_item else line, width):
            joined[-1].append(line)
        else:
            joined.append([line])
        before = "" if is_code else line
    return [" ".join(part.strip() if at else part.rstrip() for at, part in enumerate(parts)) for parts in joined]


class _Width(NamedTuple):
    """How long lines can be in a wrapped text, and whether several are about as long."""

    characters: int
    is_sure: bool


def _width(lines: Sequence[str]) -> _Width | None:
    """Return how a text was wrapped, or None if it was not. A word alone may be longer than the width."""
    lengths = [len(line.rstrip()) for line in lines if " " in line.strip()]
    longest = max(lengths, default=0)
    if not SHORTEST <= longest <= LONGEST:
        return None
    return _Width(longest, sum(length > longest - RAGGED for length in lengths) > 1)


def _goes_on(before: str, line: str, width: _Width) -> bool:
    """Tell whether a line is the rest of the one before it, in small letters where only one line is long."""
    before, words = before.rstrip(), line.split(None, 1)
    if not before or not words or before.startswith(("|", "    ", "#")):
        return False
    if _OWN_LINE.match(line) or _SIGN_OFF.match(line) or not (width.is_sure or words[0][0].islower()):
        return False
    return len(before) + 1 + len(words[0]) > width.characters


def unflow(text: str, delsp: bool = False) -> str:
    """Return a ``format=flowed`` text (RFC 3676) with whole paragraphs; quoted ones begin with ``>``."""
    done: list[str] = []
    parts: list[str] = []
    depth_before = 0
    for line in text.replace("\r\n", "\n").split("\n"):
        words = line.lstrip(">")
        depth = len(line) - len(words)
        words = words.removeprefix(" ")
        if parts and (depth != depth_before or words == "-- "):
            done.append(_quoted(depth_before, "".join(parts)))
            parts = []
        is_flowed = words.endswith(" ") and words != "-- "
        parts.append(words[:-1] if is_flowed and delsp else words)
        depth_before = depth
        if not is_flowed:
            done.append(_quoted(depth, "".join(parts)))
            parts = []
    return "\n".join([*done, _quoted(depth_before, "".join(parts))] if parts else done)


def _quoted(depth: int, words: str) -> str:
    if depth:
        return f"{'>' * depth} {words}"
    return words
