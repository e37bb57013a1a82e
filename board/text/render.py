"""Rendering chunks as safe HTML."""

from __future__ import annotations

import html
import re
import threading
import xml.etree.ElementTree as etree
from collections.abc import Iterable, Sequence

import nh3
from bleach.linkifier import Linker
from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.treeprocessors import InlineProcessor, UnescapeTreeprocessor
from markdown.util import Registry

from board.text.addresses import ADDRESS_IN_HTML, MAIL
from board.text.grammar import Chunk
from board.text.inline import inline_patterns
from board.text.scope import Scope
from board.text.tree import grow

CODE = re.compile(r"<code>[^<]*</code>")
NO_CODE = re.compile("<code></code>")
MAX_ENTITIES = 5_000  # bleach takes 35 µs for each
MAY_LINK = re.compile(r"://|www\.|@", re.IGNORECASE)

TAGS = {
    "p",
    "br",
    "hr",
    "em",
    "strong",
    "code",
    "pre",
    "blockquote",
    "ul",
    "ol",
    "li",
    "a",
    "sup",
    "span",
    "div",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    *(f"h{level}" for level in range(1, 7)),
}
OWN_ID = re.compile(r"[\w-]*-(?:note|ref)-[a-z0-9]+")


OWN_KEY = re.compile("[23456789abcdefghjkmnpqrstvwxyz]{14}")
"""Of a picture or a file, which `attached.put_in` shows."""


def _allowed_attribute(tag: str, name: str, value: str) -> str | None:
    shape = OWN_ID if name == "id" else OWN_KEY if name.startswith("data-") else None
    return value if shape is None or shape.fullmatch(value) else None


def _last_gate() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=TAGS,
        clean_content_tags=set(),
        attributes={
            "a": {"href", "title"},
            "ol": {"start"},
            "div": {"id"},
            "sup": {"id"},
            "span": {"data-image", "data-file"},
        },
        attribute_filter=_allowed_attribute,
        tag_attribute_values={
            "a": {"role": {"doc-noteref", "doc-backlink"}},
            "div": {"role": {"doc-footnote"}, "tabindex": {"0"}, "class": {"scroll", "note"}},
            **{cell: {"align": {"left", "center", "right"}} for cell in ("th", "td")},
        },
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener ugc",
    )


class _TreeBuilder(BlockParser):
    """Replaces python-markdown's own block parser."""

    chunks: Sequence[Chunk] = ()
    scope: Scope = Scope()

    def parseDocument(self, lines: Iterable[str]) -> etree.ElementTree:
        self.root = etree.Element(self.md.doc_tag)
        grow(self.root, self.chunks, self.scope)
        return etree.ElementTree(self.root)


class Renderer(threading.local):
    """One Markdown engine, linker and sanitiser per thread: none of them is safe to share."""

    def __init__(self) -> None:
        self.md = Markdown(output_format="html")
        self.builder = _TreeBuilder(self.md)
        self.md.parser = self.builder
        self.md.ESCAPED_CHARS = list("\\`*_{}[]()<>#+-.!|~:\"'&")
        self.md.inlinePatterns = inline_patterns(self.md, self.builder)
        self.md.preprocessors, self.md.postprocessors = Registry(), Registry()
        self.md.treeprocessors = Registry()
        self.md.treeprocessors.register(InlineProcessor(self.md), "inline", 20)
        self.md.treeprocessors.register(UnescapeTreeprocessor(self.md), "unescape", 0)
        self.linker = Linker(callbacks=[], parse_email=True, url_re=ADDRESS_IN_HTML, email_re=MAIL)
        self.gate = _last_gate()

    def raw(self, chunks: Sequence[Chunk], scope: Scope) -> str:
        """Return escaped HTML that is not sanitised: for reading its text, never for a page."""
        self.builder.chunks, self.builder.scope = chunks, scope
        return self.md.convert("\n".join(chunk.source for chunk in chunks))

    def safe(self, chunks: Sequence[Chunk], scope: Scope) -> str:
        """Return sanitised HTML in which addresses are links."""
        return self.gate.clean(self.linked(self.raw(chunks, scope)))

    def linked(self, made: str) -> str:
        if not MAY_LINK.search(made) or made.count("&") > MAX_ENTITIES:
            return made
        # Not skip_tags={"code"}: bleach escapes a second time what it skips.
        codes = iter(CODE.findall(made))
        return NO_CODE.sub(lambda _: next(codes), self.linker.linkify(CODE.sub("<code></code>", made)))


renderer = Renderer()


def sanitised(found: str) -> str:
    """Return HTML from elsewhere without anything that our own renderer does not make."""
    return renderer.gate.clean(found)


def render_inline(title: str) -> str:
    """Return a title as HTML: plain text on one line, escaped; no Markdown."""
    return html.escape(" ".join(title.split()))
