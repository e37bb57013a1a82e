"""The lines of a mail that is written in HTML, as Markdown: how deep each is quoted, and what the client marked."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import NamedTuple

from board.text.reply_lines import Line, Role

_NO_TEXT = {"style", "script", "head", "title", "template", "noscript"}
_VOID = {"br", "hr", "img", "meta", "link", "input", "wbr", "col", "base", "area", "source", "embed", "param", "track"}
_PARAGRAPHS = {"p", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "dl"}
_BLOCKS = _PARAGRAPHS | {
    "div", "li", "tr", "section", "article", "header", "footer", "body", "center", "address", "dt", "dd", "main",
    "form", "figure", "fieldset", "hr",
}  # fmt: skip
_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*"}
_SPACE = re.compile(r"[ \t\r\n\f\u00a0]+")

_QUOTES = re.compile(r"(?:^|\s)(?:x_)*(?:ydp\w*|)(?:yahoo_quoted|protonmail_quote|tutanota_quote)", re.IGNORECASE)
_CUTS = re.compile(
    r"(?:^|\s)(?:x_)*(?:gmail_attr|gmail_signature\w*|moz-cite-prefix|moz-signature|protonmail_signature_block\S*|"
    r"ms-outlook-mobile-signature|signature|composer_signature|applemailsignature)(?:$|\s)",
    re.IGNORECASE,
)
_WALLS = re.compile(
    r"(?:^|\s)(?:x_)*(?:divrplyfwdmsg|appendonsend|moz-forward-container|zwchr|mail-editor-reference-message-container|"
    r"outlookmessageheader)(?:$|\s)",
    re.IGNORECASE,
)
_BORDER_TOP = re.compile(r"border:\s*none;\s*border-top:\s*solid", re.IGNORECASE)
_INDENTED = re.compile(r"border:\s*none", re.IGNORECASE)
MAX_DEPTH = 50


class _Open(NamedTuple):
    """An element that is open, and what was so outside it."""

    tag: str
    depth: int
    role: Role
    is_preformatted: bool
    closing: str


class _Reader(HTMLParser):
    """Reads HTML into lines; it never nests calls, so that no depth is too much."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[Line] = []
        self.words: list[str] = []
        self.open: list[_Open] = []
        self.counts: dict[str, int] = {}
        self.items: list[int | None] = []
        self.depth, self.role, self.is_preformatted = 0, Role.NEW, False
        self.silent = 0

    def finished(self) -> list[Line]:
        """Return the lines, the last one included."""
        self.close()
        self._end_line()
        return self.lines

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element."""
        if tag in _NO_TEXT:
            self.silent += 1
        if tag in _BLOCKS:
            self._break(tag in _PARAGRAPHS)
        if tag == "br":
            self._end_line(keep_empty=True)
        if tag in _VOID:
            self._wall(dict(attrs))
            return
        self._enter(tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        """End an element, and those inside it that nobody ended."""
        if tag in _NO_TEXT:
            self.silent = max(0, self.silent - 1)
        if not self.counts.get(tag):
            return
        while self.open:
            ended = self.open.pop()
            self.counts[ended.tag] -= 1
            self._leave(ended)
            if ended.tag == tag:
                break

    def handle_data(self, data: str) -> None:
        """Take words."""
        if self.silent:
            return
        if not self.is_preformatted:
            self.words.append(data)
            return
        first, *others = data.split("\n")
        self.words.append(first)
        for line in others:
            self._end_line(keep_empty=True)
            self.words.append(line)

    def _enter(self, tag: str, attrs: dict[str, str | None]) -> None:
        closing = ""
        if tag in _MARKS:
            closing = _MARKS[tag]
            self.words.append(f"\0{closing}")
        self.open.append(_Open(tag, self.depth, self.role, self.is_preformatted, closing))
        self.counts[tag] = self.counts.get(tag, 0) + 1
        names = f"{attrs.get('class') or ''} {attrs.get('id') or ''} {attrs.get('name') or ''}"
        style = attrs.get("style") or ""
        if (
            (tag == "blockquote" and not _INDENTED.search(style))
            or _QUOTES.search(names)
            or attrs.get("name") == "quote"
        ):
            self.depth = min(self.depth + 1, MAX_DEPTH)
        if _CUTS.search(names):
            self.role = Role.CUT
        if _BORDER_TOP.search(style):
            self._mark_wall()
        self._wall(attrs)
        self.is_preformatted = self.is_preformatted or tag == "pre"
        if tag in ("ul", "ol"):
            self.items.append(1 if tag == "ol" else None)
        if tag == "li":
            self._item()

    def _item(self) -> None:
        indent = "  " * max(0, min(len(self.items), 6) - 1)
        if self.items and (number := self.items[-1]) is not None:
            self.items[-1] = number + 1
            self.words.append(f"\0{indent}{number}. ")
        else:
            self.words.append(f"\0{indent}- ")

    def _wall(self, attrs: dict[str, str | None]) -> None:
        names = f"{attrs.get('class') or ''} {attrs.get('id') or ''}"
        if _WALLS.search(names):
            self._mark_wall()

    def _mark_wall(self) -> None:
        if not self.depth:
            self._end_line()
            self.lines.append(Line(0, "", Role.WALL))

    def _leave(self, ended: _Open) -> None:
        if ended.closing:
            self.words.append(f"\1{ended.closing}")
        if ended.tag in ("ul", "ol") and self.items:
            self.items.pop()
        if ended.tag in ("td", "th"):
            self.words.append(" ")
        if ended.tag in _BLOCKS:
            self._break(ended.tag in _PARAGRAPHS)
        self.depth, self.role, self.is_preformatted = ended.depth, ended.role, ended.is_preformatted

    def _break(self, is_paragraph: bool) -> None:
        self._end_line()
        if is_paragraph and not self.items:
            self._add("")

    def _end_line(self, keep_empty: bool = False) -> None:
        words = "".join(self.words)
        self.words = []
        line = _written(words, self.is_preformatted)
        if line.strip() or keep_empty:
            self._add(line)

    def _add(self, words: str) -> None:
        role = Role.QUOTED if self.depth else self.role
        self.lines.append(Line(self.depth, words, role))


def _written(words: str, is_preformatted: bool) -> str:
    """Return a line as Markdown. A mark of an emphasis that has no partner in the line goes."""
    if not is_preformatted:
        words = _SPACE.sub(" ", words)
    return words.replace("\0", "").replace("\1", "").strip()


def html_lines(html: str) -> list[Line]:
    """Return the lines of a mail that is written in HTML."""
    reader = _Reader()
    reader.feed(html)
    return reader.finished()
