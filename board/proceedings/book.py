"""The proceedings as chapters of HTML, from which every format is made, so that all of them say the same.

The chapters are well-formed XML as well. Links between them are written as in one page (``#theme-…``); a link to
something that is not in the edition becomes plain words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import count
from typing import Any, NamedTuple

from flask import current_app
from markupsafe import Markup

from board.proceedings.adapting import Adapter, legible, whole_address
from board.proceedings.document import Document, Picture, Words
from board.proceedings.figures import Pictures, figures, lifted
from board.proceedings.layouts import BOTH, Block, Laid, Row, Title, interface_language, laid_out, title_of
from board.proceedings.numbering import Matrix, Numbers, cells_of, matrix_of, numbered

BLOCK = re.compile(r"\s*<(?:p|h[1-6]|ul|ol|pre|blockquote|div|table|hr)\b")
ID = re.compile(r'<[a-z][^<>]* id="([^"]*)"')
"""The id of an element; what looks like one in people's words is none."""
INSIDE = re.compile(r'<a href="#([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


class Chapter(NamedTuple):
    """A chapter: its name, which is its id and the name of its file, its title as HTML, and its HTML."""

    name: str
    title: Markup
    html: str


class Plan(NamedTuple):
    """A chapter to be written: its name, its template, and what it is about."""

    name: str
    template: str
    subject: object = None


@dataclass(frozen=True)
class Book:
    """A document in one layout, as templates ask for its parts."""

    document: Document
    layout: str
    numbers: Numbers
    matrix: Matrix
    bytes_of: Pictures
    """Asks for the bytes of a picture."""
    texts: Iterator[int] = field(default_factory=lambda: count(1))
    """Gives every text its own ids, also where one stands twice."""

    @cached_property
    def pictures(self) -> Mapping[str, Picture]:
        """All pictures by key."""
        return {picture.key: picture for picture in self.document.pictures}

    @property
    def is_bilingual(self) -> bool:
        return self.layout == BOTH

    @property
    def language(self) -> str:
        """The language of headings and labels."""
        return interface_language(self.layout, self.document.languages)

    @property
    def written_in(self) -> tuple[str, ...]:
        """The languages of the words in this layout, that of headings first."""
        if not self.is_bilingual:
            return (self.layout,)
        return tuple(sorted(self.document.languages, key=lambda code: code != self.language))

    def title(self, words: Words) -> Title:
        return title_of(words, self.layout)

    def laid(self, words: Words, level: int) -> Laid:
        """Return a text in this layout, to stand under a heading of this level."""
        laid, adapted = laid_out(words, self.layout), self._adapting(level)
        return laid._replace(rows=tuple(self._row(row, adapted) for row in laid.rows))

    def _row(self, row: Row, adapted: Callable[[Block], Block]) -> Row:
        """Return a paragraph with its pictures below it, once for both languages."""
        blocks = [row.block, *([row.beside] if row.beside else [])]
        parts = [lifted(block.html, self.pictures) for block in blocks]
        shown = [adapted(block._replace(html=part.html)) for block, part in zip(blocks, parts, strict=True)]
        said = [(block.language, part.words) for block, part in zip(blocks, parts, strict=True)]
        return Row(shown[0], shown[1] if row.beside else None, row.mark, figures(said, self.pictures))

    def _adapting(self, level: int) -> Callable[[Block], Block]:
        number = next(self.texts)

        def adapted(block: Block) -> Block:
            if not block.html:
                return block
            made = block.html if BLOCK.match(block.html) else f"<p>{block.html}</p>"
            adapter = Adapter(self.numbers.labels, self.document.address, level, f"w{number}-{block.language}-")
            return block._replace(html=Markup(adapter.adapted(made)))  # noqa: S704 - the adapter escapes

        return adapted

    def link(self, address: str) -> str:
        return whole_address(self.document.address, address)

    def date(self, moment: str) -> date:
        """Return the day of an ISO date or time, as it was in the forum's zone."""
        return date.fromisoformat(moment[:10])


def no_pictures(key: str) -> bytes:
    """Stand for the pictures of a document that has none."""
    raise LookupError(key)


def book_of(document: Document, layout: str, bytes_of: Pictures = no_pictures) -> Book:
    """Return the document in a layout: ``both``, or the code of one of its languages."""
    if layout not in (BOTH, *document.languages):
        raise ValueError(f"There is no layout {layout!r} of this edition.")
    return Book(document, layout, numbered(document), matrix_of(document), bytes_of)


def chapters(book: Book) -> list[Chapter]:
    """Write all chapters. To be called with the locale of the book's language."""
    written = [
        Chapter(plan.name, _title(book, plan), render(plan.template, book=book, plan=plan))
        for plan in _plans(book.document)
    ]
    return _without_loose_ends(written)


def _plans(document: Document) -> Iterator[Plan]:
    yield Plan("programme", "programme")
    if document.people or document.unnamed:
        yield Plan("people", "people")
    yield from (Plan(f"week-{week.number}", "week", week) for week in document.weeks if week.opened)
    if document.themes:
        yield Plan("matrix", "matrix")
    yield from (Plan(f"theme-{theme.key}", "theme", theme) for theme in document.themes)
    if document.sources:
        yield Plan("sources", "sources")
    yield Plan("statistics", "statistics")
    yield Plan("colophon", "colophon")


def _title(book: Book, plan: Plan) -> Markup:
    return Markup(render("_heading", book=book, plan=plan).strip())  # noqa: S704 - the template escapes


def render(template: str, **context: Any) -> str:
    """Render a template of the proceedings: without a request, so without what pages of the site are given."""
    name = template if "." in template else f"{template}.html"
    found = current_app.jinja_env.get_template(f"proceedings/{name}")
    return legible(found.render(cells_of=cells_of, **context))


def _without_loose_ends(written: list[Chapter]) -> list[Chapter]:
    """Turn links to what is not here into plain words."""
    targets = {name for chapter in written for name in (chapter.name, *ID.findall(chapter.html))}

    def kept(link: re.Match[str]) -> str:
        return link[0] if link[1] in targets else link[2]

    return [chapter._replace(html=INSIDE.sub(kept, chapter.html)) for chapter in written]
