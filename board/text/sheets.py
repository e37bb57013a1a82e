"""Reading and writing CSV files for spreadsheets: a glossary, or another sheet with its own layout."""

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
    """Names of columns in the first row, folded."""
    needed: frozenset[str]
    """The columns that a first row must name to be a header."""
    by_order: bool = False
    """Whether columns are known by their order if the first row is not a header."""


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
# A spreadsheet evaluates a cell that begins like this (OWASP, "CSV injection"); a leading apostrophe makes it text.
FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
ARMED = re.compile("'+[=+\\-@\t\r\n＝＋－＠]")


class NotASheet(ValueError):
    """The file is not text in rows: a picture, a workbook, another kind of file."""


class NoColumns(ValueError):
    """The first row does not name the columns."""


class TooManyRows(ValueError):
    """There are more rows than the limit."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row with the number that a spreadsheet gives it, and its cells by column; cells may be missing."""

    number: int
    cells: Mapping[str, str]
    has_surplus: bool = False
    """There are more cells than columns, probably because of a comma without quotes."""


def sheet_text(data: bytes) -> str:
    """Return the text of a file in whatever encoding its spreadsheet used."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):  # Excel's "Unicode text"
        return data.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def read_sheet(text: str, most: int, layout: Layout = TERMS) -> list[SheetRow]:
    """Return the rows that are not empty, without the header.

    Raise NotASheet, NoColumns or TooManyRows.
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
    """Return rows that are not blank; reading stops shortly after the limit, which is enough to refuse them."""
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
    """Return whether the first row is a header, and how many rows are equally wide: the right delimiter has most."""
    widths = Counter(len(cells) for _, cells in rows if len(cells) > 1)
    return _named_columns(rows, layout) is not None, max(widths.values(), default=0)


def _named_columns(rows: Numbered, layout: Layout) -> list[str] | None:
    """Return the columns that the first row names ("" for an unknown column), or None if it is not a header."""
    columns = [layout.names.get(fold(cell), "") for cell in rows[0][1]] if rows else []
    return columns if layout.needed <= set(columns) else None


def _row(number: int, cells: Sequence[str], columns: Sequence[str]) -> SheetRow:
    named = {column: _disarmed(cell) for column, cell in zip(columns, cells, strict=False) if column}
    return SheetRow(number, named, any(map(str.strip, cells[len(columns) :])))


def _disarmed(cell: str) -> str:
    return cell[1:] if ARMED.match(cell) else cell


def write_sheet(rows: Iterable[Sequence[str]], columns: Sequence[str] = COLUMNS) -> bytes:
    """Return a file of all columns that spreadsheets open as text; reading it gives the same rows."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(columns)
    writer.writerows([[f"'{cell}" if FORMULA.match(cell) else cell for cell in row] for row in rows])
    return written.getvalue().encode("utf-8-sig")
