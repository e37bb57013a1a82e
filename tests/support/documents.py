"""Office documents, PDFs and pictures that tests send: honest ones, and hostile ones."""

from __future__ import annotations

import io
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from PIL import Image
from werkzeug.datastructures import FileStorage

PDF = b"%PDF-1.7\n%the rest of it"
"""It does not tell how many pages it has."""


def picture(kind: str) -> bytes:
    """A small picture, which says in its metadata where it was taken."""
    buffer, told = io.BytesIO(), Image.Exif()
    told[0x010E] = "Taken in El Alto"
    Image.new("RGB", (8, 6), "teal").save(buffer, kind, exif=told)
    return buffer.getvalue()


PNG, JPEG, WEBP = map(picture, ("PNG", "JPEG", "WEBP"))
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ODT_TYPE = b"application/vnd.oasis.opendocument.text"


def upload(data: bytes = PDF, name: str = "fund.pdf") -> FileStorage:
    """A file as a form sends it."""
    return FileStorage(io.BytesIO(data), filename=name)


def packed(parts: dict[str, bytes | str], compression: int = ZIP_DEFLATED) -> bytes:
    """A packed file of these parts."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", compression) as archive:
        for name, data in parts.items():
            archive.writestr(ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data, compression)
    return buffer.getvalue()


def docx(*paragraphs: str, title: str = "", body: str | None = None, **parts: bytes | str) -> bytes:
    """A Word document; ``body`` replaces what its main part holds, and ``parts`` are further ones."""
    runs = "".join(f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>" for words in paragraphs)
    about = f'<p:core xmlns:p="p" xmlns:dc="dc"><dc:title>{title}</dc:title></p:core>'
    return packed(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": body or f"<w:document {WORD}><w:body>{runs}</w:body></w:document>",
            "docProps/core.xml": about,
            **parts,
        }
    )


def odt(*paragraphs: str, title: str = "", **parts: bytes | str) -> bytes:
    """An OpenDocument text."""
    names = 'xmlns:office="o" xmlns:text="t" xmlns:dc="dc"'
    lines = "".join(f"<text:p>{words}</text:p>" for words in paragraphs)
    first = packed({"mimetype": ODT_TYPE}, ZIP_STORED)
    buffer = io.BytesIO(first)
    rest = {
        "content.xml": f"<office:document-content {names}><office:body><office:text>{lines}</office:text>"
        "</office:body></office:document-content>",
        "meta.xml": f"<office:document-meta {names}><office:meta><dc:title>{title}</dc:title></office:meta>"
        "</office:document-meta>",
        **parts,
    }
    with ZipFile(buffer, "a", ZIP_DEFLATED) as archive:
        for name, data in rest.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def pdf(pages: int) -> bytes:
    """As much of a PDF as its number of pages is told by."""
    leaves = b"".join(b"%d 0 obj <</Type/Page/Parent 2 0 R>> endobj\n" % number for number in range(3, 3 + pages))
    return b"%%PDF-1.7\n2 0 obj <</Type /Pages /Count %d>> endobj\n%s%%%%EOF" % (pages, leaves)


def entities(lines: str, use: str) -> str:
    """The main part of a Word document that declares entities, and uses one."""
    return (
        f"<!DOCTYPE d [{lines}]><w:document {WORD}><w:body><w:p><w:r><w:t>{use}</w:t></w:r></w:p></w:body></w:document>"
    )
