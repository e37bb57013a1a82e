"""Pipe tables: recognising them and splitting their rows."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

MAX_CELLS = 10_000  # short rows are padded to the header's width, so few characters can ask for many cells
MAX_COLUMNS = 100
DELIMITER = re.compile(r"^ {0,3}\|?(?:[ \t]*:?-+:?[ \t]*\|)*(?:[ \t]*:?-+:?[ \t]*)?$")
CELL_MARKS = re.compile(r"\\.|(?<!`)(`{1,3})(?!`)[^`]+\1(?!`)|(\|)")


def is_table(lines: Sequence[str], start: int) -> bool:
    """Return whether a header row and its delimiter row stand at `start`."""
    if "|" not in lines[start] or start + 1 >= len(lines):
        return False
    below = lines[start + 1]
    if "|" not in below or "-" not in below or not DELIMITER.match(below):
        return False
    return len(cells(lines[start])) == len(cells(below)) <= MAX_COLUMNS


def cells(row: str) -> list[str]:
    """Return the texts between the pipes of a row; pipes in code or after a backslash do not count."""
    row = row.strip()
    cuts = [mark.start() for mark in CELL_MARKS.finditer(row) if mark[2]]
    bounds = [-1, *cuts, len(row)]
    texts = [row[left + 1 : right] for left, right in itertools.pairwise(bounds)]
    first, last = int(cuts[:1] == [0]), len(texts) - int(cuts[-1:] == [len(row) - 1])
    return [text.strip().replace("\\|", "|") for text in texts[first:last]]


def most_rows(columns: int) -> int:
    """Return the maximum number of rows of a table with so many columns; further rows are shown as text."""
    return MAX_CELLS // max(columns, 1)


def alignments(delimiter_row: str) -> list[str | None]:
    return [_alignment(cell) for cell in cells(delimiter_row)]


def _alignment(cell: str) -> str | None:
    if cell.endswith(":"):
        return "center" if cell.startswith(":") else "right"
    return "left" if cell.startswith(":") else None
