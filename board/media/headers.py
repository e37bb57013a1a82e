"""What the first bytes of a picture say: its format and its size, before anything is decoded.

Some decoders reserve memory for all pixels as soon as they open a file, so its size is read here first.
"""

from __future__ import annotations

from typing import NamedTuple

from board.media.refusals import Reason, Unusable

HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")
MAX_SCANS = 64
"""Of a JPEG. A photo has at most some twenty; a file of ten megabytes could order a hundred thousand passes over it."""


class Header(NamedTuple):
    """The format, as Pillow names it, and how many pixels the header declares; 0 where only the decoder reads it."""

    format: str
    pixels: int


def header_of(data: bytes) -> Header:
    """Read the header of a picture. Raises Unusable."""
    if not data:
        raise Unusable(Reason.EMPTY)
    if data[4:8] == b"ftyp" and data[8:12] in HEIC:
        raise Unusable(Reason.HEIC)
    if data.startswith(b"\xff\xd8\xff"):
        return _jpeg(data)
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Header("PNG", _big(data[16:20]) * _big(data[20:24]))
    if data.startswith((b"GIF87a", b"GIF89a")):
        return Header("GIF", _little(data[6:8]) * _little(data[8:10]))
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return Header("WEBP", _webp(data))
    raise Unusable(Reason.NOT_A_PICTURE)


def _jpeg(data: bytes) -> Header:
    if data.count(b"\xff\xda") > MAX_SCANS:
        raise Unusable(Reason.BROKEN)
    return Header("JPEG", 0)  # opening one reads its header and reserves nothing


def _webp(data: bytes) -> int:
    kind = data[12:16]
    if kind == b"VP8X":
        return (_little(data[24:27]) + 1) * (_little(data[27:30]) + 1)
    if kind == b"VP8 ":
        return (_little(data[26:28]) & 0x3FFF) * (_little(data[28:30]) & 0x3FFF)
    if kind == b"VP8L":
        bits = _little(data[21:25])
        return ((bits & 0x3FFF) + 1) * ((bits >> 14 & 0x3FFF) + 1)
    raise Unusable(Reason.BROKEN)


def _big(data: bytes) -> int:
    return int.from_bytes(data, "big")


def _little(data: bytes) -> int:
    return int.from_bytes(data, "little")
