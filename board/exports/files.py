"""The open data as files: JSON for programs, CSV for spreadsheets."""

from __future__ import annotations

import json
from collections.abc import Iterator

from board.exports.fields import FORMAT, TABLES, VERSION, documentation
from board.exports.rows import Tables
from board.exports.texts import Value
from board.text import write_sheet, zipped


def as_json(tables: Tables) -> bytes:
    """Return all tables as one JSON document."""
    document = {"format": FORMAT, "version": VERSION, **tables}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def as_csv(tables: Tables) -> bytes:
    """Return a zip file with one CSV file for each table, and the documentation of all."""
    return zipped(_files(tables))


def _files(tables: Tables) -> Iterator[tuple[str, bytes]]:
    yield "README.md", documentation().encode()
    for table in TABLES:
        rows = ([_cell(row[name]) for name in table.fields] for row in tables[table.name])
        yield f"{table.name}.csv", write_sheet(rows, list(table.fields))


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "; ".join(value) if isinstance(value, tuple) else str(value)
