"""Archives for tests: written, read elsewhere, and changed as nobody should."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from board.archive.making import write_archive
from board.archive.packing import MANIFEST, Manifest, packing, table_file
from board.models import Forum

Row = dict[str, Any]


def archived(forum: Forum) -> bytes:
    """Return the archive of a forum."""
    file = io.BytesIO()
    write_archive(forum, file)
    return file.getvalue()


def written(folder: Path, archive: bytes) -> Path:
    """Return the path of a file with this archive."""
    path = folder / "forum.zip"
    path.write_bytes(archive)
    return path


def rows_of(archive: bytes, table: str) -> list[Row]:
    """Return what an archive says of a table."""
    file = ZipFile(io.BytesIO(archive))
    return [json.loads(line) for line in file.read(table_file(table)).splitlines()]


def manifest_of(archive: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ZipFile(io.BytesIO(archive)).read(MANIFEST))
    return found


def forged(archive: bytes, table: str = "", change: Callable[[Row], None] | None = None, **manifest: Any) -> bytes:
    """Return the archive with other rows in a table, or another manifest, and digests that fit."""
    file, said, made = ZipFile(io.BytesIO(archive)), manifest_of(archive) | manifest, io.BytesIO()
    said["digests"] = {}
    with packing(made, Manifest(**said)) as packer:
        for name in file.namelist():
            if name == table_file(table) and change is not None:
                packer.add(name, [_changed(row, change) for row in rows_of(archive, table)])
            elif name != MANIFEST:
                packer.add(name, [file.read(name)])
    return made.getvalue()


def _changed(row: Row, change: Callable[[Row], None]) -> bytes:
    change(row)
    return json.dumps(row).encode() + b"\n"
