"""Forms for the members of a forum: name and address, roles, and the week of a key respondent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import DataRequired

from board.models import Forum, Week
from board.rules.roles import ADMIN, KEY_RESPONDENT, PARTICIPANT, ROLES, TRANSLATOR
from board.web.fields import (
    ChecklistField,
    choice_list,
    email_field,
    mail_language_choices,
    name_field,
    region_choices,
)
from board.web.frame.edit_conflicts import is_behind
from board.web.words import ROLE_WORDS

ROLE_HINTS = {
    PARTICIPANT: _l("reads, asks, discusses"),
    KEY_RESPONDENT: _l("presents a case study and answers questions in a week of their own"),
    TRANSLATOR: _l("translates, also what is still locked"),
    ADMIN: _l("prepares the weeks, opens them, adds people"),
}


class RolesForm(FlaskForm):  # type: ignore[misc]
    """A member's roles and region. ``base`` is a digest of the values that the form was filled with."""

    roles = ChecklistField(
        _l("Roles"),
        choices=choice_list({role: ROLE_WORDS[role] for role in ROLES}),
        validators=[DataRequired(message=_l("Choose at least one role."))],
    )
    region = SelectField(_l("Region"))
    base = HiddenField()

    def __init__(self, forum: Forum, *, current: str = "", **given: Any) -> None:
        super().__init__(**given)
        self.region.choices = region_choices(forum, current)

    def is_behind(self, standing: Mapping[str, Any]) -> bool:
        """Return whether somebody else saved since the form was filled; never if the form has no ``base``."""
        typed = {"roles": sorted(self.data["roles"]), "region": self.data["region"]}
        return bool(self.base.data) and is_behind(self, standing, typed)


class NewMemberForm(RolesForm):
    """A person to add: e-mail address, name and roles."""

    email = email_field(_l("Give an e-mail address, such as ana@example.org."))
    name = name_field(
        _l("Give the person’s name."), description=_l("Anyone who already has an account keeps the name they chose.")
    )
    interface = RadioField(
        _l("Language of the e-mails"),
        description=_l(
            "The language in which the site writes to them. Anyone who already has an account keeps their own choice."
        ),
    )

    def __init__(self, forum: Forum, **given: Any) -> None:
        super().__init__(forum, **given)
        self.interface.choices = mail_language_choices(forum)
        self.interface.data = self.interface.data or self.interface.choices[0].value


class AssignForm(FlaskForm):  # type: ignore[misc]
    """A week for a key respondent."""

    week = SelectField(_l("Week"), coerce=int, choices=[])
    week_region = SelectField(_l("Region"))

    def __init__(self, forum: Forum, weeks: Iterable[Week], *, current: str = "", **given: Any) -> None:
        super().__init__(**given)
        self.week.choices = choice_list({str(week.number): _("Week %(n)s", n=week.number) for week in weeks})
        self.week_region.choices = region_choices(forum, current)[1 if forum.regions else 0 :]
