"""What a mail says, as blocks. Its plain part and its HTML part are both made from them, so they say the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from markupsafe import escape

ADDRESS = re.compile(r"(?:https?|mailto):\S+")


class Heading(NamedTuple):
    """A heading of level 2 or 3; the subject is the only one above."""

    words: str
    level: int = 2
    language: str | None = None


class Words(NamedTuple):
    """A paragraph in the language of the mail, without markup; line ends are kept."""

    words: str


class Note(NamedTuple):
    """A small line about what stands beside it: who wrote a post and when, the state of a translation."""

    words: str
    lead: str = ""
    """What stands out before it: the number and the author of a post."""


class Link(NamedTuple):
    """A link on a line of its own; the plain part shows its address below its words."""

    words: str
    address: str


class Line(NamedTuple):
    """A fact that is a link, such as a line of a summary: it leads on, but nothing is to be done."""

    words: str
    address: str


class Links(NamedTuple):
    """Links beside each other, such as what can be done with a post."""

    links: tuple[Link, ...]


class Passage(NamedTuple):
    """A paragraph that somebody wrote, in its own language (empty: unknown): safe HTML, and its Markdown source for the
    plain part.
    """

    language: str
    html: str
    source: str
    is_translation: bool = False


class Rule(NamedTuple):
    """A line across, between two posts."""


class AnswerLine(NamedTuple):
    """The line above which an answer is written; it stands first in a mail that can be answered."""

    words: str


Block = Heading | Words | Note | Link | Line | Links | Passage | Rule | AnswerLine
Blocks = Sequence[Block]


def remark(words: str) -> Passage:
    """Return what somebody typed where no language is asked for, such as a reason: plain text, nothing in it a link."""
    paragraphs = [str(escape(part)).replace("\n", "<br>") for part in words.strip().split("\n\n")]
    return Passage("", "".join(f"<p>{part}</p>" for part in paragraphs), words.strip())


def blocks_of(text: str, action: str = "") -> list[Block]:
    """Return the blocks of a plain text: its paragraphs, in which a line that is an address is a link.

    ``action`` says what the link does. The text holds no words of other people, which could contain an address.
    """
    paragraphs = text.strip().split("\n\n")
    return [block for paragraph in paragraphs for block in _of_paragraph(paragraph.split("\n"), action)]


def _of_paragraph(lines: Iterable[str], action: str) -> Iterable[Block]:
    words: list[str] = []
    for line in lines:
        if not ADDRESS.fullmatch(line.strip()):
            words.append(line)
            continue
        if words:
            yield Words("\n".join(words))
            words = []
        yield Link(action, line.strip())
    if words:
        yield Words("\n".join(words))
