"""Inline Markdown: python-markdown's engine with patterns that stay linear on hostile input."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from typing import Protocol

from markdown import Markdown
from markdown.inlinepatterns import (
    DoubleTagInlineProcessor,
    EscapeInlineProcessor,
    InlineProcessor,
    Pattern,
    SimpleTagInlineProcessor,
    SubstituteTagInlineProcessor,
)
from markdown.util import AtomicString, Registry, code_escape

from board.text.outline import CODE_SPAN, Link, label_key
from board.text.scope import Scope

MAX_LABEL = 1000
MAX_BRACKET_DEPTH = 4
BRACKET = re.compile(r"[\[\]]")
SAFE_ADDRESS = re.compile(r"(?:https?://|mailto:|/|#|www\.)[^\s<>]*", re.IGNORECASE)
TARGET = re.compile(
    r"\(\s{0,3}(?:<([^<>\n]*)>|((?:[^\s()<>]|\((?:[^\s()<>]|\([^\s()<>]*\))*\))*))"
    r"(?:\s{1,3}(?:\"([^\"]{0,300})\"|'([^']{0,300})'))?\s{0,3}\)"
)
ATTACHED = re.compile(r"\((image|file):([23456789abcdefghjkmnpqrstvwxyz]{14})\)")
FULL_REFERENCE = re.compile(r"\[([^\[\]]{0,300})\]")
# Protects an address from emphasis inside it; it becomes a link after rendering.
ADDRESS = r"<((?:https?://|mailto:)[^\s<>\x02]+|[\w.+-]{1,64}@[\w.-]{1,250})>|((?:https?://|www\.)[^\s<>\x02]*[^\s<>\x02.,;:!?*_'»”…)\]])"

STRONG_EM = r"(\*\*\*)(?=[^\s*])([^*]*[^\s*])\*\*\*(?!\*)"
STRONG = r"(\*\*)(?=[^\s*])((?:[^*]|\*(?!\*))*?[^\s*]\*?)\*\*(?!\*)"
EM = r"(?<!\*)(\*)(?=[^\s*])([^*]*[^\s*])\*(?!\*)"
UNDER_STRONG = r"(?<![\w_])(__)(?=[^\s_])((?:[^_]|_(?!_))*?[^\s_])__(?!\w)"
UNDER_EM = r"(?<!\w)(_)(?=[^\s_])((?:[^_]|(?<=\w)_(?=\w))*?[^\s_])_(?!\w)"

Handled = tuple[etree.Element | str | None, int | None, int | None]
NOTHING: Handled = (None, None, None)


class Around(Protocol):
    """An object that holds the scope of the block being rendered."""

    scope: Scope


class CodeSpan(InlineProcessor):
    def __init__(self) -> None:
        super().__init__(CODE_SPAN.pattern)

    def handleMatch(self, m: re.Match[str], data: str) -> Handled:  # type: ignore[override]
        element = etree.Element("code")
        element.text = AtomicString(code_escape(m[2].strip()))
        return element, m.start(), m.end()


class Address(InlineProcessor):
    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> Handled:  # type: ignore[override]
        return m[1] or m[2], m.start(), m.end()


class Brackets(InlineProcessor):
    """Links, images (shown as links: nothing is fetched from elsewhere), note references, and our own pictures."""

    ANCESTOR_EXCLUDES = ("a", "span")

    def __init__(self, md: Markdown, around: Around) -> None:
        super().__init__(r"!?\[", md)
        self.around = around

    def handleMatch(self, m: re.Match[str], data: str) -> Handled:  # type: ignore[override]
        close = closing_bracket(data, m.end())
        if close is None:
            return NOTHING
        text = data[m.end() : close]
        if text.startswith("^"):
            return self.note(label_key(text[1:]), m.start(), close + 1)
        if found := attached(m[0], text, data, close + 1):
            return found[0], m.start(), found[1]
        link, end = self.target(text, data, close + 1)
        return (anchor(link, text), m.start(), end) if link else NOTHING

    def target(self, text: str, data: str, index: int) -> tuple[Link | None, int]:
        inline = TARGET.match(data, index)
        if inline:
            # Escapes and code in an address were set aside before the search for links.
            address, title = (self.unescape(part or "") for part in (inline[1] or inline[2], inline[3] or inline[4]))
            return checked(address, title), inline.end()
        links = self.around.scope.links
        full = FULL_REFERENCE.match(data, index)
        if full and label_key(full[1] or text) in links:
            return links[label_key(full[1] or text)], full.end()
        return links.get(label_key(text)), index

    def note(self, label: str, start: int, end: int) -> Handled:
        scope = self.around.scope
        if label not in scope.marks:
            return NOTHING
        return (note_reference(label, scope) if scope.marked else AtomicString(""), start, end)


def attached(mark: str, text: str, data: str, index: int) -> tuple[etree.Element, int] | None:
    """Return the inert element of a picture or a file of this site, with its words, and where its address ends."""
    target = ATTACHED.match(data, index)
    if target is None or (mark == "![") != (target[1] == "image"):
        return None
    element = etree.Element("span", {f"data-{target[1]}": target[2]})
    element.text = text
    return element, target.end()


def closing_bracket(data: str, index: int) -> int | None:
    """Return where the bracket that opened before `index` closes, or None if it is too far or too deep for a label."""
    depth = 1
    for bracket in BRACKET.finditer(data, index, index + MAX_LABEL):
        depth += 1 if bracket[0] == "[" else -1
        if depth == 0:
            return bracket.start()
        if depth > MAX_BRACKET_DEPTH:
            return None
    return None


def checked(address: str, title: str) -> Link | None:
    """Return a link, or None for an address that we do not link, which stays text as typed."""
    return Link(address, title) if SAFE_ADDRESS.fullmatch(address) else None


def anchor(link: Link, text: str) -> etree.Element:
    address = f"http://{link.address}" if link.address.lower().startswith("www.") else link.address
    element = etree.Element("a", {"href": address, **({"title": link.title} if link.title else {})})
    element.text = text if text.strip() else AtomicString(address)
    return element


def note_reference(label: str, scope: Scope) -> etree.Element:
    superscript = etree.Element("sup")
    if label in scope.free_references:
        scope.free_references.remove(label)
        superscript.set("id", scope.reference_id(label))
    link = etree.SubElement(superscript, "a", {"href": "#" + scope.note_id(label), "role": "doc-noteref"})
    link.text = AtomicString(scope.marks[label])
    return superscript


def inline_patterns(md: Markdown, around: Around) -> Registry[Pattern]:
    """Return the patterns in order of precedence: each match becomes a placeholder before the next pattern applies."""
    patterns: Registry[Pattern] = Registry()
    for rank, pattern in enumerate(
        (
            SubstituteTagInlineProcessor(r"\n", "br"),
            SimpleTagInlineProcessor(UNDER_EM, "em"),
            SimpleTagInlineProcessor(UNDER_STRONG, "strong"),
            SimpleTagInlineProcessor(EM, "em"),
            SimpleTagInlineProcessor(STRONG, "strong"),
            DoubleTagInlineProcessor(STRONG_EM, "strong,em"),
            Address(ADDRESS),
            Brackets(md, around),
            EscapeInlineProcessor(r"\\(.)", md),
            CodeSpan(),
        )
    ):
        patterns.register(pattern, str(rank), rank)
    return patterns
