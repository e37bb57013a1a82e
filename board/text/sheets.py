"""Rows ↔ a CSV file as spreadsheets read and write it: a glossary, or another sheet with a layout of its own."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from board.text.folding import fold


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a kind of sheet."""

    order: tuple[str, ...]
    names: Mapping[str, str]
    """What a column may be called in the first row, folded."""
    needed: frozenset[str]
    """A first row that has these names columns."""
    by_order: bool = False
    """Where the first row names none, the columns are known by their order."""


_TERM_NAMES = {
    "term": "term", "termino": "term", "translation": "translation", "traduccion": "translation",
    "note": "note", "notes": "note", "nota": "note", "notas": "note", "language": "language", "idioma": "language",
    "target": "target", "target language": "target", "destino": "target", "idioma de destino": "target",
}  # fmt: skip
COLUMNS = ("term", "translation", "note", "language", "target")
TERMS = Layout(
    order=COLUMNS,
    names=_TERM_NAMES,
    needed=frozenset({"term", "translation"}),
    by_order=True,
)
DELIMITERS = ",;\t"
# A spreadsheet computes a cell that begins so (OWASP, "CSV injection"); an apostrophe before it makes it text.
FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
ARMED = re.compile("'+[=+\\-@\t\r\n＝＋－＠]")


class NotASheet(ValueError):
    """This is no text in rows: a picture, a workbook, another kind of file."""


class NoColumns(ValueError):
    """The first row does not name the columns."""


class TooManyRows(ValueError):
    """There are more rows than are read at once."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row with its number as a spreadsheet counts them, and its cells by column, of which some may be missing."""

    number: int
    cells: Mapping[str, str]
    has_surplus: bool = False
    """There are more cells than columns: probably a comma that should stand in quotes."""


def sheet_text(data: bytes) -> str:
    """The text of a file, in whichever way its spreadsheet encodes it. Raises NotASheet."""
    text = _decoded(data)
    if "\0" in text:
        raise NotASheet
    return text


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):  # Excel's "Unicode text"
        return data.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def read_sheet(text: str, most: int, layout: Layout = TERMS) -> list[SheetRow]:
    """The rows that hold anything, without the one that names the columns.

    Raises NotASheet, NoColumns or TooManyRows.
    """
    if "\0" in text:
        raise NotASheet
    parsed = [_parsed(text, delimiter, most) for delimiter in DELIMITERS]
    rows = max(parsed, key=lambda rows: _looks_right(rows, layout))
    columns = _named_columns(rows, layout)
    if rows and columns is None and not layout.by_order:
        raise NoColumns
    found = [_row(number, cells, columns or layout.order) for number, cells in rows[1 if columns else 0 :]]
    if len(found) > most:
        raise TooManyRows
    return found


Numbered = list[tuple[int, list[str]]]


def _parsed(text: str, delimiter: str, most: int) -> Numbered:
    """Rows that are not blank; a few more than may be read are enough to refuse them."""
    rows: Numbered = []
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1):
            if any(map(str.strip, cells)):
                rows.append((number, cells))
            if len(rows) > most + 1:
                break
    except csv.Error:
        raise NotASheet from None
    return rows


def _looks_right(rows: Numbered, layout: Layout) -> tuple[bool, int]:
    """Whether its first row names columns, and how many rows are equally wide: the right delimiter has most."""
    widths = Counter(len(cells) for _, cells in rows if len(cells) > 1)
    return _named_columns(rows, layout) is not None, max(widths.values(), default=0)


def _named_columns(rows: Numbered, layout: Layout) -> list[str] | None:
    """The columns as the first row names them ("" for one that is none of ours), if it does."""
    columns = [layout.names.get(fold(cell), "") for cell in rows[0][1]] if rows else []
    return columns if layout.needed <= set(columns) else None


def _row(number: int, cells: Sequence[str], columns: Sequence[str]) -> SheetRow:
    named = {column: _disarmed(cell) for column, cell in zip(columns, cells, strict=False) if column}
    return SheetRow(number, named, any(map(str.strip, cells[len(columns) :])))


def _disarmed(cell: str) -> str:
    return cell[1:] if ARMED.match(cell) else cell


def write_sheet(rows: Iterable[Sequence[str]], columns: Sequence[str] = COLUMNS) -> bytes:
    """A file of all columns that spreadsheets open as text; reading it gives the same rows."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(columns)
    writer.writerows([[f"'{cell}" if FORMULA.match(cell) else cell for cell in row] for row in rows])
    return written.getvalue().encode("utf-8-sig")
