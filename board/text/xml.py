"""Reading XML files that strangers send, and writing text into XML.

What a file may do is decided here: it has no entities of its own and no internal subset, nothing outside it is opened,
and its elements are neither deep nor many. Its bytes are read once, and only one record is in memory at a time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from board.text.sheets import TooManyRows

MAX_DEPTH = 30
"""A segment of a translation memory is about five elements deep, with the codes of a word processor ten."""
MAX_ELEMENTS = 1_000_000
LANGUAGE = re.compile("([a-z]{2,3})(?:[-_]|$)")
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even as a reference."""


class NotXml(ValueError):
    """The file is not well-formed XML in the encoding that it names, or not of the kind that is read."""


class Hostile(ValueError):
    """The file defines or uses entities of its own, or has more levels, elements or languages than an honest file."""


@dataclass(slots=True)
class Element:
    """An element of a record: its name and attributes without prefixes (but ``xml:lang``), and what it contains."""

    name: str
    attributes: Mapping[str, str]
    content: list[Element | str] = field(default_factory=list)

    def all(self, *names: str) -> Iterator[Element]:
        """Yield the elements with one of these names inside this one, at any depth, in their order."""
        for part in self.content:
            if isinstance(part, Element):
                if part.name in names:
                    yield part
                else:
                    yield from part.all(*names)

    def words(self, without: Collection[str] = ()) -> str:
        """Return the text in this element and those inside it, but for elements with the names in ``without``."""
        return "".join(
            part if isinstance(part, str) else part.words(without)
            for part in self.content
            if isinstance(part, str) or part.name not in without
        )

    @property
    def language(self) -> str:
        """The two or three letters of the element's language, or "" if it has none. Old files say ``lang``."""
        said = self.attributes.get("xml:lang") or self.attributes.get("lang") or ""
        code = LANGUAGE.match(said.strip().lower())
        return code[1] if code else ""


class _Reader:
    """Builds the records of a file, one after the other."""

    def __init__(self, root: Collection[str], records: Collection[str], take: Callable[[Element], None]) -> None:
        self.root, self.records, self.take = root, records, take
        self.path: list[Element] = []
        """The elements from the record down to the open one."""
        self.depth = self.count = 0

    def open(self, name: str, attributes: Mapping[str, str]) -> None:
        name = name.rpartition(":")[2]
        if self.depth == 0 and name not in self.root:
            raise NotXml
        self.depth, self.count = self.depth + 1, self.count + 1
        if self.depth > MAX_DEPTH or self.count > MAX_ELEMENTS:
            raise Hostile
        if self.path or name in self.records:
            element = Element(name, attributes)
            if self.path:
                self.path[-1].content.append(element)
            self.path.append(element)

    def close(self, _name: str) -> None:
        self.depth -= 1
        if self.path:
            element = self.path.pop()
            if not self.path:
                self.take(element)

    def add(self, words: str) -> None:
        if self.path:
            self.path[-1].content.append(words)


def read_records(
    data: bytes, *, root: Collection[str], records: Collection[str], take: Callable[[Element], None]
) -> None:
    """Call ``take`` with each element whose name is in ``records``, in a file whose root has a name in ``root``.

    Raise NotXml or Hostile.
    """
    reader = _Reader(root, records, take)
    parse([data], reader.open, reader.close, reader.add)


def parse(
    pieces: Iterable[bytes],
    opened: Callable[[str, Mapping[str, str]], None],
    closed: Callable[[str], None],
    said: Callable[[str], None],
) -> None:
    """Read a file piece by piece, and call the three functions with what it holds. Raise NotXml or Hostile.

    How deep it may be, and how many elements it may have, is for the caller to count.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    parser.CharacterDataHandler = said
    parser.StartDoctypeDeclHandler = _check_doctype
    parser.EntityDeclHandler = parser.SkippedEntityHandler = _refuse
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except (NotXml, Hostile, TooManyRows):
        raise
    except (expat.ExpatError, LookupError, ValueError):  # the last two for encodings that Python lacks or cannot use
        raise NotXml from None


def _check_doctype(_name: str, _system: str | None, _public: str | None, has_internal_subset: bool) -> None:
    """Allow the name of a document type, which nobody opens; refuse definitions inside the file."""
    if has_internal_subset:
        raise Hostile


def _refuse(*_declared: Any) -> None:
    raise Hostile


def xml_text(words: str) -> str:
    """Return words as the content of an element; reading it gives the same words.

    What XML cannot hold becomes U+FFFD. A carriage return would be read as a line end.
    """
    return escape(UNWRITABLE.sub("\ufffd", words), {"\r": "&#13;"})


def xml_tag(tag: str, /, **attributes: str) -> str:
    """Return the beginning of an element. ``xml_lang`` is written as ``xml:lang``; other underscores are hyphens."""
    written = (
        f" {_attribute(name)}={quoteattr(UNWRITABLE.sub(chr(0xFFFD), said))}" for name, said in attributes.items()
    )
    return f"<{tag}{''.join(written)}>"


def _attribute(name: str) -> str:
    return "xml:lang" if name == "xml_lang" else name.rstrip("_").replace("_", "-")


def xml_element(tag: str, words: str, /, **attributes: str) -> str:
    """Return an element that contains words."""
    return f"{xml_tag(tag, **attributes)}{xml_text(words)}</{tag}>"


def is_xml(data: bytes) -> bool:
    """Return whether a file begins as XML does, in UTF-8 or UTF-16."""
    beginning = data[:100].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return beginning.startswith((b"<?xml", b"<!DOCTYPE", b"<martif", b"<tbx", b"<tmx"))
