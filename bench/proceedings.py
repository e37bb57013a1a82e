"""PDFs of proceedings: how long 1,000 and 5,000 paragraphs in two languages take beside the same words as plain
paragraphs, and how much memory. Each is made in a process of its own, and processor time is counted.

    python -m bench.proceedings PAIRS [plain]     one of them: seconds and megabytes
    python -m bench.proceedings NUMBER pictures   one with so many pictures
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from flask_babel import force_locale

from board import create_app
from board.clock import FixedClock
from board.config import ROOT, Settings
from board.proceedings import pages, pdf
from board.proceedings.book import Book, book_of
from tests.support.pictured import gallery
from tests.support.proceedings import long_document, same_words

PAIRS, MANY, PICTURES = 1_000, 5_000, 50
SLOWER, MEMORY = 2.5, 300
"""How much longer than plain paragraphs a PDF may take, and how many megabytes its process may have at most."""
EVEN = 0.8
"""What remains of the speed at the larger number."""


def measure(folder: Path) -> Iterator[tuple[str, float, float]]:
    """Yield names, ratios and floors."""
    plain, _ = measured(PAIRS, "plain")
    seconds, megabytes = measured(PAIRS)
    print(f"PDF of {PAIRS} pairs: {seconds:.1f} s and {megabytes:.0f} MB; as plain paragraphs {plain:.1f} s")
    yield "speed of a PDF in two columns against plain paragraphs", plain / seconds, 1 / SLOWER
    yield f"{MEMORY} MB against the memory of a PDF", MEMORY / megabytes, 1
    seconds_of_pictures, megabytes_of_pictures = measured(PICTURES, "pictures")
    print(f"PDF of {PICTURES} pictures: {seconds_of_pictures:.1f} s and {megabytes_of_pictures:.0f} MB")
    yield f"{MEMORY} MB against the memory of a PDF with pictures", MEMORY / megabytes_of_pictures, 1
    longer, megabytes = measured(MANY)
    print(f"PDF of {MANY} pairs: {longer:.1f} s and {megabytes:.0f} MB")
    yield "speed of a PDF five times as long", seconds * MANY / PAIRS / longer, EVEN


def measured(*arguments: object) -> tuple[float, float]:
    command = [sys.executable, "-m", "bench.proceedings", *map(str, arguments)]
    said = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout.split()
    return float(said[0]), float(said[1])


def make(app: Flask, pairs: int, *, plain: bool) -> float:
    """Make one PDF; return the processor time that it took."""
    return _timed(app, book_of(long_document(pairs), "both"), plain=plain)


def make_pictures(app: Flask, number: int) -> float:
    """Make one PDF with pictures; return the processor time that it took."""
    return _timed(app, _album(number), plain=False)


def _album(number: int) -> Book:
    document, bytes_of = gallery(number)
    return book_of(document, "both", bytes_of)


def _timed(app: Flask, book: Book, *, plain: bool) -> float:
    weasyprint = pdf._weasyprint()
    with app.app_context(), force_locale("en"):
        words = same_words(pages.page(book, "").partition("</head>")[2]) if plain else ""
        start = time.process_time()
        if plain:
            html = (
                f'<!doctype html><html lang="en"><title>x</title><style>{pdf.PAPER}</style><body>{words}</body></html>'
            )
            weasyprint.HTML(string=html).write_pdf(**pdf.OPTIONS)
        else:
            pdf.pdf(book)
        return time.process_time() - start


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        environ = {"DATABASE_URL": f"sqlite:///{folder}/x.db", "SECRET_KEY": "x" * 50, "SITE_URL": "http://localhost"}
        settings = Settings.from_env({**environ, "INSTANCE_DIR": folder})
        app = create_app(settings, clock=FixedClock(datetime(2026, 3, 4, tzinfo=UTC)))
        number = int(sys.argv[1])
        is_album = "pictures" in sys.argv
        seconds = make_pictures(app, number) if is_album else make(app, number, plain="plain" in sys.argv)
    print(f"{seconds:.2f}", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    main()
