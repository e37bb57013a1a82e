"""Words of one style after another, as a line of Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from board.text.markup import Tag

_SPACE = re.compile(r"[\s\u00a0]+")
_WEB = re.compile(r"https?://[^\s<>\"]{1,2000}", re.IGNORECASE)
_BOLD, _ITALIC = ("b", "strong"), ("i", "em")


class Style(NamedTuple):
    """How words look, and where they lead."""

    bold: bool = False
    italic: bool = False
    address: str = ""

    def inside(self, tag: Tag) -> Style:
        """Return the style of the words in an element."""
        if tag.name == "a":
            address = tag.attributes.get("href", "").strip()
            return self._replace(address=address if _WEB.fullmatch(address) else "")
        return self._replace(bold=self.bold or tag.name in _BOLD, italic=self.italic or tag.name in _ITALIC)


PLAIN = Style()


class Run(NamedTuple):
    """Words of one style."""

    words: str
    style: Style


def markdown(runs: Sequence[Run], is_preformatted: bool = False) -> str:
    """Return the words of a line."""
    if is_preformatted:
        return "".join(run.words for run in runs).rstrip()
    return _SPACE.sub(" ", "".join(_marked(run) for run in _joined(runs))).strip()


def _joined(runs: Sequence[Run]) -> Iterator[Run]:
    for style, same in groupby(runs, key=lambda run: run.style):
        yield Run("".join(run.words for run in same), style)


def _marked(run: Run) -> str:
    """Return words with the marks of their style, which stand beside the words, not beside spaces."""
    words = run.words.strip()
    if not words or run.style == PLAIN:
        return run.words
    before, after = run.words[: len(run.words) - len(run.words.lstrip())], run.words[len(run.words.rstrip()) :]
    marks = "**" * run.style.bold + "*" * run.style.italic
    return f"{before}{marks}{_linked(words, run.style.address)}{marks}{after}"


def _linked(words: str, address: str) -> str:
    """Return the words as a link, or as they are where they show the address themselves."""
    if not address or _bare(words) in (_bare(address), ""):
        return words
    shown = words.replace("[", r"\[").replace("]", r"\]")
    return f"[{shown}]({address.replace('(', '%28').replace(')', '%29')})"


def _bare(address: str) -> str:
    return re.sub(r"^https?://|/$", "", address.strip(), flags=re.IGNORECASE)
