"""The form of a reading: a text, a link to something to read, hear or watch, or a file; several files at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from board.actions.preparing import FILE, LINK, LINKS, LISTEN, TEXT, WATCH
from board.models import Forum, Newcomer, User
from board.web.field_rules import one_line, visible_only, written
from board.web.fields import OnceField, WholeNumberField, choice_list
from board.web.frame.edit_forms import TitledForm
from board.web.frame.kept_files import KeepsFiles
from board.web.lengths import MAX_TITLE, fits

MAX_MINUTES = 600
MAX_FILES = 10
"""The most files that become readings at once."""
KINDS = {
    TEXT: _l("a text, written or pasted here"),
    LINK: _l("a link to another site"),
    LISTEN: _l("a link to something to listen to"),
    WATCH: _l("a link to a video"),
    FILE: _l("a file: PDF, Word, OpenDocument, or a picture"),
}


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


class Presenter(NamedTuple):
    """A key respondent who can present a case study, and how the forum shows them."""

    user: User
    shown: User | Newcomer


class ReadingFields(TitledForm, KeepsFiles):
    """A reading.

    A browser shows the fields that the chosen kind needs (`static/css/forms.css`); older ones show all. Those of
    another kind have to be empty, so that nothing that was typed is dropped silently. Files are checked before the
    title, which they can give.
    """

    kind = RadioField(_l("What is it?"), choices=choice_list(KINDS), default=TEXT)
    url = StringField(
        _l("Address of the link"),
        filters=[one_line],
        validators=[
            visible_only,
            Length(max=2000, message=_l("An address can have at most 2,000 characters.")),
            web_address,
        ],
    )
    upload = MultipleFileField(_l("File"))
    title = StringField(
        _l("Title"),
        filters=[one_line],
        validators=[Length(max=MAX_TITLE, message=_l("A title can have at most 200 characters.")), visible_only],
    )
    body = TextAreaField(
        _l("Text"),
        description=_l("Markdown. With a link or a file it is optional: a few words to introduce it."),
        filters=[written],
        validators=[fits],
    )
    minutes = WholeNumberField(
        _l("Minutes"),
        description=_l("About how long it takes. For a file you can leave this empty: it is computed from its length."),
    )
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
    once = OnceField()

    def __init__(self, forum: Forum, respondents: Sequence[Presenter], *, has_file: bool = False, **given: Any) -> None:
        super().__init__(forum, **given)
        self.has_file = has_file
        people = {presenter.shown.key: presenter.shown.name for presenter in respondents}
        self.respondent.choices = choice_list({"": _("nobody: it is not a case study"), **people})
        self.upload.description = (
            _("At most 10 MB each, and %(most)s files. Several files become a reading each.", most=MAX_FILES)
            if self.several
            else _("At most 10 MB.")
        )

    @property
    def is_of_several(self) -> bool:
        """Whether each of several files becomes a reading."""
        return self.kind.data == FILE and len(self.chosen) > 1

    def validate(self, extra_validators: Any = None) -> bool:
        """Check all fields. With a file it is a file even if “a text” is still ticked; the text then introduces it."""
        if self.kind.data == TEXT and self.upload.data:
            self.kind.data = FILE
        return bool(super().validate(extra_validators))

    def validate_url(self, field: StringField) -> None:
        """Require that a link has an address, and nothing else has one."""
        if self.kind.data in LINKS and not field.data:
            raise ValidationError(_("Give the address that the link leads to."))
        if self.kind.data not in LINKS and field.data:
            raise ValidationError(
                _("Here is an address, but you did not choose a link. Choose a link, or empty this field.")
            )

    def validate_upload(self, field: MultipleFileField) -> None:
        """Require that a file has a file, and nothing else has one."""
        files = field.data or []
        if self.kind.data != FILE and files:
            raise ValidationError(_("Here is a file, but you chose a link. Choose “a file”, or send no file."))
        if len(files) + len(self.kept) > MAX_FILES and self.several:
            raise ValidationError(_("These are more than %(most)s files. Add them in several goes.", most=MAX_FILES))
        self.take(files if self.several else files[:1])
        if self.kind.data == FILE and not self.chosen and not self.has_file:
            raise ValidationError(_("Choose the file on your device."))

    def validate_title(self, field: StringField) -> None:
        """Require a title, unless files give their own."""
        if self.is_of_several and field.data:
            raise ValidationError(_("Each of these files takes its own title. Leave this empty, or choose one file."))
        takes_its_own = self.kind.data == FILE and self.several
        if not field.data and not takes_its_own and not field.errors:
            raise ValidationError(_("Give the reading a title."))

    def validate_body(self, field: TextAreaField) -> None:
        """Require that a text has words."""
        if self.kind.data == TEXT and not field.data:
            raise ValidationError(_("Write or paste the text; or choose a link or a file."))
        if self.is_of_several and field.data:
            raise ValidationError(_("A text introduces one file only. Leave this empty, or choose one file."))

    def validate_minutes(self, field: WholeNumberField) -> None:
        """Require the minutes of a link, and of a file whose length cannot be read; those of a text are computed."""
        if field.errors or self.kind.data == TEXT:
            return
        if field.data is None and self.kind.data == FILE and (self.is_of_several or self.tells_length):
            return
        if not 1 <= (field.data or 0) <= MAX_MINUTES:
            raise ValidationError(_("Give the approximate time in minutes, from 1 to %(max)s.", max=MAX_MINUTES))

    @property
    def tells_length(self) -> bool:
        """Whether the length of the new file can be read."""
        return bool(self.chosen) and self.chosen[0].minutes > 0


class NewReadingFields(ReadingFields):
    """The form of a new reading, or of several files that become readings."""

    several: ClassVar[bool] = True
