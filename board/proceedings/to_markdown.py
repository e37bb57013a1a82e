"""Chapters of HTML as Markdown. The HTML is our own: a closed set of tags, well-formed."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from flask_babel import gettext as _

from board.proceedings import escaping

INLINE = {"a", "bdi", "br", "cite", "code", "em", "span", "strong", "sup", "time"}
MARKS = {"em": "*", "cite": "*", "strong": "**"}
NOTE = re.compile("#[pq]-[0-9A-Za-z]+")
HEADING = re.compile("h[1-6]")
WIDTH = 4
"""Columns by which what belongs to an item is indented."""
BETWEEN = "<!-- -->"
"""Stands between two blocks that would otherwise become one."""
Kind = str


class Block(NamedTuple):
    """A block of Markdown and what it is: ``list``, ``quote``, ``code``, or plain."""

    text: str
    kind: Kind = ""


class Notes(NamedTuple):
    """How citations become footnotes, and how languages are named."""

    names: dict[str, str]
    """The name of the footnote of each address in the edition."""
    used: dict[str, None]
    """The addresses that were cited, in order."""
    language: Callable[[str], str]


def markdown(made: str, notes: Notes) -> str:
    """Return well-formed HTML as Markdown."""
    root = etree.fromstring(f"<div>{made}</div>")  # noqa: S314 - our own HTML, and no declarations in it
    return _joined(_inside(root, notes))


def _joined(blocks: Iterable[Block]) -> str:
    found = [block for block in blocks if block.text]
    between = [BETWEEN + "\n\n" if _would_merge(*pair) else "" for pair in pairwise([Block(""), *found])]
    return "\n\n".join(separator + block.text for separator, block in zip(between, found, strict=True))


def _would_merge(first: Block, second: Block) -> bool:
    return bool(first.kind) and (first.kind == second.kind or (first.kind, second.kind) == ("list", "code"))


def _inside(element: etree.Element, notes: Notes) -> Iterator[Block]:
    """Return the blocks in an element; a run of words and inline tags between them is a paragraph."""
    run = _text(element.text)
    for child in element:
        if child.tag in INLINE:
            run = _beside(run, _inline(child, notes))
        else:
            yield Block(_lines(run))
            yield from _block(child, notes)
            run = ""
        run = _beside(run, _text(child.tail))
    yield Block(_lines(run))


def _block(element: etree.Element, notes: Notes) -> Iterator[Block]:
    if HEADING.fullmatch(element.tag):
        yield Block("#" * int(element.tag[1]) + " " + _one_line(element, notes))
    elif element.tag in WRITERS:
        yield WRITERS[element.tag](element, notes)
    elif "second" in element.get("class", "").split():
        yield _quoted(_labelled(element, notes))
    else:
        yield from _inside(element, notes)


def _one_line(element: etree.Element, notes: Notes) -> str:
    return _words(element, notes).replace("  \n", " ").strip(" ")


def _paragraph(element: etree.Element, notes: Notes) -> Block:
    made = _lines(_words(element, notes))
    is_mark = element.get("class") == "mark" and made
    return Block(f"*{made}*" if is_mark else made)


def _lines(made: str) -> str:
    return "  \n".join(filter(None, map(escaping.line, made.split("\n"))))


def _labelled(element: etree.Element, notes: Notes) -> Iterator[Block]:
    """Return what stands beside an original: words about the translation, and the translation with its language."""
    for child in element:
        language = child.get("lang")
        yield from _named(language, list(_inside(child, notes)), notes) if language else _block(child, notes)


def _named(language: str, blocks: list[Block], notes: Notes) -> list[Block]:
    """Return blocks with the name of their language before the first words."""
    label = f"*{escaping.words(notes.language(language))}:*"
    first, *others = [block for block in blocks if block.text] or [Block("")]
    if first.kind or first.text.startswith(("#", "|")):
        return [Block(label), first, *others]
    return [Block(f"{label} {first.text}"), *others]


def _quote(element: etree.Element, notes: Notes) -> Block:
    return _quoted(_inside(element, notes))


def _quoted(blocks: Iterable[Block]) -> Block:
    made = _joined(blocks)
    return Block("\n".join(f"> {line}".rstrip(" ") if not line else f"> {line}" for line in made.split("\n")), "quote")


def _list(element: etree.Element, notes: Notes) -> Block:
    start = int(element.get("start", "1"))
    items = []
    for number, item in enumerate(element, start):
        marker = "-" if element.tag == "ul" else f"{number}."
        items.append(_item(marker, _joined(_inside(item, notes))))
    return Block("\n".join(items), "list")


def _item(marker: str, made: str) -> str:
    width = max(WIDTH, len(marker) + 1)
    return marker.ljust(width) + _indented(made, width)[width:]


def _indented(made: str, width: int) -> str:
    return "\n".join(" " * width + line if line else "" for line in made.split("\n"))


def _code(element: etree.Element, notes: Notes) -> Block:
    return Block(_indented("".join(element.itertext()).strip("\n"), WIDTH), "code")


def _table(element: etree.Element, notes: Notes) -> Block:
    rows = [[_cell(cell, notes) for cell in row] for row in element.iter("tr")]
    width = max(map(len, rows), default=0)
    lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in rows]
    return Block("\n".join([*lines[:1], "|" + " --- |" * width, *lines[1:]]) if width else "")


def _cell(element: etree.Element, notes: Notes) -> str:
    return escaping.cell(_one_line(element, notes))


def _figure(element: etree.Element, notes: Notes) -> Block:
    """Return a link to a picture with what it shows, and what it shows in the other language."""
    picture, caption = element[0], element.find("figcaption")
    others = [each for each in caption if each.get("class") == "beside"] if caption is not None else []
    label = str(_("Picture: %(words)s", words=escaping.words(picture.get("alt", ""))))
    link = f"[{label}]({escaping.address(picture.get('src', ''))})"
    return Block("".join([link, *(_words(each, notes) for each in others)]))


WRITERS: dict[str, Callable[[etree.Element, Notes], Block]] = {
    "p": _paragraph,
    "blockquote": _quote,
    "ul": _list,
    "ol": _list,
    "pre": _code,
    "table": _table,
    "figure": _figure,
    "hr": lambda element, notes: Block("* * *"),
}


def _text(text: str | None) -> str:
    return escaping.words(text or "")


def _words(element: etree.Element, notes: Notes) -> str:
    """Return what is inside an element as one run of words; a line break is two spaces and a new line."""
    made = _text(element.text)
    for child in element:
        made = _beside(_beside(made, _inline(child, notes)), _text(child.tail))
    return made


def _beside(made: str, more: str) -> str:
    """Return both; signs of emphasis that would meet are kept apart."""
    return made + BETWEEN + more if made.endswith("*") and more.startswith("*") else made + more


def _inline(element: etree.Element, notes: Notes) -> str:
    if element.tag == "br":
        return "  \n"
    if element.tag == "code":
        return escaping.code("".join(element.itertext()))
    made = _words(element, notes)
    if element.tag == "a":
        return _note(made, element.get("role", "")) or _link(element.get("href", ""), made, notes)
    return _marked(MARKS.get(element.tag, ""), made)


def _marked(mark: str, made: str) -> str:
    """Return words between marks, which have to touch them."""
    inner = made.strip(" \n")
    if not mark or not inner or mark[0] in (inner[0], inner[-1]):
        return made
    before, _inner, after = made.partition(inner)
    return f"{before}{mark}{inner}{mark}{after}"


def _note(made: str, role: str) -> str:
    """Return the number of a note in brackets; the way back from the note, which stands in place, is a sign as well."""
    return escaping.words(f"[{made}]") if role == "doc-noteref" else made if role == "doc-backlink" else ""


def _link(href: str, made: str, notes: Notes) -> str:
    if NOTE.fullmatch(href) and href in notes.names:
        notes.used[href] = None
        own = made.removesuffix(escaping.words(f"[{notes.names[href]}]")).rstrip(" ")
        return f"{own}[^{notes.names[href]}]"
    if not href or href.startswith("#"):
        return made
    if made == escaping.words(href):
        return f"<{href}>"
    return f"[{made.strip()}]({escaping.address(href)})" if made.strip() else ""
