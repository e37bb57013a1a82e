"""Splitting lines into chunks: where each block of a Markdown source begins and ends.

The same split serves whole texts and the inside of quotes and list items, so that the parts and the whole of a text
cannot disagree. We wrote our own because python-markdown does not know a block's source, wants four spaces before
a nested list and a blank line before any list, and is quadratic on hostile input.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from board.text.fences import Fences
from board.text.tables import cells, is_table, most_rows

HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(?=\S)")
UNDERLINE = re.compile(r"^ {0,3}(?:={3,}|-{3,})[ \t]*$")
UNDERLINED_TITLE = 100  # characters; a longer line above "-----" is a paragraph above a rule
RULE = re.compile(r"^ {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$")
QUOTE = re.compile(r"^ {0,3}>")
CODE = re.compile(r"^[ \t]*(?:```|~~~)")
MARKER = re.compile(r"^([ \t]*)(?:[-*+]|(\d{1,9})[.)])(?:[ \t]+|$)")
# Only an address makes a definition: "[Nota]: importante" is a sentence, and must not vanish.
LINK = re.compile(
    r"^ {0,3}\[(?!\^)([^\[\]]+)\]:[ \t]*<?((?:https?://|www\.|mailto:|[/#])[^\s<>]*)>?"
    r"(?:[ \t]+(?:\"([^\"]*)\"|'([^']*)'|\(([^()]*)\)))?[ \t]*$"
)
NOTE = re.compile(r"^ {0,3}\[\^([^\[\]\s]+)\]:[ \t]*")


class Kind(Enum):
    PARAGRAPH = auto()
    HEADING = auto()
    RULE = auto()
    CODE = auto()
    QUOTE = auto()
    LIST = auto()
    TABLE = auto()
    NOTE = auto()
    LINK = auto()


@dataclass(frozen=True, slots=True)
class Chunk:
    kind: Kind
    lines: tuple[str, ...]

    @property
    def source(self) -> str:
        return "\n".join(self.lines)


def indent(line: str) -> int:
    """Count leading columns; a tab reaches to the next multiple of four."""
    blank = line[: len(line) - len(line.lstrip(" \t"))]
    return len(blank.expandtabs(4))


def dedent(line: str, columns: int) -> str:
    """Return `line` with up to `columns` leading columns removed."""
    return " " * max(indent(line) - columns, 0) + line.lstrip(" \t")


def split(lines: Sequence[str], *, definitions: bool = True) -> Iterator[Chunk]:
    """Yield the blocks of `lines` in order; every line that is not blank belongs to exactly one block.

    `definitions`: whether links and notes can be defined here (only at the top level of a text).
    """
    reader = _Reader(lines, definitions)
    index = 0
    while index < len(lines):
        if lines[index].strip():
            kind, end = reader.block(index)
            yield Chunk(kind, _without_end_blanks(lines[index:end]))
            index = end
        else:
            index += 1


def list_items(lines: Sequence[str]) -> list[Sequence[str]]:
    """Return the lines of each item of a list chunk, markers included."""
    starts = [start for start, _ in _Reader(lines, False).items(0)]
    return [lines[start:end] for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)]


def _without_end_blanks(lines: Sequence[str]) -> tuple[str, ...]:
    end = len(lines)
    while not lines[end - 1].strip():
        end -= 1
    return tuple(lines[:end])


class _Reader:
    def __init__(self, lines: Sequence[str], definitions: bool) -> None:
        self.lines = lines
        self.definitions = definitions
        self.fences = Fences(lines)

    def block(self, start: int) -> tuple[Kind, int]:
        kind = self.kind(start) or Kind.PARAGRAPH
        if kind is Kind.PARAGRAPH:
            return self.paragraph(start)
        return kind, self.end(kind, start)

    def kind(self, index: int) -> Kind | None:
        """Return what begins at a line, or None for plain text."""
        line = self.lines[index]
        if line[:1].isalnum() and not line[:1].isdigit() and "|" not in line:
            return None  # most lines: only a table can begin with a letter
        if CODE.match(line) and self.fences.end(index):
            return Kind.CODE
        for kind, pattern in ((Kind.HEADING, HEADING), (Kind.RULE, RULE), (Kind.QUOTE, QUOTE)):
            if pattern.match(line):
                return kind
        if is_table(self.lines, index):
            return Kind.TABLE
        return self.list_or_definition(line)

    def list_or_definition(self, line: str) -> Kind | None:
        marker = MARKER.match(line)
        if marker and line[marker.end() :]:
            return Kind.LIST
        if self.definitions and NOTE.match(line):
            return Kind.NOTE
        return Kind.LINK if self.definitions and LINK.match(line) else None

    def interrupts(self, index: int) -> Kind | None:
        """Return what begins at a line that follows text without a blank line."""
        kind = self.kind(index)
        if kind is Kind.LIST:
            marker = MARKER.match(self.lines[index])
            # A line that happens to begin with "1990." continues its sentence.
            return kind if marker and marker[2] in (None, "1") else None
        return kind

    def end(self, kind: Kind, start: int) -> int:
        match kind:
            case Kind.CODE:
                return self.fences.end(start) or start + 1
            case Kind.QUOTE:
                return self.quote(start)
            case Kind.LIST:
                return self.items(start)[-1][1]
            case Kind.TABLE:
                return self.table(start)
            case Kind.NOTE:
                return self.indented(start, 2)
        return start + 1

    def paragraph(self, start: int) -> tuple[Kind, int]:
        index = start + 1
        if self.titled(start):
            return Kind.HEADING, start + 2
        while index < len(self.lines) and self.lines[index].strip() and not self.interrupts(index):
            index += 1
        return Kind.PARAGRAPH, index

    def titled(self, start: int) -> bool:
        below = self.lines[start + 1] if start + 1 < len(self.lines) else ""
        return bool(UNDERLINE.match(below)) and len(self.lines[start].strip()) <= UNDERLINED_TITLE

    def quote(self, start: int) -> int:
        index = start + 1
        while index < len(self.lines) and (QUOTE.match(self.lines[index]) or self.goes_on(index)):
            index += 1
        return index

    def goes_on(self, index: int) -> bool:
        """Return whether text right below the text of an item, quote or note belongs to it without being marked."""
        above = self.lines[index - 1].strip(" \t>")
        return bool(above and self.lines[index].strip()) and not self.interrupts(index)

    def table(self, start: int) -> int:
        index = start + 2
        last = min(len(self.lines), index + most_rows(len(cells(self.lines[start]))))
        while index < last and "|" in self.lines[index]:
            index += 1
        return index

    def items(self, start: int) -> list[tuple[int, int]]:
        items = [(start, self.item(start))]
        while (following := self.sibling(start, items[-1][1])) is not None:
            items.append((following, self.item(following)))
        return items

    def item(self, start: int) -> int:
        # Two columns, not the marker's width: people write "1. one" and "  - nested" below it.
        return self.indented(start, indent(self.lines[start]) + 2)

    def indented(self, start: int, columns: int) -> int:
        """Return where the item or note at `start` ends: it has lines indented by at least `columns`, or continued
        lines.
        """
        index = end = self.fences.end(start) or start + 1
        while index < len(self.lines):
            line = self.lines[index]
            if line.strip():
                if indent(line) < columns and (MARKER.match(line) or not self.goes_on(index)):
                    break
                index = end = self.fences.end(index) or index + 1
            else:
                index += 1
        return end

    def sibling(self, first: int, index: int) -> int | None:
        while index < len(self.lines) and not self.lines[index].strip():
            index += 1
        return index if index < len(self.lines) and self.same_list(first, index) else None

    def same_list(self, first: int, index: int) -> bool:
        one, other = MARKER.match(self.lines[first]), MARKER.match(self.lines[index])
        if not one or not other or RULE.match(self.lines[index]):
            return False
        return (one[2] is None) == (other[2] is None)
