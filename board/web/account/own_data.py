"""Pack a person's own data: one JSON document for programs, and each text as a Markdown file for people."""

from __future__ import annotations

import json
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from board.pages.own_data import OwnData

EARLIEST = 1980
"""The first year that a zip file can hold in its dates."""


def packed(own_data: OwnData, now: datetime) -> bytes:
    """Return a zip file that holds ``data.json`` and ``texts/<forum>/<day>-<key>.md``."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_STORED) as file:
        _add(file, "data.json", json.dumps(own_data.record, ensure_ascii=False, indent=2) + "\n", now)
        for name, markdown in own_data.texts.items():
            _add(file, f"texts/{name}", markdown + "\n", now)
    return buffer.getvalue()


def _add(file: ZipFile, name: str, content: str, now: datetime) -> None:
    entry = ZipInfo(name, (max(now.year, EARLIEST), now.month, now.day, now.hour, now.minute, now.second))
    entry.external_attr = 0o644 << 16
    file.writestr(entry, content)
