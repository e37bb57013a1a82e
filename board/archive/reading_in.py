"""Reading an archive into an installation, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Column, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from board.actions.indexing import index_text
from board.actions.wordings import standing_of
from board.archive import ArchiveError
from board.archive.accounts import account_of
from board.archive.contents import Part, is_binary, parts, target_of
from board.archive.packing import DAMAGED, Unpacker, unpacking
from board.archive.values import read_value
from board.extensions import db
from board.models import Forum, Text
from board.rules.languages import is_code
from board.rules.slugs import is_slug
from board.rules.weeks import is_zone

AT_ONCE = 200
"""Rows that are in memory at one time."""
HERE = (
    "A part of this forum is in this installation already, or the archive contradicts itself. Nothing was changed. "
    "To run a forum a second time, use “Run it again on new dates”."
)


def read_archive(path: Path, slug: str | None = None) -> Forum:
    """Make the forum of an archive here, under another short name if one is given. Raises ArchiveError.

    No mail goes out, and no job is made. Others wait meanwhile before they write, on SQLite.
    """
    try:
        with unpacking(path) as archive:
            forum = _read_all(_Reading(archive, slug or archive.manifest.forum))
        db.session.commit()
    except IntegrityError:
        raise ArchiveError(HERE) from None
    finally:
        db.session.rollback()
    return forum


def _read_all(reading: _Reading) -> Forum:
    if not is_slug(reading.slug):
        raise ArchiveError("A short name has lowercase letters, digits, and single hyphens between them.")
    taken = select(Forum.id).where(Forum.slug == reading.slug)
    if db.session.scalar(taken) is not None:
        raise ArchiveError(
            f"There is a forum {reading.slug} here already. Give another short name with --as. Nothing was changed."
        )
    for part in parts():
        reading.read(part)
    reading.refer()
    forum = db.session.scalars(select(Forum).where(Forum.slug == reading.slug)).one()
    _index(forum)
    return forum


@dataclass(slots=True)
class _Reading:
    archive: Unpacker
    slug: str
    numbers: dict[str, list[int]] = field(default_factory=dict)
    """The numbers that the rows got here, by table and line."""
    late: dict[Column[Any], list[tuple[int, int]]] = field(default_factory=dict)
    """References to rows that came later: the line and that of the other row, by column."""

    def read(self, part: Part) -> None:
        """Add the rows of a table."""
        rows, lines = self._rows(part), 0
        numbers: list[int] = []
        while batch := list(islice(rows, AT_ONCE if not any(map(is_binary, part.columns)) else 1)):
            numbers.extend(self._add(part, batch))
            lines += len(batch)
        if lines != self.archive.manifest.rows.get(part.name, 0) or (part.name == "forums" and lines != 1):
            raise ArchiveError(DAMAGED)
        self.numbers[part.name] = numbers

    def _rows(self, part: Part) -> Iterator[dict[str, Any]]:
        columns: dict[str, Column[Any]] | None = None
        for line, said in enumerate(self.archive.lines(part.name)):
            columns = columns or _columns(part, said)
            if said.keys() != columns.keys():
                raise ArchiveError(DAMAGED)
            yield {name: self._value(part, columns[name], value, line) for name, value in said.items()}

    def _value(self, part: Part, column: Column[Any], value: Any, line: int) -> Any:
        if (target := target_of(column)) is not None and value is not None:
            return self._reference(column, value, line, target)
        found = read_value(column, value)
        if is_binary(column):
            return self.archive.content(found)
        if column.name == "zone" and found is not None and not is_zone(found):
            raise ArchiveError(f"The archive has a time zone that is not known here: {found}.")
        if column.name in ("language", "target") and found and not is_code(found):
            raise ArchiveError(f"The archive has a language that is none: {found}.")
        return self.slug if (part.name, column.name) == ("forums", "slug") else found

    def _reference(self, column: Column[Any], value: Any, line: int, target: str) -> int | None:
        if type(value) is not int or not 0 <= value < self.archive.manifest.rows.get(target, 0):
            raise ArchiveError(DAMAGED)
        if target in self.numbers:
            return self.numbers[target][value]
        if not column.nullable:
            raise ArchiveError(DAMAGED)
        self.late.setdefault(column, []).append((line, value))
        return None

    def _add(self, part: Part, rows: list[dict[str, Any]]) -> list[int]:
        if part.name == "users":
            return [account_of(row) for row in rows]
        if part.id is None:
            db.session.execute(insert(part.table), rows)
            return []
        added = insert(part.table).returning(part.id, sort_by_parameter_order=True)
        return list(db.session.scalars(added, rows))

    def refer(self) -> None:
        """Complete references to rows that came later."""
        for column, pairs in self.late.items():
            mine, theirs = self.numbers[column.table.name], self.numbers[str(target_of(column))]
            row = column.table.c.id == bindparam("mine")
            completed = update(column.table).where(row).values({column.name: bindparam("theirs")})
            said = [{"mine": mine[line], "theirs": theirs[other]} for line, other in pairs]
            db.session.connection().execute(completed, said)


def _columns(part: Part, said: Mapping[str, Any]) -> dict[str, Column[Any]]:
    """Return the columns that the rows of a table name. Columns that are newer than the archive get their default."""
    known = {column.name: column for column in part.columns}
    if unknown := said.keys() - known.keys():
        raise ArchiveError(f"The archive has {part.name}.{min(unknown)}, which this version of Semana does not know.")
    lacking = [name for name in known.keys() - said.keys() if not _can_be_left_out(known[name])]
    if lacking:
        raise ArchiveError(f"The archive lacks {part.name}.{min(lacking)}.")
    return {name: known[name] for name in said}


def _can_be_left_out(column: Column[Any]) -> bool:
    return column.nullable or column.default is not None


def _index(forum: Forum) -> None:
    """Make the search index of the forum’s texts."""
    ids = iter(list(db.session.scalars(select(Text.id).where(Text.forum_id == forum.id).order_by(Text.id))))
    while batch := list(islice(ids, AT_ONCE)):
        for text in db.session.scalars(select(Text).where(Text.id.in_(batch))):
            index_text(text, standing_of(text)._replace(is_new=True))
        db.session.flush()
        db.session.expunge_all()
