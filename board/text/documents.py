"""Office documents (.docx, .odt) that strangers send: their title, and how many words they have.

Only the few parts that say this are unpacked, piece by piece, and never more of them than the limits allow, whatever
the file claims about itself. Nothing that it refers to is opened.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from board.text.xml import Hostile, NotXml, parse

MAX_PARTS = 3_000
MAX_UNPACKED = 16 * 1024 * 1024
"""Of one part. A thousand pages of text are about half of it."""
MAX_ELEMENTS = 500_000
MAX_DEPTH = 200
PIECE = 64 * 1024
BEGINNING = 3_000
"""How many characters of its text are kept, to tell the language by."""
ENTRY = b"PK\x01\x02"
BROKEN = BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError, struct.error, zlib.error
"""What unpacking raises for files that are damaged, or made to be misread."""


class Flaw(Enum):
    """Why a document is not taken."""

    UNKNOWN = "no document of these kinds"
    BROKEN = "damaged"
    LOCKED = "with a password"
    PROGRAM = "with programs in it"
    TOO_MUCH = "larger, once unpacked, than an honest one"


class Unreadable(Exception):
    """A document that is not taken, and why. It is no ValueError, which parsers take for bad XML."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a kind of document says what: its parts, and the elements in them that hold words."""

    body: str
    about: str
    words: frozenset[str]
    without: frozenset[str]
    """Elements whose words no reader reads: what was deleted, and comments."""


LAYOUTS = {
    "docx": Layout(
        "word/document.xml", "docProps/core.xml", frozenset({"t"}), frozenset({"del", "moveFrom", "Fallback"})
    ),
    "odt": Layout("content.xml", "meta.xml", frozenset({"p", "h"}), frozenset({"tracked-changes", "annotation"})),
}
ODT_TYPE = b"application/vnd.oasis.opendocument.text"
PROGRAMS = "basic/", "scripts/", "word/vbaproject", "word/vbadata", "word/activex/"
BREAKS = frozenset({"p", "h", "tab", "br", "cr", "s", "line-break"})


@dataclass(slots=True)
class Document:
    """What was read of a document."""

    ending: str
    title: str = ""
    words: int = 0
    beginning: str = ""


def read_document(data: bytes) -> Document:
    """Read a document of whichever kind it is. Raise Unreadable."""
    if data.count(ENTRY) > MAX_PARTS:  # counted before they are listed, which takes fifty times the bytes
        raise Unreadable(Flaw.TOO_MUCH)
    try:
        with ZipFile(BytesIO(data)) as archive:
            document = Document(_ending(archive))
            _read(archive, document)
    except (Hostile, RecursionError):
        raise Unreadable(Flaw.TOO_MUCH) from None
    except Unreadable:
        raise
    except (NotXml, *BROKEN):
        raise Unreadable(Flaw.BROKEN) from None
    return document


def _ending(archive: ZipFile) -> str:
    """Return the kind of a document by its parts, whatever its name says."""
    names = {name.lower() for name in archive.namelist()}
    if any(name.startswith(PROGRAMS) and not name.endswith("/") for name in names):
        raise Unreadable(Flaw.PROGRAM)
    if "[content_types].xml" in names and LAYOUTS["docx"].body in names:
        return "docx"
    if "mimetype" in names and b"".join(_pieces(archive, "mimetype", 200)).strip() == ODT_TYPE:
        return "odt"
    raise Unreadable(Flaw.UNKNOWN)


def _pieces(archive: ZipFile, name: str, limit: int = MAX_UNPACKED) -> Iterator[bytes]:
    """Yield a part piece by piece; what it says of its own size is not believed."""
    try:
        entry = archive.getinfo(name)
    except KeyError:
        raise Unreadable(Flaw.BROKEN) from None
    if entry.flag_bits & 1:
        raise Unreadable(Flaw.LOCKED)
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise Unreadable(Flaw.BROKEN)
    read = 0
    with archive.open(entry) as part:
        while piece := part.read(PIECE):
            read += len(piece)
            if read > limit:
                raise Unreadable(Flaw.TOO_MUCH)
            yield piece


def _read(archive: ZipFile, document: Document) -> None:
    layout = LAYOUTS[document.ending]
    body = _Words(layout.words, layout.without)
    parse(_pieces(archive, layout.body), body.open, body.close, body.add)
    document.words, document.beginning = body.count, "".join(body.kept)
    if layout.about in archive.namelist():
        about = _Words(frozenset({"title"}), frozenset())
        parse(_pieces(archive, layout.about), about.open, about.close, about.add)
        document.title = " ".join("".join(about.kept).split())


@dataclass(slots=True)
class _Words:
    """Counts the words in some elements, and keeps the first of them."""

    wanted: frozenset[str]
    without: frozenset[str]
    path: list[str] = field(default_factory=list)
    inside: int = 0
    """How many of the open elements hold words, and below, how many hold none that anybody reads."""
    hidden: int = 0
    elements: int = 0
    count: int = 0
    in_word: bool = False
    kept: list[str] = field(default_factory=list)
    room: int = BEGINNING

    def open(self, name: str, _attributes: Mapping[str, str]) -> None:
        name = name.rpartition(":")[2]
        self.elements += 1
        self.path.append(name)
        if self.elements > MAX_ELEMENTS or len(self.path) > MAX_DEPTH:
            raise Hostile
        self.inside += name in self.wanted
        self.hidden += name in self.without
        if name in BREAKS:
            self.add_break()

    def close(self, _name: str) -> None:
        name = self.path.pop()
        self.inside -= name in self.wanted
        self.hidden -= name in self.without
        if name in BREAKS:
            self.add_break()

    def add_break(self) -> None:
        self.in_word = False
        if self.kept and self.kept[-1] != "\n" and self.room:
            self.kept.append("\n")
            self.room -= 1

    def add(self, words: str) -> None:
        if not self.inside or self.hidden or not words:
            return
        split = words.split()
        self.count += len(split) - (bool(split) and self.in_word and not words[0].isspace())
        self.in_word = not words[-1].isspace()
        if self.room:
            self.kept.append(words[: self.room])
            self.room -= len(self.kept[-1])
