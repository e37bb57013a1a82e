"""Files that people send: what they are by their content, how long, and how they are sent out again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from io import BytesIO

from flask import Flask, Response, send_file
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import undefer
from werkzeug.datastructures import FileStorage
from wtforms.validators import ValidationError

from board.actions.files import Upload
from board.config import MAX_FILE_BYTES
from board.extensions import db
from board.media.pictures import made_small
from board.media.refusals import Unusable
from board.models import File
from board.rules.files import KINDS, LOCKED, PACKED, PDF, WEBP, FileKind, kind_by_beginning, kind_of
from board.text import clean
from board.text.documents import Document, Flaw, Unreadable, read_document
from board.text.pdf_pages import pdf_pages
from board.web.attaching import refusal_words
from board.web.field_rules import showable
from board.web.security import sandboxed

ACCEPT = ",".join(f".{ending}" for ending in (*KINDS, "jpeg"))
"""For the field of a form."""
WRONG_KIND = _l(
    "“%(name)s” is none of the files that can be taken: a PDF, a Word document (.docx), an OpenDocument text (.odt), "
    "or a picture (.png, .jpg, .webp)."
)
FLAWS = {
    Flaw.UNKNOWN: WRONG_KIND,
    Flaw.BROKEN: _l("“%(name)s” is damaged: it cannot be opened. Save it again, or choose another file."),
    Flaw.LOCKED: _l(
        "“%(name)s” has a password, or is in a format of before 2007 (.doc). Save it as .docx, without a password."
    ),
    Flaw.PROGRAM: _l("“%(name)s” contains programs (macros), which nobody should be sent. Save it without them."),
    Flaw.TOO_MUCH: _l("“%(name)s” holds far more than it seems to. Save it again as a PDF, and choose that."),
}


def check_upload(file: FileStorage, kinds: Collection[FileKind] = tuple(KINDS.values())) -> Upload:
    """Read an upload. Raises ValidationError if it is too large, or none of these kinds by its content."""
    given, data = _base(file.filename or ""), file.stream.read(MAX_FILE_BYTES + 1)
    name = {"name": given or _("file")}
    if len(data) > MAX_FILE_BYTES:
        raise ValidationError(_("“%(name)s” is larger than 10 MB. Choose a smaller file.", **name))
    if data.startswith(LOCKED):
        raise ValidationError(FLAWS[Flaw.LOCKED] % name)
    document = _document(name, data) if data.startswith(PACKED) else None
    kind = KINDS[document.ending] if document else kind_by_beginning(data)
    if kind is None or kind not in kinds:
        raise ValidationError(WRONG_KIND % name)
    if kind.is_image:
        kind, data = WEBP, _made_anew(data)
    return Upload(
        f"{_stem(given) or _('file')}.{kind.ending}",
        data,
        words=document.words if document else None,
        pages=pdf_pages(data) if kind is PDF else None,
        title=document.title if document else "",
        beginning=document.beginning if document else "",
    )


def _made_anew(data: bytes) -> bytes:
    """Return a picture as it is kept: without what a camera wrote into it, such as the place, and not too large."""
    try:
        made = made_small(data)
    except Unusable as error:
        raise ValidationError(refusal_words(error)) from None
    return (made.large or made.small).data


def _document(name: dict[str, str], data: bytes) -> Document:
    try:
        return read_document(data)
    except Unreadable as unreadable:
        raise ValidationError(FLAWS[unreadable.flaw] % name) from None


def _base(given: str) -> str:
    """Return a file's name without folders and invisible characters."""
    return " ".join(clean(unicodedata.normalize("NFC", re.split(r"[\\/]", given)[-1])).split())[:190]


def _stem(given: str) -> str:
    """Return it without its ending, which the content decides."""
    return re.sub(r"\.[A-Za-z0-9]{1,5}$", "", _base(given)).strip(". ")


def title_from_name(name: str) -> str:
    """Return the title that a file's name makes: “informe_de-compras.pdf” is “Informe de compras”."""
    stem = _stem(name).replace("_", " ")
    words = stem if " " in stem else stem.replace("-", " ")
    words = " ".join(words.split())
    return words[:1].upper() + words[1:]


def send_stored(file_id: int) -> Response:
    """Send a stored file, isolated from the site: to be shown where browsers do so, otherwise to be saved."""
    file = db.session.get_one(File, file_id, options=[undefer(File.data)], populate_existing=True)
    kind, name = kind_of(file.name), " ".join(showable(file.name).split())  # a header has no line breaks
    answer = send_file(
        BytesIO(file.data), mimetype=kind.media_type, download_name=name, as_attachment=not kind.opens, etag=False
    )
    return sandboxed(answer)


def opens(name: str) -> bool:
    """Return whether browsers show a file of this name."""
    return kind_of(name).opens


def connect(app: Flask) -> None:
    """Let templates ask ``name is opened_by_browsers``."""
    app.jinja_env.tests["opened_by_browsers"] = opens
