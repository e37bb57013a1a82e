"""The proceedings as a tagged PDF (PDF/UA-1), laid out by WeasyPrint a part at a time, so that memory stays bounded.

WeasyPrint takes a second to load and needs Pango, a library of the system, so it is loaded when the first PDF is made.
"""

from __future__ import annotations

import gc
import logging
import re
import xml.etree.ElementTree as etree
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from board.media.pictures import as_jpeg
from board.proceedings import joining, pages
from board.proceedings.book import Book, Chapter, chapters, render
from board.proceedings.joining import INSIDE, Bookmark, Part
from board.proceedings.parts import parts
from board.text.attached import KEY

PAPER = pages.style("book", "pdf")
OPTIONS = {"pdf_variant": "pdf/ua-1", "presentational_hints": True}
LINK = re.compile('<a href="#')
PICTURE = re.compile(f"picture:{KEY}")


class CannotMakePdf(RuntimeError):
    """This machine lacks a library that makes PDFs. Every other format can still be made."""


@dataclass(slots=True)
class Printed:
    """Parts that are laid out, and where things stand in them; pages count from 0."""

    files: list[Part] = field(default_factory=list)
    pages: int = 0
    starts: dict[str, int] = field(default_factory=dict)
    bookmarks: list[Bookmark] = field(default_factory=list)


def pdf(book: Book) -> bytes:
    """Return the PDF. Raise `CannotMakePdf` if the machine lacks Pango."""
    weasyprint = _weasyprint()
    gc.freeze()  # spares the collector what was there before: layout makes it look a thousand times
    try:
        return _made(weasyprint, book)
    finally:
        gc.unfreeze()


def _made(weasyprint: Any, book: Book) -> bytes:
    written, body = chapters(book), Printed()
    fetch = _fetcher(book)
    for group in parts(LINK.sub(f'<a href="{INSIDE}', chapter.html) for chapter in written):
        html = "".join(etree.tostring(piece, encoding="unicode", method="html") for piece in group)
        _print(body, weasyprint, fetch, _paper(book, html, body.pages))
    front = Printed()
    _print(front, weasyprint, fetch, _paper(book, _front(book, written, body), 0, numerals="lower-roman"))
    contents = Bookmark(1, str(_("Contents")), front.starts["contents"], 0)
    marks = [mark._replace(page=mark.page + front.pages) for mark in body.bookmarks]
    return joining.join([*front.files, *body.files], [contents, *marks], front.pages)


def _front(book: Book, written: list[Chapter], body: Printed) -> str:
    made = render(
        "paper_front",
        book=book,
        chapters=written,
        starts=body.starts,
        front=Markup(pages.front(book)),  # noqa: S704
    )
    return LINK.sub(f'<a href="{INSIDE}', made)


def _paper(book: Book, html: str, before: int, numerals: str = "decimal") -> str:
    """Return a page of HTML to be printed after so many pages."""
    return render(
        "paper",
        book=book,
        title=pages.title(book),
        style=Markup(PAPER),  # noqa: S704 - ours
        body=Markup(html),  # noqa: S704 - the chapters are safe
        before=before,
        numerals=numerals,
    )


def _print(printed: Printed, weasyprint: Any, fetch: Any, html: str) -> None:
    """Lay out a part and note where its headings and anchors are."""
    made = weasyprint.HTML(string=html, url_fetcher=fetch).render(**OPTIONS)
    if fetch.failed:
        raise fetch.failed
    for number, page in enumerate(made.pages, printed.pages):
        for name in page.anchors:
            printed.starts.setdefault(name, number)
        printed.bookmarks += [Bookmark(level, words, number, top) for level, words, (_x, top), _s in page.bookmarks]
    printed.pages += len(made.pages)
    printed.files.append(Part(made.write_pdf(**OPTIONS), is_new=True, has_tables="<th" in html))


@cache
def _weasyprint() -> Any:
    try:
        import weasyprint
    except OSError as error:
        raise CannotMakePdf("PDFs need Pango (Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0).") from error
    for name in ("weasyprint", "fontTools"):
        logging.getLogger(name).setLevel(logging.ERROR)  # what it says of a style it does not know helps nobody here
    return weasyprint


def _fetcher(book: Book) -> Any:
    """Return what fetches the pictures of the book, and notes what fails: WeasyPrint would leave out the picture.

    Nothing else is fetched. The page has the rest in it, and people's words must not make the server ask anybody.
    """
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Fetcher(URLFetcher):  # type: ignore[misc]
        failed: Exception | None = None

        def fetch(self, url: str, headers: Any = None) -> Any:
            if PICTURE.fullmatch(url) is None:
                raise ValueError("Nothing is fetched for a PDF.")
            try:
                data = as_jpeg(book.bytes_of(url.removeprefix("picture:")))
            except Exception as error:
                self.failed = error
                raise
            return URLFetcherResponse(url, data, {"Content-Type": "image/jpeg"})

    return Fetcher()
