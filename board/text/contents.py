"""The contents of a segment, part by part, to compare them with its translation."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from board.text.addresses import ADDRESS_IN_HTML, MAIL
from board.text.outline import REFERENCE, Link, Outline, label_key, note_label, outline, prose
from board.text.render import renderer
from board.text.scope import Scope
from board.text.words import REFERENCE_LINK

PIECE = re.compile(r"<(/?)(\w+)((?:\"[^\"]*\"|[^\">])*)>|[^<]+")
HREF = re.compile(r'href="([^"]*)"')
ATTACHED = re.compile(r'data-(image|file)="([^"]*)"')
START = re.compile(r'start="(\d+)"')
HEADINGS = {f"h{level}" for level in range(1, 7)}
BREAKS = {"p", "br", "hr", "li", "ul", "ol", "pre", "tr", "td", "th", "blockquote", "div"} | HEADINGS
COUNTED = {"blockquote", "tr", "th"} | HEADINGS
GAP = "\ufffc"
"""Replaces code and addresses, so that the words around them do not become neighbours."""
MENTION = re.compile(r"(?<![\w.@/])@(\w[\w.-]*)")

Links = Mapping[str, Link]


@dataclass(slots=True)
class Contents:
    """`html` is not sanitised: it is read here, never shown."""

    html: str
    text: str = ""  # what a reader reads, without code and addresses; a line for each block, item and cell
    addresses: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    spans: list[str] = field(default_factory=list)  # code within a line
    listings: list[str] = field(default_factory=list)  # code blocks
    items: Counter[int] = field(default_factory=Counter)  # depth of a list → number of its items
    tags: Counter[str] = field(default_factory=Counter)

    @property
    def headings(self) -> int:
        return sum(self.tags[tag] for tag in HEADINGS)

    @property
    def mentions(self) -> set[str]:
        return {name.rstrip(".-").casefold() for name in MENTION.findall(self.text)}


def contents(source: str, links: Links | None = None) -> Contents:
    """Return the contents of Markdown; `links` are definitions from elsewhere in the text."""
    own = outline(source)
    notes = _notes(own)
    scope = Scope(links={**(links or {}), **own.links}, marks=dict.fromkeys(notes, ""), marked=False)
    return _Reader(Contents(renderer.raw(own.blocks, scope), notes=notes)).read()


def title_contents(title: str) -> Contents:
    """Return the contents of a title: plain text, no Markdown."""
    return _Reader(Contents(html.escape(" ".join(title.split()), quote=False))).read()


def labels_used(source: str) -> dict[str, Link]:
    """Return a placeholder for each link by label, for a segment without its definitions at hand.

    Only "[text][label]" is certainly a link; "[label]" alone may be a word in brackets.
    """
    if "][" not in source:
        return {}
    found = (match for chunk in outline(source).blocks for match in REFERENCE_LINK.finditer(prose(chunk)))
    labels = {label_key(match[2] or match[1]) for match in found if match[2] is not None}
    return {label: Link(f"[{label}]", None) for label in labels}


def _notes(own: Outline) -> list[str]:
    """Return the labels of notes that a segment refers to or defines."""
    marked = [chunk for chunk in own.blocks if "[^" in chunk.source]
    labels = [label_key(label) for chunk in marked for label in REFERENCE.findall(prose(chunk))]
    return [*labels, *filter(None, map(note_label, marked))]


class _Reader:
    def __init__(self, into: Contents) -> None:
        self.into = into
        self.texts: list[str] = []
        self.depth = 0
        self.inside: Counter[str] = Counter()

    def read(self) -> Contents:
        for piece in PIECE.finditer(self.into.html):
            if piece[2]:
                self.tag(piece[2], piece[3], closing=bool(piece[1]))
            elif self.inside["code"]:
                self.code(html.unescape(piece[0]))
            else:
                self.texts.append(self.prose(piece[0]))
        self.into.text = "".join(self.texts)
        return self.into

    def tag(self, name: str, attributes: str, *, closing: bool) -> None:
        if name in BREAKS:
            self.texts.append("\n")
        if name in ("ul", "ol"):
            self.depth += -1 if closing else 1
        if name in ("a", "code", "pre"):
            self.inside[name] += -1 if closing else 1
        if not closing:
            self.opened(name, attributes)

    def opened(self, name: str, attributes: str) -> None:
        if name == "li":
            self.into.items[self.depth] += 1
        elif name in COUNTED:
            self.into.tags[name] += 1
        elif name == "a" and (address := HREF.search(attributes)):
            self.into.addresses.append(html.unescape(address[1]))
        elif name == "span" and (attached := ATTACHED.search(attributes)):
            self.into.addresses.append(f"{attached[1]}:{attached[2]}")
        elif name == "ol" and (start := START.search(attributes)):
            self.texts.append(start[1] + ". ")  # "2009. El año …" was meant as a year, and became a list

    def code(self, code: str) -> None:
        (self.into.listings if self.inside["pre"] else self.into.spans).append(code)
        self.texts.append(GAP)

    def prose(self, escaped: str) -> str:
        """Return the text without its addresses; a link's words may look like an address without being a second one."""
        for pattern in (ADDRESS_IN_HTML, MAIL):
            if not self.inside["a"]:
                self.into.addresses += map(html.unescape, _found(pattern, escaped))
            escaped = pattern.sub(GAP, escaped)
        return html.unescape(escaped)


def _found(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    return (match[0] for match in pattern.finditer(text))
