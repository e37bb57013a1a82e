"""The proceedings as one page of HTML that needs nothing beside itself."""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO
from pathlib import Path

from flask_babel import gettext as _
from markupsafe import Markup

from board.proceedings.book import Book, chapters, render
from board.proceedings.figures import SRC

STYLES = Path(__file__).parent / "styles"


def style(*names: str) -> str:
    """Return style sheets as one."""
    return "".join((STYLES / f"{name}.css").read_text(encoding="utf-8") for name in names)


SCREEN = style("book", "screen")


def html(book: Book) -> bytes:
    """Return the page that people open in a browser, also without a network: its pictures are in it."""
    written = BytesIO()
    for number, part in enumerate(SRC.split(page(book, SCREEN))):
        written.write(
            b'src="data:image/webp;base64,%b"' % b64encode(book.bytes_of(part)) if number % 2 else part.encode()
        )
    return written.getvalue()


def page(book: Book, style: str) -> str:
    """Return the whole page with this style."""
    return render(
        "book",
        book=book,
        title=title(book),
        style=Markup(style),  # noqa: S704 - ours
        front=Markup(front(book)),  # noqa: S704 - the template escapes
        chapters=chapters(book),
    )


def front(book: Book) -> str:
    """Return the title page."""
    return render("front", book=book)


def title(book: Book) -> str:
    """Return the title of the whole, as plain words."""
    words = _("%(forum)s: Proceedings, edition %(number)s", forum=book.document.forum, number=book.document.number)
    return str(words)
