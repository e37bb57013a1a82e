"""The forms of a week and of a reading (a text, a link or a PDF), and the checks of links and files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, Optional, ValidationError

from board.actions.files import Upload
from board.actions.preparing import FILE, LINK, TEXT
from board.config import MAX_FILE_BYTES
from board.models import Forum, Newcomer, User
from board.text import clean
from board.web.field_rules import one_line, sensible_year, visible_only, written
from board.web.fields import OnceField, WallTimeField, WholeNumberField, choice_list, has_to_exist, title_field
from board.web.frame.edit_forms import TitledForm
from board.web.frame.kept_files import KeepsFile
from board.web.lengths import fits
from board.web.words import city

PDF_BEGINS = b"%PDF-"
MAX_MINUTES = 600


def web_address(_form: FlaskForm, field: Any) -> None:
    """Require an http or https address with a host."""
    if not field.data:
        return
    try:
        parts = urlsplit(field.data)
        is_valid = parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", field.data)
    except ValueError:
        is_valid = False
    if not is_valid:
        raise ValidationError(_("Give a web address that begins with http:// or https://."))


def file_name(given: str) -> str:
    """Return a name for a PDF: without folders and invisible characters, and with its ending."""
    base = unicodedata.normalize("NFC", re.split(r"[\\/]", given)[-1])
    stem = re.sub(r"\.pdf$", "", " ".join(clean(base).split()), flags=re.IGNORECASE).strip(". ")
    return f"{stem[:190] or 'reading'}.pdf"


def check_pdf(file: FileStorage) -> Upload:
    """Read an upload. Raises ValidationError if it is too large or no PDF."""
    data = file.stream.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise ValidationError(_("This file is larger than 10 MB. What you typed is still here; choose a smaller file."))
    if not data.startswith(PDF_BEGINS):
        raise ValidationError(_("This file is not a PDF. What you typed is still here; choose another file."))
    return Upload(file_name(file.filename or ""), data)


class Presenter(NamedTuple):
    """A key respondent who can present a case study, and how the forum shows them."""

    user: User
    shown: User | Newcomer


class ReadingFields(TitledForm, KeepsFile):
    """A reading.

    All fields are visible. Those of another kind than the chosen one have to be empty, so that nothing that was typed
    is dropped silently.
    """

    kind = RadioField(
        _l("What is it?"),
        choices=choice_list(
            {
                TEXT: _l("a text, written or pasted here"),
                LINK: _l("a link to another site"),
                FILE: _l("a PDF"),
            }
        ),
        default=TEXT,
    )
    title = title_field(_l("Give the reading a title."))
    author_line = StringField(
        _l("Author"),
        description=_l("As it should appear under the title. Optional."),
        filters=[one_line],
        validators=[
            Length(max=200, message=_l("The author’s line can have at most 200 characters.")),
            visible_only,
        ],
    )
    respondent = SelectField(
        _l("Key respondent"),
        description=_l(
            "The person who presents it. This makes it their case study: they see it before the week opens."
        ),
    )
    body = TextAreaField(
        _l("Text"),
        description=_l("Markdown. With a link or a file it is optional: a few words to introduce it."),
        filters=[written],
        validators=[fits],
    )
    url = StringField(
        _l("Address of the link"),
        filters=[one_line],
        validators=[
            visible_only,
            Length(max=2000, message=_l("An address can have at most 2,000 characters.")),
            web_address,
        ],
    )
    upload = FileField(_l("PDF"), description=_l("At most 10 MB."))
    minutes = WholeNumberField(
        _l("Minutes of reading"),
        description=_l(
            "Required for a link or a PDF: about how long it takes to read. For a text, this "
            "is computed from its words."
        ),
    )
    once = OnceField()

    def __init__(self, forum: Forum, respondents: Sequence[Presenter], *, has_file: bool = False, **given: Any) -> None:
        super().__init__(forum, **given)
        self.has_file = has_file
        people = {presenter.shown.key: presenter.shown.name for presenter in respondents}
        self.respondent.choices = choice_list({"": _("nobody: it is not a case study"), **people})

    def validate(self, extra_validators: Any = None) -> bool:
        """Check all fields. With a file it is a PDF even if “a text” is still ticked; the text then introduces it."""
        if self.kind.data == TEXT and self.upload.data:
            self.kind.data = FILE
        return bool(super().validate(extra_validators))

    def validate_body(self, field: TextAreaField) -> None:
        """Require that a text has words."""
        if self.kind.data == TEXT and not field.data:
            raise ValidationError(_("Write or paste the text; or choose a link or a PDF."))

    def validate_url(self, field: StringField) -> None:
        """Require that a link has an address, and nothing else has one."""
        if self.kind.data == LINK and not field.data:
            raise ValidationError(_("Give the address that the link leads to."))
        if self.kind.data != LINK and field.data:
            raise ValidationError(
                _("Here is an address, but you did not choose a link. Choose a link, or empty this field.")
            )

    def validate_upload(self, field: FileField) -> None:
        """Require that a PDF has a PDF file, and nothing else has a file."""
        if self.kind.data != FILE and field.data:
            raise ValidationError(_("Here is a file, but you did not choose a PDF. Choose a PDF, or send no file."))
        if self.kind.data == FILE and not field.data and not self.has_file and self.kept is None:
            raise ValidationError(_("Choose the PDF on your device."))
        if field.data:
            self.sent = check_pdf(field.data)

    def validate_minutes(self, field: WholeNumberField) -> None:
        """Require that a link or a PDF has its minutes; those of a text are computed."""
        if self.kind.data != TEXT and not field.errors and not 1 <= (field.data or 0) <= MAX_MINUTES:
            raise ValidationError(
                _("Give the approximate reading time in minutes, from 1 to %(max)s.", max=MAX_MINUTES)
            )


class WeekForm(TitledForm):
    """A week of the programme."""

    title = title_field(_l("Give the week a title."))
    body = TextAreaField(_l("Outline"), filters=[written], validators=[fits])
    opens = WallTimeField(_l("Opens at"), validators=[Optional(), sensible_year])

    def __init__(self, forum: Forum, **given: Any) -> None:
        super().__init__(forum, **given)
        self.zone = forum.zone
        self.body.description = _("Everyone can read it, also while the week is locked. Markdown.")
        self.opens.description = _(
            "%(city)s time. Without a date the week stays locked until an admin opens it by hand.",
            city=city(forum.zone),
        )

    def validate_opens(self, field: WallTimeField) -> None:
        """Require a wall time that exists in the forum's zone."""
        has_to_exist(field, self.zone)
