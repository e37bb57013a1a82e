"""A small real PDF, so that the demo has a file to read: the tables of an invented survey."""

from __future__ import annotations

import hashlib
import textwrap
from collections.abc import Sequence

REGIONS = ("Atlantic", "Quebec", "Ontario", "Prairies", "British Columbia", "North")
SIZES = ("up to 5 staff", "6 to 20", "over 20")
TABLES = (
    "Could not have done without a grant",
    "Could not have done without a loan",
    "Was refused by a bank",
    "Gave a personal guarantee",
    "Had no reserve for a month of wages",
    "Waited more than 60 days to be paid",
    "Paid a lawyer in order to register",
    "Changed its legal form at a funder’s wish",
    "Wanted more training courses",
    "Wanted a second paid person",
    "Lost a manager in the last two years",
    "Shares a bookkeeper with others",
    "Trains its own board",
)


def survey(title: str, author: str, note: str) -> bytes:
    """Return a cover, then a page for each table, in per cent by region and size. Every figure is invented."""
    cover = [title, "", author, "", *textwrap.wrap(note.strip(), 70)]
    return document([cover, *(_table(number, name) for number, name in enumerate(TABLES, start=1))])


def _table(number: int, name: str) -> list[str]:
    head = f"{'Per cent':<20}" + "".join(f"{size:>16}" for size in SIZES)
    return [f"Table {number}. {name}", "", head, *(_row(name, region) for region in REGIONS)]


def _row(name: str, region: str) -> str:
    figures = hashlib.sha256(f"{name} {region}".encode()).digest()[: len(SIZES)]
    return f"{region:<20}" + "".join(f"{5 + figure * 80 // 255:>16}" for figure in figures)


def document(pages: Sequence[Sequence[str]]) -> bytes:
    """Return a PDF 1.4 from pages of lines, in Courier, which every reader has."""
    numbers = range(4, 4 + 2 * len(pages), 2)  # 1 catalogue, 2 list of pages, 3 font, then each page and its text
    kids = " ".join(f"{number} 0 R" for number in numbers)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en) >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
    ]
    for number, lines in zip(numbers, pages, strict=True):
        objects += _page(number + 1, lines)
    return _file(objects)


def _page(content: int, lines: Sequence[str]) -> list[bytes]:
    words = b"BT /F1 11 Tf 16 TL 60 780 Td\n" + b"".join(b"(%s) Tj T*\n" % _escaped(line) for line in lines) + b"ET"
    head = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents"
    return [f"{head} {content} 0 R >>".encode(), b"<< /Length %d >>\nstream\n%s\nendstream" % (len(words), words)]


def _escaped(line: str) -> bytes:
    raw = line.encode("cp1252", "replace")
    return raw.replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")


def _file(objects: Sequence[bytes]) -> bytes:
    data, places = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, size = len(data), len(objects) + 1
    data += b"xref\n0 %d\n0000000000 65535 f \n" % size
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(data + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start))
