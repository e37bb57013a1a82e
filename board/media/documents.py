"""Files that may be attached: what they are is read from their bytes, never from what the browser says."""

from __future__ import annotations

import re
import struct
import unicodedata
import zlib
from collections.abc import Mapping
from io import BytesIO
from typing import NamedTuple
from zipfile import BadZipFile, ZipFile, ZipInfo

from board.media.refusals import Reason, Unusable

PDF = "application/pdf"
TYPES: Mapping[str, str] = {
    "pdf": PDF,
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}
"""The media type of each kind of file, by the ending of its name."""
MAIN_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
BROKEN = (
    BadZipFile,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    KeyError,
    struct.error,
    zlib.error,
)
"""What the zip library raises over a damaged file."""
MAX_PARTS = 5_000
MAX_TYPE = 100
MACROS = re.compile(r"(^|/)(vbaProject\.bin$|Basic/|Scripts/)", re.IGNORECASE)
"""Parts that hold programs."""
INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


class Document(NamedTuple):
    """A file that is what it says."""

    kind: str
    name: str


def document_of(data: bytes, name: str) -> Document:
    """Recognise a file; return its kind, and its name with the ending of that kind. Raises Unusable."""
    if not data:
        raise Unusable(Reason.EMPTY)
    kind = "pdf" if data.startswith(b"%PDF-") else _packed(data)
    return Document(kind, tidy_name(name, kind))


def tidy_name(given: str, ending: str) -> str:
    """Return a file's name without folders and invisible characters, with this ending."""
    base = INVISIBLE.sub("", unicodedata.normalize("NFC", re.split(r"[\\/]", given)[-1]))
    stem = re.sub(r'["<>:|?*\[\]]', " ", re.sub(rf"\.{ending}$", "", base.strip(), flags=re.IGNORECASE))
    return f"{' '.join(stem.split()).strip('. ')[:150].strip() or 'file'}.{ending}"


def _packed(data: bytes) -> str:
    """Recognise an office document, which is a zip file. Nothing of it is unpacked but its type, a line."""
    if not data.startswith(b"PK\x03\x04") or data.count(b"PK\x01\x02") > MAX_PARTS:
        raise Unusable(Reason.NOT_A_DOCUMENT)
    try:
        with ZipFile(BytesIO(data)) as packed:
            kind = _kind(packed)
            if any(MACROS.search(name) for name in packed.namelist()):
                raise Unusable(Reason.MACROS)
            return kind
    except Unusable:
        raise
    except BROKEN:
        raise Unusable(Reason.NOT_A_DOCUMENT) from None


def _kind(packed: ZipFile) -> str:
    names = set(packed.namelist())
    for kind, part in MAIN_PARTS.items():
        if part in names and "[Content_Types].xml" in names:
            return kind
    if "mimetype" in names:
        said = _short(packed, packed.getinfo("mimetype"))
        for kind, media_type in TYPES.items():
            if said == media_type:
                return kind
    raise Unusable(Reason.NOT_A_DOCUMENT)


def _short(packed: ZipFile, part: ZipInfo) -> str:
    with packed.open(part) as file:
        return file.read(MAX_TYPE).decode("ascii", "replace").strip()
