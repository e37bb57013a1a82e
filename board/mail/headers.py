"""Headers of a message, encoded (RFC 2047) and folded here, so that nothing typed by anyone can add or break one.

The standard library's own folding of long names and identifiers differs between the versions of Python that we run on.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from email.header import Header
from email.policy import Policy

from board.text.cleaning import CONTROLS, INVISIBLE

WIDTH = 76
LONGEST_WORD = 60
MAX_SUBJECT = 200
MAX_NAME = 100
SPECIALS = re.compile(r'["(),.:;<>@\[\\\]]')


class Folded(str):
    """The value of a header, encoded and folded already.

    The standard library encodes plain strings again; a value that has a ``name`` and a ``fold`` it leaves alone.
    """

    name: str

    def fold(self, *, policy: Policy) -> str:
        """Return the whole header with this policy's line ends."""
        return f"{self.name}: {self}\n".replace("\n", policy.linesep)


def as_header(name: str, value: str) -> Folded:
    """Return a header whose value is folded already."""
    folded = Folded(value)
    folded.name = name
    return folded


def tidy(words: str, longest: int) -> str:
    """Return words as one line without control characters, cut if they are too long."""
    line = " ".join(CONTROLS.sub("", INVISIBLE.sub("", words)).split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def of_words(name: str, words: str) -> Folded:
    """Return a header that people read, such as a subject."""
    line = tidy(words, MAX_SUBJECT)
    if needs_encoding(line):
        return as_header(name, encoded(line, name))
    return as_header(name, folded(line.split(" "), name))


def of_ids(name: str, values: Iterable[str]) -> Folded:
    """Return a header of identifiers or addresses in angle brackets, which are never parted."""
    return as_header(name, folded(values, name))


def with_phrase(name: str, phrase: str, address: str) -> Folded:
    """Return a header with a name for people before the address or identifier in angle brackets."""
    line = tidy(phrase, MAX_NAME)
    spoken = encoded(line, name) if needs_encoding(line) else quoted(line)
    room = WIDTH - len(spoken.rsplit("\n", 1)[-1]) - (0 if "\n" in spoken else len(name) + 2)
    return as_header(name, f"{spoken}{' ' if room > len(address) + 3 else chr(10) + ' '}<{address}>")


def needs_encoding(line: str) -> bool:
    """Return whether a line holds more than ASCII, something that would be decoded, or a word that is too long."""
    return not line.isascii() or "=?" in line or any(len(word) > LONGEST_WORD for word in line.split(" "))


def encoded(line: str, name: str) -> str:
    """Return a line as encoded words, none of which parts a character."""
    return Header(line, "utf-8", maxlinelen=WIDTH, header_name=name).encode(linesep="\n")


def folded(words: Iterable[str], name: str) -> str:
    """Return words on as many lines as they need."""
    lines = textwrap.wrap(
        f"{name}: {' '.join(words)}", WIDTH, subsequent_indent=" ", break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(lines)[len(name) + 1 :].lstrip()  # the first word may be too long to stand beside the name


def quoted(line: str) -> str:
    """Return an ASCII name, in quotation marks if it needs them."""
    if SPECIALS.search(line) is None:
        return line
    return '"' + line.replace("\\", "\\\\").replace('"', '\\"') + '"'
