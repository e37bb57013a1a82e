"""Sentences that cite nothing: each sentence of a policy element is to rest on a passage that somebody can look up."""

from __future__ import annotations

import html
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from board.text.sentences import sentence_starts

TAG = re.compile(r'(<(?:[^<>"]|"[^"]*")*>)')
"""A tag of sanitised HTML; an attribute may hold angle brackets."""
NAME = re.compile(r"</?([a-z0-9]+)")
LINK = re.compile(r'<a href="([^"]*)"')
CHARACTER = re.compile(r"&#?\w+;|.", re.DOTALL)
INLINE = frozenset({"a", "em", "strong", "code", "sup", "span", "br"})
UNCLAIMED = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "th", "pre"})
"""Blocks that claim nothing: headings and code."""
NUMBER = re.compile(r"\s*\[?\d{1,4}\]?\s*")
"""The words of a citation that stands behind what it proves, like the mark of a note."""
CLOSING = re.compile(r"(?:</(?:a|em|strong|code|sup|span)>)*")


class Marked(NamedTuple):
    """HTML in which sentences without foundation are marked, and how many these are."""

    html: str
    number: int


def unfounded(made: str, is_cited: Callable[[str], bool], before: str, after: str) -> Marked:
    """Mark the sentences of sanitised HTML in which no link leads to an address of which ``is_cited`` is true.

    ``before`` and ``after`` are HTML. Each stretch of a sentence that no tag interrupts is put between ``before`` and
    "</span>", so that emphasis may cross sentences; ``after`` follows the sentence. A link that is only a number
    belongs to the sentence before it. A heading, code, and words that end with a colon to lead to what follows are no
    sentences here.
    """
    insertions: list[tuple[int, str]] = []
    count = 0
    for run in _runs(made, is_cited):
        for first, last in run.without_foundation():
            count += 1
            for start, end in run.stretches(first, last):
                insertions += (start, before), (end, "</span>")
            closed = CLOSING.match(made, run.spots[last][1])
            insertions.append((closed.end() if closed else run.spots[last][1], after))
    return Marked(_inserted(made, insertions), count)


def _inserted(made: str, insertions: list[tuple[int, str]]) -> str:
    places = [0, *(place for place, _words in insertions), len(made)]
    parts = [made[start:end] for start, end in pairwise(places)]
    return "".join(part + words for part, (_place, words) in zip(parts, [*insertions, (0, "")], strict=True))


class _Link(NamedTuple):
    """A link: the first of its characters in its run and the first one after it; of a number they are the same."""

    start: int
    end: int
    is_cited: bool


@dataclass(slots=True)
class _Run:
    """The words of one block that no other block interrupts, with the place of each character in the HTML."""

    characters: list[str] = field(default_factory=list)
    spots: list[tuple[int, int]] = field(default_factory=list)
    links: list[_Link] = field(default_factory=list)

    def add(self, words: str, at: int) -> None:
        for match in CHARACTER.finditer(words):
            self.characters.append(html.unescape(match[0])[:1])
            self.spots.append((at + match.start(), at + match.end()))

    def break_line(self, start: int, end: int) -> None:
        self.characters.append("\n")
        self.spots.append((start, end))

    def end_link(self, start: int, is_cited: bool) -> None:
        """End a link that began at a character. If it is only a number, it is no part of the words."""
        if NUMBER.fullmatch("".join(self.characters[start:])):
            del self.characters[start:], self.spots[start:]
        self.links.append(_Link(start, len(self.characters), is_cited))

    def without_foundation(self) -> Iterator[tuple[int, int]]:
        """Yield the first and the last character of each sentence that cites nothing."""
        words = "".join(self.characters)
        starts = [0, *(start for start in sentence_starts(words) if not self._is_in_a_link(start))]
        founded = {_sentence_of(link, starts) for link in self.links if link.is_cited}
        for number, (start, end) in enumerate(pairwise([*starts, len(words)])):
            sentence = words[start:end].rstrip()
            leads_on = end == len(words) and sentence.endswith(":")
            if number not in founded and not leads_on and any(map(str.isalnum, sentence)):
                yield start + len(sentence) - len(sentence.lstrip()), start + len(sentence) - 1

    def _is_in_a_link(self, place: int) -> bool:
        index = bisect_left(self.links, place, key=lambda link: link.start) - 1
        return index >= 0 and place < self.links[index].end

    def stretches(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """Yield the stretches of HTML without tags that hold these characters, but those of white space alone."""
        start = first
        for index in range(first, last + 1):
            if index == last or self.spots[index][1] != self.spots[index + 1][0]:
                if not "".join(self.characters[start : index + 1]).isspace():
                    yield self.spots[start][0], self.spots[index][1]
                start = index + 1


def _sentence_of(link: _Link, starts: list[int]) -> int:
    """Return the number of the sentence that a link founds: of a number, the sentence behind which it stands."""
    if link.start == link.end:
        return max(bisect_left(starts, link.start) - 1, 0)
    return bisect_right(starts, link.start) - 1


def _runs(made: str, is_cited: Callable[[str], bool]) -> Iterator[_Run]:
    """Take HTML apart into the words of its blocks; those of headings and code are left out."""
    run, at, unclaimed = _Run(), 0, 0
    opened: tuple[int, bool] | None = None
    for index, part in enumerate(TAG.split(made)):
        name = NAME.match(part) if index % 2 else None
        if name is None:
            run.add(part, at)
        elif name[1] not in INLINE:
            if not unclaimed:
                yield run
            unclaimed += (-1 if part.startswith("</") else 1) * (name[1] in UNCLAIMED)
            run, opened = _Run(), None
        elif name[1] == "br":
            run.break_line(at, at + len(part))
        elif link := LINK.match(part):
            opened = len(run.characters), is_cited(html.unescape(link[1]))
        elif part == "</a>" and opened:
            run.end_link(*opened)
            opened = None
        at += len(part)
    yield run
