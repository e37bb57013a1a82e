"""What a mail says, as blocks. Its plain part and its HTML part are both made from them, so they say the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

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


class Link(NamedTuple):
    """A link on a line of its own; the plain part shows its address below its words."""

    words: str
    address: str


class Links(NamedTuple):
    """Links beside each other, such as what can be done with a post."""

    links: tuple[Link, ...]


class Passage(NamedTuple):
    """A paragraph that somebody wrote, in its own language: safe HTML, and its Markdown source for the plain part."""

    language: str
    html: str
    source: str
    is_translation: bool = False


class Rule(NamedTuple):
    """A line across, between two posts."""


class AnswerLine(NamedTuple):
    """The line above which an answer is written; it stands first in a mail that can be answered."""

    words: str


Block = Heading | Words | Note | Link | Links | Passage | Rule | AnswerLine
Blocks = Sequence[Block]


def blocks_of(text: str) -> list[Block]:
    """Return the blocks of a plain text: its paragraphs, in which a line that is an address is a link."""
    return [block for paragraph in text.strip().split("\n\n") for block in _of_paragraph(paragraph.split("\n"))]


def _of_paragraph(lines: Iterable[str]) -> Iterable[Block]:
    words: list[str] = []
    for line in lines:
        if not ADDRESS.fullmatch(line.strip()):
            words.append(line)
            continue
        if words:
            yield Words("\n".join(words))
            words = []
        yield Link("", line.strip())
    if words:
        yield Words("\n".join(words))
