"""PDFs of proceedings: how long 1,000 and 5,000 paragraphs in two languages take beside the same words as plain
paragraphs, and how much memory. Each is made in a process of its own, and processor time is counted.

    python -m bench.proceedings PAIRS [plain]     one of them: seconds and megabytes
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
from board.proceedings.book import book_of
from tests.support.proceedings import long_document, same_words

PAIRS, MANY = 1_000, 5_000
SLOWER, MEMORY = 2.5, 300
"""How much longer than plain paragraphs a PDF may take, and how many megabytes its process may have at most."""
EVEN = 0.8
"""What remains of the speed at the larger number."""


def measure(folder: Path) -> Iterator[tuple[str, float, float]]:
    """Yield names, ratios and floors."""
    plain, _ = _measured(PAIRS, "plain")
    seconds, megabytes = _measured(PAIRS)
    print(f"PDF of {PAIRS} pairs: {seconds:.1f} s and {megabytes:.0f} MB; as plain paragraphs {plain:.1f} s")
    yield "speed of a PDF in two columns against plain paragraphs", plain / seconds, 1 / SLOWER
    yield f"{MEMORY} MB against the memory of a PDF", MEMORY / megabytes, 1
    longer, megabytes = _measured(MANY)
    print(f"PDF of {MANY} pairs: {longer:.1f} s and {megabytes:.0f} MB")
    yield "speed of a PDF five times as long", seconds * MANY / PAIRS / longer, EVEN


def _measured(*arguments: object) -> tuple[float, float]:
    command = [sys.executable, "-m", "bench.proceedings", *map(str, arguments)]
    said = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout.split()
    return float(said[0]), float(said[1])


def make(app: Flask, pairs: int, *, plain: bool) -> float:
    """Make one PDF; return the processor time that it took."""
    weasyprint, book = pdf._weasyprint(), book_of(long_document(pairs), "both")
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
        seconds = make(app, int(sys.argv[1]), plain="plain" in sys.argv)
    print(f"{seconds:.2f}", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    main()
