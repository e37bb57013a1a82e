"""How many pages a PDF has, as far as that can be read without taking it apart."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

MAX_PAGES, MAX_OBJECTS = 5_000, 200_000
MAX_UNPACKED = 16 * 1024 * 1024
"""Of all packed parts together."""
TREE = re.compile(rb"/Type\s{0,9}/Pages(?![A-Za-z])")
PAGE = re.compile(rb"/Type\s{0,9}/Page(?![A-Za-z])")
COUNT = re.compile(rb"/Count\s{1,9}(\d{1,5})(?!\d)")
PACKED = re.compile(rb"/Type\s{0,9}/ObjStm(?![A-Za-z])")
STREAM = re.compile(rb"stream\r?\n")


def pdf_pages(data: bytes) -> int | None:
    """Return the number of pages, or None if it cannot be told: a file may be packed in another way, or locked."""
    objects = data.split(b"endobj", MAX_OBJECTS)
    counted = [int(number) for part in objects if TREE.search(part) for number in COUNT.findall(part)]
    if not counted:
        counted = [sum(len(PAGE.findall(part)) for part in (data, *_unpacked(objects)))]
    pages = max(counted)
    return pages if 1 <= pages <= MAX_PAGES else None


def _unpacked(objects: list[bytes]) -> Iterator[bytes]:
    """Yield what the packed parts hold, until there is too much of it."""
    room = MAX_UNPACKED
    for part in objects:
        begins = STREAM.search(part) if PACKED.search(part, 0, 2_000) else None
        if begins is None or room <= 0:
            continue
        try:
            unpacked = zlib.decompressobj().decompress(part[begins.end() :], room)
        except zlib.error:
            continue
        room -= len(unpacked)
        yield unpacked
