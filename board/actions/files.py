"""Uploaded files. They are in the database, so that several servers share nothing else."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import Column, delete, exists, select

from board.extensions import db
from board.models import Base, File
from board.rules.files import kind_of
from board.text import reading_minutes

MINUTES_A_PAGE = 2


@dataclass(frozen=True, slots=True)
class Upload:
    """An uploaded file whose content was checked to be of the type that its name says."""

    name: str
    data: bytes
    words: int | None = None
    pages: int | None = None
    title: str = ""
    """The document's own title, and its first words; these are not stored."""
    beginning: str = ""

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def minutes(self) -> int:
        """How long it takes to read; 0 if its length is not known."""
        return minutes_to_read(self.name, self.words, self.pages)


def minutes_to_read(name: str, words: int | None, pages: int | None) -> int:
    """Return how long a file takes to read, or 0 if its length is not known. A picture is looked at for a minute."""
    if words is not None:
        return max(1, reading_minutes(words))
    if pages is not None:
        return pages * MINUTES_A_PAGE
    return 1 if kind_of(name).is_image else 0


def keep_file(upload: Upload) -> File:
    """Store a file in the database. Part of the caller's transaction."""
    file = File(
        name=upload.name,
        size=len(upload.data),
        digest=upload.digest,
        data=upload.data,
        words=upload.words,
        pages=upload.pages,
    )
    db.session.add(file)
    db.session.flush()
    return file


def delete_unless_used(file_id: int) -> None:
    """Delete a file to which no row of any table refers. Part of the caller's transaction."""
    unused = [~exists(select(column).where(column == file_id)) for column in _references()]
    db.session.execute(delete(File).where(File.id == file_id, *unused))


def _references() -> list[Column[int]]:
    """Return the columns of all tables that refer to files."""
    files = File.metadata.tables["files"]
    columns = (column for table in Base.metadata.sorted_tables for column in table.columns)
    return [column for column in columns if any(key.references(files) for key in column.foreign_keys)]
