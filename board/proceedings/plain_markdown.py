"""The proceedings as Markdown: readable as it is, with citations as footnotes that hold addresses."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from flask_babel import get_locale

from board.proceedings import escaping, pages
from board.proceedings.book import Book, chapters, render
from board.proceedings.document import Quote
from board.proceedings.figures import SRC
from board.proceedings.to_markdown import Notes, markdown


def md(book: Book) -> bytes:
    """Return the whole text; below each paragraph stands its translation as a quotation."""
    notes = Notes({link: label.strip("[]") for link, label in book.numbers.labels.items()}, {}, _language)
    written = [pages.front(book), *(_linked(book, chapter.html) for chapter in chapters(book))]
    parts = [markdown(html, notes) for html in written]
    return ("\n\n".join([*parts, *_footnotes(book, notes)]) + "\n").encode()


def _linked(book: Book, html: str) -> str:
    """Let each picture have its permanent address: the file holds none."""
    return SRC.sub(lambda found: f'src="{escape(book.pictures[found[1]].address)}"', html)


def _language(code: str) -> str:
    return str(get_locale().languages.get(code, code))


def _footnotes(book: Book, notes: Notes) -> Iterator[str]:
    """Return a line for each passage and source that is cited: who, when, and where it stands."""
    quotes = {f"#q-{quote.key}": quote for theme in book.document.themes for quote in theme.quotes}
    for link in sorted(notes.used, key=list(notes.names).index):
        quote = quotes.get(link)
        line = _reference(book, link, quote)
        yield f"[^{notes.names[link]}]: {line}"


def _reference(book: Book, link: str, quote: Quote | None) -> str:
    source = book.numbers.sources.get(quote.source if quote else link.removeprefix("#p-"))
    said = render("footnote", book=book, source=source) if source else ""
    who = markdown(said, Notes({}, {}, _language))
    address = quote.address if quote else source.address if source else ""
    return f"{who} <{book.link(address)}>".strip() if address else escaping.words(who)
