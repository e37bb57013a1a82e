"""Cleaning source text as people type or paste it."""

from __future__ import annotations

import re

from board.text.fences import fenced_lines
from board.text.precomputed import computed_once

LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# NUL breaks PostgreSQL, STX and ETX are python-markdown's own marks, a lone surrogate cannot be encoded.
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Joiners (U+200C, U+200D) stay: emoji and some scripts need them. Direction overrides can disguise a text.
INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
# "o" and "§" are words in Spanish and in law: they are bullets only before a tab or two hard spaces, as Word writes.
WORD_BULLET = re.compile(
    "^[ \t\u00a0]*(?:([•·▪◦‣●○■□\uf0b7\uf0a7])[ \t\u00a0]+|([o§])(?:\t|\u00a0[ \u00a0])[ \t\u00a0]*)"
)


@computed_once
def clean(source: str) -> str:
    """Return `source` with uniform line ends and without invisible characters; Word's bullets become list items.

    In fenced code only line ends and control characters change. Trailing spaces go, since every line end is shown
    as a break, and several blank lines become one. Cleaning twice changes nothing more.
    """
    lines = CONTROLS.sub("", LINE_ENDS.sub("\n", source)).split("\n")
    fenced = fenced_lines([_visible(line) for line in lines])
    return "\n".join(_fold(_list_items(lines, fenced)))


def _visible(line: str) -> str:
    return INVISIBLE.sub("", line)


def _list_items(lines: list[str], fenced: list[bool]) -> list[tuple[str, bool]]:
    glyphs: list[str] = []
    return [
        (line, True) if inside else (_tidy(line, glyphs), False) for line, inside in zip(lines, fenced, strict=True)
    ]


def _tidy(line: str, glyphs: list[str]) -> str:
    """Clean a line outside code; `glyphs` holds the bullets of the list around it, outermost first."""
    line = _visible(line)
    bullet = WORD_BULLET.match(line)
    if bullet:
        line = "  " * _depth(bullet[1] or bullet[2], glyphs) + "- " + line[bullet.end() :]
    elif line.strip():
        glyphs.clear()
    return line.replace("\u00a0", " ").rstrip()


def _depth(glyph: str, glyphs: list[str]) -> int:
    if glyph in glyphs:
        del glyphs[glyphs.index(glyph) + 1 :]
    else:
        glyphs.append(glyph)
    return len(glyphs) - 1


def _fold(lines: list[tuple[str, bool]]) -> list[str]:
    kept: list[str] = []
    after_blank = True
    for line, inside_code in lines:
        blank = not line and not inside_code
        if not (blank and after_blank):
            kept.append(line)
        after_blank = blank
    if kept and after_blank:
        kept.pop()
    return kept
