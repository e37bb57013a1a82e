"""Forms in which somebody writes, with a picture or a file for the text. It works without JavaScript, too.

Whatever was chosen is kept as soon as the form arrives, and its Markdown is put at the end of what was typed. So no
refusal loses it, and *Add* is a form that comes back with more in it.
"""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import StringField

from board.actions.attaching import IMAGE, Checked, TooMuch, attach
from board.config import MAX_BODY_BYTES, MAX_FILE_BYTES
from board.media.documents import document_of
from board.media.pictures import made_small
from board.media.refusals import Reason, Unusable
from board.models import Attachment
from board.web.field_rules import one_line, showable
from board.web.viewer import myself, now

MAX_WORDS = 500
ACCEPTED = "image/jpeg,image/png,image/webp,image/gif,.pdf,.docx,.odt,.xlsx,.ods,.pptx,.odp"
WORDS = {
    Reason.EMPTY: _l("This file is empty. Choose another."),
    Reason.TOO_LARGE: _l("This file is larger than 10 MB. What you typed is still here; choose a smaller file."),
    Reason.NOT_A_PICTURE: _l("This is no picture that browsers show. Choose a JPEG, PNG, WebP or GIF."),
    Reason.HEIC: _l(
        "This photo is in a format that few browsers show (HEIC or AVIF). Save it as JPEG, or take a screenshot of it."
    ),
    Reason.BROKEN: _l("This picture is damaged or cut off, so it cannot be shown. Choose another."),
    Reason.BUSY: _l("Other pictures are being made small at this moment. Please send yours again."),
    Reason.NOT_A_DOCUMENT: _l(
        "This is neither a picture nor a file that can be attached: PDF, Word, Excel, PowerPoint, or OpenDocument."
    ),
    Reason.MACROS: _l("This document contains programs (macros). Save it without them, or as a PDF."),
}


def room_for_files(_endpoint: str | None, _values: object) -> None:
    """Accept bodies that hold a file slightly too large, so that the form can refuse it and keep what was typed.

    This is a preprocessor of a blueprint because it has to run before the check of the token, which reads the form.
    A form of another type holds no file, and would be read into memory as a whole.
    """
    if request.method == "POST" and request.mimetype == "multipart/form-data":
        request.max_content_length = MAX_BODY_BYTES


def attached(file: FileStorage, words: str) -> tuple[Attachment, str]:
    """Keep an upload for the person; return it with its Markdown. Raises Unusable and TooMuch."""
    checked = check(file.stream.read(MAX_FILE_BYTES + 1), showable(file.filename))
    kept = attach(myself(), checked, now())
    return kept, markdown_of(kept, words)


def check(data: bytes, name: str) -> Checked:
    """Recognise an upload by its bytes, and make a picture small. Raises Unusable."""
    if len(data) > MAX_FILE_BYTES:
        raise Unusable(Reason.TOO_LARGE)
    if data.startswith((b"%PDF-", b"PK")):
        document = document_of(data, name)
        return Checked(document.kind, data, document.name)
    try:
        made = made_small(data)
    except Unusable as refusal:
        raise Unusable(Reason.NOT_A_DOCUMENT) if refusal.reason is Reason.NOT_A_PICTURE else refusal from None
    large = made.large.data if made.large else b""
    return Checked(IMAGE, data, "", made.small.data, large, made.small.width, made.small.height)


def markdown_of(kept: Attachment, words: str) -> str:
    """Return the Markdown that puts a picture or a file into a text."""
    bare = showable(words).replace("\\", "").replace("[", "(").replace("]", ")")
    said = one_line(bare)[:MAX_WORDS]
    return f"![{said}](image:{kept.key})" if kept.kind == IMAGE else f"[{said or kept.name}](file:{kept.key})"


def refusal_words(error: Unusable | TooMuch) -> str:
    """Return the sentence for an upload that was not taken."""
    if isinstance(error, TooMuch):
        return str(_("You have attached as much as one person can (300 MB). Link to it instead."))
    if error.reason is Reason.TOO_MANY_PIXELS:
        sizes = {"found": error.megapixels, "most": error.most}
        return str(
            _(
                "This picture has %(found)s megapixels; at most %(most)s can be made small here. Make it smaller.",
                **sizes,
            )
        )
    return str(WORDS[error.reason])


class Attaching(FlaskForm):  # type: ignore[misc]
    """A form with a body, to which pictures and files can be added."""

    attachment = FileField(_l("Picture or file"))
    attachment_words = StringField(_l("What the picture shows"), filters=[showable])
    accepted = ACCEPTED
    max_bytes = MAX_FILE_BYTES

    def validate(self: Any, extra_validators: Any = None) -> bool:
        """Check all fields, unless the form only brings a picture or a file and comes back with it."""
        is_adding = bool(request.form.get("attach"))
        trouble = self.take_chosen(is_adding=is_adding)
        is_valid = False if is_adding else bool(super().validate(extra_validators))
        if trouble:
            self.attachment.errors = [trouble]
        return is_valid and not trouble

    def take_chosen(self: Any, *, is_adding: bool = False) -> str:
        """Put what was chosen at the end of the text; return what is wrong with it."""
        file = self.attachment.data
        if not file:
            return str(_("Choose a picture or a file first.")) if is_adding else ""
        try:
            _kept, markdown = attached(file, self.attachment_words.data or "")
        except (Unusable, TooMuch) as error:
            return refusal_words(error)
        self.body.data = "\n\n".join(filter(None, ((self.body.data or "").rstrip(), markdown)))
        self.attachment_words.data = ""
        return ""
