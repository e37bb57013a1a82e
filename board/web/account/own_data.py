"""A person's own data as a file: one JSON document for programs, and each text as Markdown to read."""

from __future__ import annotations

import json
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from board.pages.own_data import OwnData

EARLIEST = 1980
"""Before it there are no dates in such files."""


def packed(found: OwnData, now: datetime) -> bytes:
    """A zip file: ``data.json``, and ``texts/<forum>/<day>-<key>.md``."""
    held = BytesIO()
    with ZipFile(held, "w", ZIP_STORED) as file:
        _add(file, "data.json", json.dumps(found.record, ensure_ascii=False, indent=2) + "\n", now)
        for name, words in found.texts.items():
            _add(file, f"texts/{name}", words + "\n", now)
    return held.getvalue()


def _add(file: ZipFile, name: str, words: str, now: datetime) -> None:
    entry = ZipInfo(name, (max(now.year, EARLIEST), now.month, now.day, now.hour, now.minute, now.second))
    entry.external_attr = 0o644 << 16
    file.writestr(entry, words)
