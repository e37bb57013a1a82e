"""The proceedings as an e-book (EPUB 3): a page for each chapter in a zip with fixed order and times."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

from markupsafe import Markup

from board.media.pictures import as_jpeg
from board.proceedings import pages
from board.proceedings.book import ID, Book, Chapter, chapters, render
from board.proceedings.figures import SRC

LOOK = pages.style("book", "epub")
HEADING = re.compile(r"(</?h)([2-6])")
LANGUAGE = re.compile(r'(<[a-z][^<>]*?) lang="([^"]*)"')
LINK = re.compile(r'<a href="#([^"]*)"')
PACKED = ("mimetype", ".jpg")
CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
  <rootfiles><rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""


def epub(book: Book) -> bytes:
    """Return the e-book. The type comes first and is not compressed, so that programs find it at its place."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in _files(book):
            entry = zipfile.ZipInfo(name, (*_day(book), 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(PACKED) else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return written.getvalue()


def _day(book: Book) -> tuple[int, int, int]:
    day = book.date(book.document.day)
    return max(day.year, 1980), day.month, day.day


def _files(book: Book) -> Iterator[tuple[str, str | bytes]]:
    front = Chapter("title", Markup.escape(pages.title(book)), pages.front(book))
    body = [chapter._replace(html=HEADING.sub(_one_higher, chapter.html)) for chapter in chapters(book)]
    where = {name: chapter.name for chapter in [front, *body] for name in (chapter.name, *ID.findall(chapter.html))}
    pictures = list(dict.fromkeys(key for chapter in body for key in SRC.findall(chapter.html)))
    yield "mimetype", "application/epub+zip"
    yield "META-INF/container.xml", CONTAINER
    package = render("package.xml", book=book, title=pages.title(book), chapters=body, pictures=pictures)
    yield "book/package.opf", package
    yield "book/contents.xhtml", _in_xml(render("contents.xml", book=book, chapters=body))
    yield "book/style.css", LOOK
    for chapter in [front, *body]:
        yield f"book/{chapter.name}.xhtml", _page(book, chapter, where)
    for key in pictures:
        yield f"book/picture-{key}.jpg", as_jpeg(book.bytes_of(key))


def _one_higher(tag: re.Match[str]) -> str:
    """Let each page begin with a heading of the first level."""
    return f"{tag[1]}{int(tag[2]) - 1}"


def _page(book: Book, chapter: Chapter, where: dict[str, str]) -> str:
    def led(link: re.Match[str]) -> str:
        file = "" if where[link[1]] == chapter.name else f"{where[link[1]]}.xhtml"
        return f'<a href="{file}#{link[1]}"'

    body = Markup(SRC.sub(r'src="picture-\1.jpg"', LINK.sub(led, chapter.html)))  # noqa: S704 - the chapters are safe
    return _in_xml(render("page.xml", book=book, title=chapter.title.striptags(), body=body))


def _in_xml(page: str) -> str:
    """Say each language in the way of XML as well."""
    return LANGUAGE.sub(r'\1 lang="\2" xml:lang="\2"', page)
