"""Building an element tree from chunks; inline Markdown in its texts is parsed later."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Iterable, Sequence

from markdown.util import AtomicString, code_escape

from board.text.fences import outside_fences
from board.text.grammar import MARKER, NOTE, Chunk, Kind, dedent, indent, list_items, split
from board.text.outline import heading, note_label
from board.text.scope import Scope
from board.text.tables import alignments, cells

DEEPEST = 8  # nested quotes and lists; deeper ones are shown as typed
NOTE_INDENT = 4  # columns
QUOTE_MARK = re.compile(r"^ {0,3}> ?")
INLINE_MARKS = re.compile(r"[\[*_`\\\n]")
MAY_BE_INLINE = re.compile(r"[\[*_`\\\n<]|://|www\.", re.IGNORECASE)
"""Matches whatever the patterns of inline.py can begin with."""
# python-markdown copies the paragraph for each mark: beyond this product it would take seconds.
INLINE_BUDGET = 20_000_000


def grow(parent: etree.Element, chunks: Iterable[Chunk], scope: Scope, depth: int = 0) -> None:
    """Append the elements of `chunks` to `parent`."""
    for chunk in chunks:
        BUILDERS[chunk.kind](parent, chunk, scope, depth)


def grow_inside(parent: etree.Element, lines: Sequence[str], scope: Scope, depth: int) -> None:
    scope.room -= 1
    if depth >= DEEPEST or scope.room < 0:
        _paragraph(parent, Chunk(Kind.PARAGRAPH, tuple(lines)), scope, depth)
    else:
        grow(parent, split(lines, definitions=False), scope, depth + 1)


def inline_text(text: str) -> str:
    """Return text to be parsed as inline Markdown, or atomic text if it has none or parsing would cost too much."""
    if not MAY_BE_INLINE.search(text):
        return AtomicString(text)  # saves ten patterns for each of ten thousand cells
    marks = len(INLINE_MARKS.findall(text))
    return AtomicString(text) if marks * len(text) > INLINE_BUDGET else text


def scrolling(parent: etree.Element) -> etree.Element:
    """Add a region that scrolls by itself, reachable by keyboard; the page labels it in the reader's language."""
    return etree.SubElement(parent, "div", {"class": "scroll", "tabindex": "0"})


def _paragraph(parent: etree.Element, chunk: Chunk, scope: Scope, depth: int) -> None:
    etree.SubElement(parent, "p").text = _joined(chunk.lines)


def _joined(lines: Sequence[str]) -> str:
    return inline_text("\n".join(line.strip() for line in lines))


def _heading(parent: etree.Element, chunk: Chunk, scope: Scope, depth: int) -> None:
    level, text = heading(chunk)
    etree.SubElement(parent, scope.heading_tag(level)).text = inline_text(text)


def _rule(parent: etree.Element, chunk: Chunk, scope: Scope, depth: int) -> None:
    etree.SubElement(parent, "hr")


def _code(parent: etree.Element, chunk: Chunk, scope: Scope, depth: int) -> None:
    outdent = indent(chunk.lines[0])
    lines = [dedent(line, outdent) if outdent else line for line in chunk.lines[1:-1]]
    code = etree.SubElement(etree.SubElement(scrolling(parent), "pre"), "code")
    code.text = AtomicString(code_escape("\n".join(lines)))


def _quote(parent: etree.Element, chunk: Chunk, scope: Scope, depth: int) -> None:
    lines = [QUOTE_MARK.sub("", line) for line in chunk.lines]
    grow_inside(etree.SubElement(parent, "blockquote"), lines, scope, depth)


def _list(parent: etree.Element, chunk: Chunk, scope: Scope, depth: int) -> None:
    number = (MARKER.match(chunk.lines[0]) or [None, None, None])[2]
    element = etree.SubElement(parent, "ul" if number is None else "ol")
    if number is not None and int(number) != 1:
        element.set("start", str(int(number)))
    loose = any(not line.strip() for line in outside_fences(chunk.lines))
    items = list_items(chunk.lines)
    kept = items[: max(scope.room, 1)]
    for lines in kept:
        _item(etree.SubElement(element, "li"), lines, loose, scope, depth)
    if rest := [line for lines in items[len(kept) :] for line in lines]:
        _paragraph(etree.SubElement(element, "li"), Chunk(Kind.PARAGRAPH, tuple(rest)), scope, depth)


def _item(item: etree.Element, lines: Sequence[str], loose: bool, scope: Scope, depth: int) -> None:
    content = _item_content(lines)
    grow_inside(item, content, scope, depth)
    if not loose and len(item) and item[0].tag == "p":
        item.text = item[0].text
        item.remove(item[0])


def _item_content(lines: Sequence[str]) -> list[str]:
    first = lines[0]
    marker = MARKER.match(first)
    width = marker.end() if marker else 0
    columns = len(first[:width].expandtabs(4))
    return [first[width:], *(dedent(line, columns) for line in lines[1:])]


def _table(parent: etree.Element, chunk: Chunk, scope: Scope, depth: int) -> None:
    header, delimiter, *rows = chunk.lines
    table = etree.SubElement(scrolling(parent), "table")
    columns = alignments(delimiter)
    _row(etree.SubElement(table, "thead"), "th", cells(header), columns)
    body = etree.SubElement(table, "tbody") if rows else table
    for row in rows:
        _row(body, "td", cells(row), columns)


def _row(parent: etree.Element, tag: str, texts: list[str], columns: list[str | None]) -> None:
    row = etree.SubElement(parent, "tr")
    # Surplus cells join the row's last cell: nothing typed is lost.
    fitted = [*texts[: len(columns) - 1], " | ".join(texts[len(columns) - 1 :])]
    for index, align in enumerate(columns):
        cell = etree.SubElement(row, tag, {"align": align} if align else {})
        cell.text = inline_text(fitted[index]) if index < len(fitted) else ""


def _note(parent: etree.Element, chunk: Chunk, scope: Scope, depth: int) -> None:
    label = note_label(chunk) or ""
    note = etree.SubElement(parent, "div", {"class": "note", "role": "doc-footnote"})
    if label in scope.free_notes:
        scope.free_notes.remove(label)
        note.set("id", scope.note_id(label))
    first = NOTE.sub("", chunk.lines[0])
    grow_inside(note, [first, *(dedent(line, NOTE_INDENT) for line in chunk.lines[1:])], scope, depth)
    if scope.marked:
        _link_back(note, label, scope)


def _link_back(note: etree.Element, label: str, scope: Scope) -> None:
    if not len(note) or note[0].tag != "p":
        note.insert(0, etree.Element("p"))
    link = etree.Element("a", {"href": "#" + scope.reference_id(label), "role": "doc-backlink"})
    link.text = AtomicString(scope.marks.get(label, label))
    link.tail = inline_text(" " + (note[0].text or ""))
    note[0].text = None
    note[0].insert(0, link)


BUILDERS = {
    Kind.PARAGRAPH: _paragraph,
    Kind.HEADING: _heading,
    Kind.RULE: _rule,
    Kind.CODE: _code,
    Kind.QUOTE: _quote,
    Kind.LIST: _list,
    Kind.TABLE: _table,
    Kind.NOTE: _note,
}
