"""The kinds of files that people may upload: how each begins, and how it is served.

A file is stored under a name with the ending of its kind, which its content decided (`web/frame/uploads.py`).
"""

from __future__ import annotations

from typing import NamedTuple


class FileKind(NamedTuple):
    """A kind of file."""

    ending: str
    media_type: str
    opens: bool = False
    """Whether a browser shows it. The others are saved: a browser could take one of them for something that runs."""
    is_image: bool = False


PDF = FileKind("pdf", "application/pdf", opens=True)
DOCX = FileKind("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
ODT = FileKind("odt", "application/vnd.oasis.opendocument.text")
PNG = FileKind("png", "image/png", opens=True, is_image=True)
JPEG = FileKind("jpg", "image/jpeg", opens=True, is_image=True)
WEBP = FileKind("webp", "image/webp", opens=True, is_image=True)
KINDS = {kind.ending: kind for kind in (PDF, DOCX, ODT, PNG, JPEG, WEBP)}
UNKNOWN = FileKind("", "application/octet-stream")
PACKED = b"PK\x03\x04"
LOCKED = b"\xd0\xcf\x11\xe0"
"""How an office document begins that has a password, or is of a kind of before 2007."""


def kind_of(name: str) -> FileKind:
    """Return the kind of a stored file, by the ending of its name."""
    return KINDS.get(name.rpartition(".")[2].lower(), UNKNOWN)


def kind_by_beginning(data: bytes) -> FileKind | None:
    """Return what a file is by how it begins, or None. Office documents begin as any packed file (`PACKED`) does."""
    if data.startswith(b"%PDF-"):
        return PDF
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    return WEBP if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else None
