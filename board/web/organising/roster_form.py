"""The form of a list of people: pasted or uploaded, with what holds for a line that names no role or language."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import RadioField, SelectField, TextAreaField

from board.actions.roster_rows import SHEET, Reading
from board.models import Forum
from board.rules.languages import INTERFACE
from board.rules.roles import PARTICIPANT, ROLES
from board.rules.roster import MAX_PEOPLE
from board.text import fold
from board.web.field_rules import showable, whole_number
from board.web.fields import choice_list, mail_language_choices
from board.web.sheet_form import SheetForm
from board.web.words import ROLE_WORDS


class RosterForm(SheetForm):
    """People to add, one a line, and the numbers of rows to leave out."""

    layout, max_rows = SHEET, MAX_PEOPLE

    content = TextAreaField(
        _l("People, one on each line"),
        description=_l(
            "Name, e-mail address and role, in any order, separated by commas, semicolons or tabs. A region and a "
            "language can follow."
        ),
        filters=[showable],
    )
    upload = FileField(_l("Or a CSV file"), description=_l("Saved from a spreadsheet, at most 1 MB and 500 rows."))
    role = SelectField(
        _l("Role of those without one"),
        choices=choice_list({role: ROLE_WORDS[role] for role in ROLES}),
        default=PARTICIPANT,
    )
    interface = RadioField(
        _l("Language of the e-mails"),
        description=_l("For those whose line names none. Anyone who already has an account keeps their own choice."),
    )

    def __init__(self, forum: Forum, **given: Any) -> None:
        super().__init__(prefix="many-", **given)
        self.left_out = frozenset(filter(None, map(whole_number, request.form.getlist("leave_out"))))
        self.interface.choices = mail_language_choices(forum)
        self.interface.data = self.interface.data or self.interface.choices[0].value

    @property
    def reading(self) -> Reading:
        """How the rows are to be understood."""
        return Reading(_role_words(), self.role.data, self.interface.data)

    @property
    def carried(self) -> list[tuple[str, Any]]:
        chosen = [(field.name, field.data) for field in (self.role, self.interface)]
        return [*super().carried, *chosen, *(("leave_out", number) for number in sorted(self.left_out))]


def _role_words() -> dict[str, str]:
    """Return the roles by the words that the pages use for them, in every language of the interface."""
    words = {}
    for language in INTERFACE:
        with force_locale(language):
            words.update({fold(str(name)): role for role, name in ROLE_WORDS.items()})
    return words
