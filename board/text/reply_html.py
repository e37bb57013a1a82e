"""The lines of a mail that is written in HTML, as Markdown: how deep each is quoted, and what the client marked."""

from __future__ import annotations

import re
from typing import NamedTuple

from board.text.markup import Tag, pieces
from board.text.reply_lines import Line, Role, line_of
from board.text.runs import PLAIN, Run, Style, markdown

_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
_PARAGRAPHS = frozenset({"p", "ul", "ol", "dl", "table", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "hr"})
_BLOCKS = _PARAGRAPHS | {
    *("div", "li", "tr", "dt", "dd", "section", "article", "header", "footer", "body", "center", "address", "main"),
    *("form", "figure", "fieldset"),
}

# Mail that is quoted in a quoted mail has these names with x_ or a word of Yahoo's before them.
_BEFORE = r"(?:^|\s)(?:x_|ydp[0-9a-f]{5,9})*"
_QUOTES = re.compile(_BEFORE + r"(?:yahoo_quoted|protonmail_quote|tutanota_quote|quote$)", re.IGNORECASE)
_CUTS = re.compile(
    _BEFORE
    + r"(?:gmail_attr|gmail_signature|moz-cite-prefix|moz-signature|protonmail_signature_block|composer_signature|"
    r"ms-outlook-mobile-signature|applemailsignature|signature$)",
    re.IGNORECASE,
)
_WALLS = re.compile(
    _BEFORE + r"(?:divrplyfwdmsg|appendonsend|moz-forward-container|zwchr|mail-editor-reference-message-container)",
    re.IGNORECASE,
)
_BORDER_TOP = re.compile(r"border:\s*none;\s*border-top:\s*solid", re.IGNORECASE)
_INDENTED = re.compile(r"border(?:-left)?:\s*(?:none|0)(?!.*border-left:\s*(?:solid|[\d.]+p[tx]))", re.IGNORECASE)
MAX_DEPTH, MAX_LISTS = 50, 6


class _State(NamedTuple):
    """What holds inside an element."""

    tag: str = ""
    depth: int = 0
    role: Role = Role.NEW
    is_preformatted: bool = False
    style: Style = PLAIN


class _Reader:
    """Reads HTML into lines. Elements inside each other are a list, not calls, so no depth is too much."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._runs: list[Run] = []
        self._open = [_State()]
        self._counts: dict[str, int] = {}
        self._items: list[int | None] = []
        self._bullet = ""

    @property
    def _state(self) -> _State:
        return self._open[-1]

    def read(self, html: str) -> list[Line]:
        """Return the lines of a document."""
        for piece in pieces(html):
            if isinstance(piece, str):
                self._say(piece)
            elif piece.is_end:
                self._end(piece.name)
            else:
                self._begin(piece)
        self._end_line()
        return self.lines

    def _say(self, words: str) -> None:
        first, *others = words.split("\n") if self._state.is_preformatted else [words]
        self._runs.append(Run(first, self._state.style))
        for line in others:
            self._end_line(is_kept=True)
            self._runs.append(Run(line, self._state.style))

    def _begin(self, tag: Tag) -> None:
        if tag.name in _BLOCKS:
            self._break(tag.name in _PARAGRAPHS)
        names = f"{tag.attributes.get('class', '')} {tag.attributes.get('id', '')} {tag.attributes.get('name', '')}"
        if _WALLS.search(names) or _BORDER_TOP.search(tag.attributes.get("style", "")):
            self._wall()
        if tag.name == "br":
            self._end_line(is_kept=True)
        if tag.name not in _VOID:
            self._enter(tag, names.strip())

    def _enter(self, tag: Tag, names: str) -> None:
        state = self._state
        self._counts[tag.name] = self._counts.get(tag.name, 0) + 1
        depth = min(state.depth + _quotes(tag, names), MAX_DEPTH)
        role = Role.CUT if _CUTS.search(names) else state.role
        is_preformatted = state.is_preformatted or tag.name == "pre"
        self._open.append(_State(tag.name, depth, role, is_preformatted, state.style.inside(tag)))
        if tag.name in ("ul", "ol"):
            self._items.append(1 if tag.name == "ol" else None)
        elif tag.name == "li":
            self._bullet = self._next_bullet()

    def _next_bullet(self) -> str:
        indent = "  " * (min(len(self._items), MAX_LISTS) - 1)
        if not self._items or self._items[-1] is None:
            return f"{indent}- "
        number = self._items[-1]
        self._items[-1] = number + 1
        return f"{indent}{number}. "

    def _end(self, name: str) -> None:
        """End an element, and those inside it that nobody ended."""
        if not self._counts.get(name):
            if name in _BLOCKS:
                self._break(is_paragraph=False)
            return
        ended = ""
        while ended != name:
            ended = self._state.tag
            self._leave(ended)

    def _leave(self, name: str) -> None:
        if name in ("td", "th"):
            self._runs.append(Run(" ", PLAIN))
        if name in _BLOCKS:
            self._break(name in _PARAGRAPHS)
        if name in ("ul", "ol"):
            self._items.pop()
        self._counts[name] -= 1
        self._open.pop()

    def _break(self, is_paragraph: bool) -> None:
        self._end_line()
        if is_paragraph and len(self._items) < 2:
            self._add("")

    def _end_line(self, is_kept: bool = False) -> None:
        words = markdown(self._runs, self._state.is_preformatted)
        self._runs = []
        if words.strip():
            indent = "  " * min(len(self._items), MAX_LISTS)
            self._add(words if words.startswith(">") else (self._bullet or indent) + words)
            self._bullet = ""
        elif is_kept:
            self._add("")

    def _add(self, words: str) -> None:
        if not (self._items and not words):
            self.lines.append(line_of(words, self._state.depth, self._state.role))

    def _wall(self) -> None:
        self._end_line()
        if not self._state.depth:
            self.lines.append(Line(0, "", Role.WALL))


def _quotes(tag: Tag, names: str) -> bool:
    """Tell whether an element quotes. Gmail indents a paragraph of one's own with a quotation without a border."""
    if tag.name == "blockquote" and not _INDENTED.search(tag.attributes.get("style", "")):
        return True
    return _QUOTES.search(names) is not None


def html_lines(html: str) -> list[Line]:
    """Return the lines of a mail that is written in HTML."""
    return _Reader().read(html)
