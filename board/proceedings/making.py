"""One file of an edition: a document in a format and a layout."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import force_locale

from board.proceedings import epub, pages, pdf, plain_markdown
from board.proceedings.book import Book, book_of, no_pictures
from board.proceedings.document import Document
from board.proceedings.figures import Pictures

MAKERS: dict[str, Callable[[Book], bytes]] = {
    "html": pages.html,
    "pdf": pdf.pdf,
    "epub": epub.epub,
    "md": plain_markdown.md,
}
FORMATS = tuple(MAKERS)


def make(document: Document, format: str, layout: str, bytes_of: Pictures = no_pictures) -> bytes:
    """Return the file. The same document makes the same bytes. Its pictures are asked for one at a time.

    Needs the application's context, and no request. Raise `CannotMakePdf` where this machine lacks what a PDF needs.
    """
    book = book_of(document, layout, bytes_of)
    with force_locale(book.language):
        return MAKERS[format](book)
