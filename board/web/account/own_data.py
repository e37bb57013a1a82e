"""Pack a person's own data: one JSON document for programs, and each text as a Markdown file for people.

Their pictures and files go with it. Whoever has many gets them in several downloads: an answer is made in memory.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from board.pages.own_data import OwnData
from board.pages.own_files import OwnFile

EARLIEST = 1980
"""The first year that a zip file can hold in its dates."""
IN_MEMORY = 1024 * 1024
"""A larger file is written to the disk before it is sent."""


def packed(own_data: OwnData, picture: bytes, now: datetime) -> IO[bytes]:
    """Return a zip file that holds ``data.json``, ``texts/<forum>/<day>-<key>.md``, the picture of the profile, and the
    first part of ``files/<forum>/<day>-<key>.<kind>``.
    """
    written = SpooledTemporaryFile[bytes](max_size=IN_MEMORY)
    with ZipFile(written, "w", ZIP_STORED) as file:
        _add(file, "data.json", json.dumps(own_data.record, ensure_ascii=False, indent=2) + "\n", now)
        for name, markdown in own_data.texts.items():
            _add(file, f"texts/{name}", markdown + "\n", now)
        if picture:
            _add(file, "picture.webp", picture, now)
        _add_files(file, own_data.files, 1, now)
    written.seek(0)
    return written


def packed_files(files: Iterable[OwnFile], part: int, now: datetime) -> IO[bytes]:
    """Return a zip file with a further part of somebody's pictures and files."""
    written = SpooledTemporaryFile[bytes](max_size=IN_MEMORY)
    with ZipFile(written, "w", ZIP_STORED) as file:
        _add_files(file, files, part, now)
    written.seek(0)
    return written


def _add_files(file: ZipFile, files: Iterable[OwnFile], part: int, now: datetime) -> None:
    """Add pictures and files, of which one at a time is in memory."""
    for each in files:
        if each.part == part:
            _add(file, each.name, each.data, now)


def _add(file: ZipFile, name: str, content: str | bytes, now: datetime) -> None:
    entry = ZipInfo(name, (max(now.year, EARLIEST), now.month, now.day, now.hour, now.minute, now.second))
    entry.external_attr = 0o644 << 16
    file.writestr(entry, content)
