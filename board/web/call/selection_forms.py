"""Forms of the selection: an application that came by e-mail, a sheet of applications, and a note."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import EmailField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from board.actions.applying import Applied
from board.actions.intake import SHEET, faults_of, understood
from board.rules.applications import PARTICIPANT
from board.rules.intake import FIELDS, Fault
from board.rules.selection import MAX_NOTE
from board.visible import Sight
from board.web.call.call_words import CHARACTERISTIC_WORDS, KIND_CHOICES
from board.web.call.selection_words import fault_words
from board.web.field_rules import says_something, showable, stripped, whole_number
from board.web.fields import ChecklistField, choice_list, language_choices, mail_language_choices, region_choices
from board.web.sheet_form import SheetForm


class EntryForm(FlaskForm):  # type: ignore[misc]
    """An application that came by e-mail. Each fault is shown beside its field."""

    kind = RadioField(_l("Applies as"), choices=KIND_CHOICES, default=PARTICIPANT, validate_choice=False)
    name = StringField(_l("Name"), filters=[showable, stripped])
    email = EmailField(_l("E-mail"), filters=[showable, stripped])
    region = SelectField(_l("Region"), validate_choice=False)
    languages = ChecklistField(_l("Languages"), validate_choice=False)
    interface = RadioField(_l("Language of the e-mails"), validate_choice=False)
    description = TextAreaField(_l("Short description of their work"), filters=[showable])
    experience = TextAreaField(
        _l("Experience"),
        description=_l("For key respondents: a fuller description of their work, at most 300 words."),
        filters=[showable],
    )
    characteristics = ChecklistField(
        _l("Characteristics"),
        description=_l("For key respondents: some of these, not necessarily all."),
        choices=choice_list(CHARACTERISTIC_WORDS),
        validate_choice=False,
    )
    week = SelectField(
        _l("Preferred week"),
        description=_l("For key respondents: where they would like to present."),
        validate_choice=False,
    )

    def __init__(self, sight: Sight, **given: Any) -> None:
        super().__init__(**given)
        forum = sight.forum
        self.sight = sight
        self.region.choices = region_choices(forum)
        self.languages.choices = language_choices(forum.languages)
        self.interface.choices = mail_language_choices(forum)
        self.interface.data = self.interface.data or self.interface.choices[0].value
        weeks = {str(week.number): _("Week %(n)s", n=week.number) for week in sight.weeks}
        self.week.choices = choice_list({"": _("no preference"), **weeks})

    @property
    def understood(self) -> tuple[Applied, list[Fault]]:
        """The application and its faults, read as a row of a sheet with the same words would be."""
        cells = {
            name: field.data if isinstance(field.data, str) else ",".join(field.data or ())
            for name, field in self._fields.items()
            if name != "csrf_token"
        }
        said, unknown = understood(self.sight, cells)
        return said, [*unknown, *faults_of(said)]

    def validate(self, extra_validators: Any = None) -> bool:
        """Put each fault beside its field."""
        valid = super().validate(extra_validators)
        _said, faults = self.understood
        for fault in faults:
            self.tell(FIELDS[fault.trouble], fault_words(fault))
        return valid and not faults

    def tell(self, name: str, words: str) -> None:
        self[name].errors = [*self[name].errors, words]


class ApplicationsForm(SheetForm):
    """A sheet of applications, uploaded or pasted, and the numbers of rows to leave out."""

    layout, max_rows = SHEET, 2_000

    upload = FileField(_l("CSV file"), description=_l("Saved from a spreadsheet, at most 1 MB and 2,000 rows."))
    content = TextAreaField(
        _l("Or paste the rows"),
        description=_l("Copied from a spreadsheet, with the row that names the columns."),
        filters=[showable],
    )

    def __init__(self, **given: Any) -> None:
        super().__init__(prefix="sheet-", **given)
        self.left_out = frozenset(filter(None, map(whole_number, request.form.getlist("leave_out"))))

    @property
    def carried(self) -> list[tuple[str, Any]]:
        return [*super().carried, *(("leave_out", number) for number in sorted(self.left_out))]


class NoteForm(FlaskForm):  # type: ignore[misc]
    """A note about an application, for the other admins."""

    note = TextAreaField(
        _l("Note"),
        description=_l("Other admins of this forum see it, with your name. The applicant does not."),
        filters=[showable, stripped],
        validators=[
            says_something(_l("There is nothing to note yet: write something first.")),
            Length(max=MAX_NOTE, message=_l("A note can have at most 2,000 characters.")),
        ],
    )
