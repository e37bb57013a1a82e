"""Zip files that are the same whenever and wherever they are made."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first instant that a zip file can hold: the time of every entry."""
UNIX = 3


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a zip file of these files, in their order. It tells nothing of when or on what system it was made."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, data in files:
            entry = ZipInfo(name, EARLIEST)
            entry.create_system, entry.external_attr, entry.compress_type = UNIX, 0o644 << 16, ZIP_DEFLATED
            archive.writestr(entry, data)
    return buffer.getvalue()
