"""Writing an archive."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from sqlalchemy import Column, RowMapping, select, text

from board import schema
from board.actions.acts import note_act
from board.archive.contents import Part, is_binary, of_forum, parts, target_of
from board.archive.packing import Manifest, content_file, line_of, packing, table_file
from board.archive.values import form_of
from board.extensions import db
from board.models import Forum
from board.rules import permissions
from board.rules.permissions import check
from board.visible import Sight

AT_ONCE = 500
"""Rows that are in memory at one time."""

Lines = Mapping[int, int]
"""In which line each row stands, by its number."""


def write_archive(forum: Forum, to: IO[bytes]) -> Manifest:
    """Write everything of a forum into an open file, as it is at one moment."""
    forum_id, manifest = forum.id, Manifest(schema.revisions()[0], forum.slug)
    db.session.commit()
    _stop_time()
    writing = _Writing(forum_id, {part.name: _lines(part, forum_id) for part in parts() if part.id is not None})
    with packing(to, manifest) as packer:
        for part in parts():
            manifest.rows[part.name] = packer.add(table_file(part.name), map(line_of, writing.rows(part)))
        for digest, (column, number) in writing.contents.items():
            packer.add(content_file(digest), [_content(column, number)])
    db.session.commit()
    return manifest


def take_along(sight: Sight, to: IO[bytes]) -> None:
    """Write the archive of a forum for one of its admins, and log that they took it along. Raises Refused."""
    check(permissions.administer(sight.viewer))
    try:
        write_archive(sight.forum, to)
    finally:
        db.session.rollback()
    note_act(sight, "forum.archived")
    db.session.commit()


def _stop_time() -> None:
    """Let PostgreSQL read everything as of one moment, as SQLite does. Within a savepoint that is decided already."""
    connection = db.session.connection()
    if connection.dialect.name == "postgresql" and not connection.in_nested_transaction():
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))


def _lines(part: Part, forum_id: int) -> Lines:
    numbers = select(part.table.c.id).where(of_forum(part, forum_id)).order_by(*part.order)
    return {number: line for line, number in enumerate(db.session.scalars(numbers))}


@dataclass(slots=True)
class _Writing:
    forum_id: int
    lines: Mapping[str, Lines]
    contents: dict[str, tuple[Column[Any], int]] = field(default_factory=dict)
    """Uploaded files by their digest: the column that holds them, and the number of the row."""

    def rows(self, part: Part) -> Iterator[dict[str, Any]]:
        """Yield what an archive says of each row."""
        rows = (self._said(part, row) for row in _read(part, self.forum_id))
        if part.id is not None:
            return rows
        keys = [column.name for column in part.table.primary_key]
        return iter(sorted(rows, key=lambda row: [row[key] for key in keys]))

    def _said(self, part: Part, row: RowMapping) -> dict[str, Any]:
        return {column.name: self._value(column, row) for column in part.columns}

    def _value(self, column: Column[Any], row: RowMapping) -> Any:
        if is_binary(column):
            return self._note_content(column, row)
        value, target = row[column.name], target_of(column)
        if value is None:
            return None
        return self.lines[target].get(value) if target else form_of(column).write(value)

    def _note_content(self, column: Column[Any], row: RowMapping) -> str:
        """Return the digest of an uploaded file, which is written later."""
        digest = hashlib.sha256(_content(column, row["id"])).hexdigest()
        self.contents.setdefault(digest, (column, row["id"]))
        return digest


def _read(part: Part, forum_id: int) -> Iterator[RowMapping]:
    columns = [column for column in part.columns if not is_binary(column)]
    number = [part.id] if part.id is not None else []
    query = select(*number, *columns).where(of_forum(part, forum_id)).order_by(*part.order)
    yield from db.session.execute(query, execution_options={"yield_per": AT_ONCE}).mappings()


def _content(column: Column[Any], number: int) -> bytes:
    return db.session.scalar(select(column).where(column.table.c.id == number)) or b""
