"""Pictures and files made for tests: good ones, and what somebody might send to do harm."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from PIL import Image

PLACE = (-16.5, -68.15)
"""Of a photo: La Paz."""


def picture(width: int = 1600, height: int = 1200, form: str = "JPEG", **options: object) -> bytes:
    """Return a picture with something in it, in a format."""
    out = BytesIO()
    Image.radial_gradient("L").resize((width, height)).convert("RGB").save(out, form, **options)
    return out.getvalue()


def noise(width: int, height: int, form: str = "PNG") -> bytes:
    """Return a picture that no encoder makes small."""
    out = BytesIO()
    Image.effect_noise((width, height), 120).convert("RGB").save(out, form)
    return out.getvalue()


def photo_with_a_place(orientation: int = 6) -> bytes:
    """Return a photo whose camera noted where it was taken, with what, and how it was held."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x010E] = orientation, "SECRET-CAMERA", "SECRET-DESCRIPTION"
    exif.get_ifd(0x8825).update({1: "S", 2: (16.0, 30.0, 0.0), 3: "W", 4: (68.0, 9.0, 0.0), 0x1D: "SECRET-DATE"})
    return picture(400, 200, exif=exif, comment=b"SECRET-COMMENT", xmp=b"<x>SECRET-XMP</x>")


def declared_png(width: int, height: int, body: bytes = b"") -> bytes:
    """Return a PNG that declares a size, whatever it holds."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", body or zlib.compress(b"")) + _chunk(b"IEND")
    )


def bomb(width: int, height: int) -> bytes:
    """Return a PNG of a few kilobytes that really holds so many pixels."""
    row = zlib.compressobj(9)
    body = b"".join(row.compress(b"\0" * (1 + 3 * width)) for _line in range(height)) + row.flush()
    return declared_png(width, height, body)


def declared_webp(width: int, height: int) -> bytes:
    """Return a WebP whose canvas is declared to be so large."""
    size = struct.pack("<I", 0) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    chunk = b"VP8X" + struct.pack("<I", len(size)) + size
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


def scans(count: int) -> bytes:
    """Return a progressive JPEG that orders many passes over its pixels."""
    data = picture(64, 64, progressive=True)
    start = data.index(b"\xff\xda")
    scan = data[start : data.index(b"\xff", start + 2 + data[start + 3])]
    return data[:start] + scan * count + data[start:]


def docx(*further: str) -> bytes:
    """Return a small Word document, with further parts."""
    return zipped("[Content_Types].xml", "word/document.xml", *further)


def odt() -> bytes:
    """Return a small OpenDocument text."""
    out = BytesIO()
    with ZipFile(out, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        packed.writestr("content.xml", "<x/>")
    return out.getvalue()


def zipped(*names: str) -> bytes:
    """Return a zip file with these parts."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as packed:
        for name in names:
            packed.writestr(name, "<x/>")
    return out.getvalue()


def _chunk(kind: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
