"""Forms of the organising doors: weeks, people and their roles (readings: preparing_forms, forums: owner_forms)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    EmailField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import (  # type: ignore[attr-defined]  # newer than the stubs
    DateTimeLocalField,
    SelectChoice,
)
from wtforms.validators import DataRequired, Email, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput

from board.models import Forum, Week
from board.rules.roles import ADMIN, KEY_RESPONDENT, PARTICIPANT, ROLES, TRANSLATOR
from board.rules.weeks import NonexistentTime, to_instant
from board.text import clean
from board.web.forms import MAX_EMAIL, language_choices, stripped
from board.web.lengths import MAX_TITLE, fits
from board.web.meanwhile import is_behind
from board.web.words import ROLE_WORDS, city

EARLIEST, LATEST = 1990, 2199
"""Years that a programme may have; beyond them it is a slip of the keyboard."""


def one_line(value: str | None) -> str:
    """Without white space around it; nothing at all where nothing of it can be seen."""
    return stripped(value) if clean(value or "").strip() else ""


def written(value: str | None) -> str:
    """Markdown as it will be kept: without what cannot be seen."""
    cleaned = clean(value or "")
    return cleaned if cleaned.strip() else ""


def visible_only(_form: FlaskForm, field: Any) -> None:
    """One line of characters that can be seen. Others are taken out, so that saving once more is enough."""
    seen = "".join(c for c in field.data or "" if ord(c) >= 32 and ord(c) != 127)
    if seen != (field.data or ""):
        field.data = seen
        raise ValidationError(_("This held characters that cannot be shown. They were taken out; please check it."))


def sensible_year(_form: FlaskForm, field: Any) -> None:
    """A date of our time."""
    value: date | datetime | None = field.data
    if value is not None and not EARLIEST <= value.year <= LATEST:
        raise ValidationError(_("Look at the year again: it lies between %(a)s and %(b)s.", a=EARLIEST, b=LATEST))


def choice_list(words: Mapping[str, object]) -> list[SelectChoice]:
    """What can be chosen, with its words."""
    return [SelectChoice(value, label) for value, label in words.items()]


def title_validators(missing: object) -> list[Any]:
    """A title: one line that says something."""
    too_long = _l("A title can have at most 200 characters.")
    return [
        DataRequired(message=missing),  # type: ignore[arg-type]
        Length(max=MAX_TITLE, message=too_long),
        visible_only,
    ]


class WallTimeField(DateTimeLocalField):
    """What clocks in the forum's zone show. Seconds appear where there are some: saving unchanged moves nothing."""

    def __init__(self, *args: Any, **given: Any) -> None:
        given["format"] = [f"%Y-%m-%d{between}%H:%M{seconds}" for between in "T " for seconds in ("", ":%S")]
        given["invalid_value_message"] = _l("Give a day and a time, such as 2026-11-09 09:00.")
        super().__init__(*args, **given)

    def _value(self) -> str:
        if self.raw_data:
            return " ".join(map(str, self.raw_data))
        return self.data.isoformat(timespec="seconds" if self.data.second else "minutes") if self.data else ""


def has_to_exist(field: WallTimeField, zone: str) -> None:
    """Refuse a wall time that the clocks of the zone skip, and name the next one that exists."""
    try:
        if field.data is not None:
            to_instant(field.data, zone)
    except NonexistentTime as skipped:
        raise ValidationError(
            _(
                "Clocks in %(city)s go forward and skip this time. The next one that exists is %(time)s.",
                city=city(zone),
                time=f"{skipped.after:%Y-%m-%d %H:%M}",
            )
        ) from None


class DayField(DateField):
    """A day."""

    def __init__(self, *args: Any, **given: Any) -> None:
        given["invalid_value_message"] = _l("Give a day, such as 2026-10-26.")
        super().__init__(*args, **given)


class WholeNumberField(IntegerField):
    """A whole number, or None for nothing."""

    def __init__(self, *args: Any, **given: Any) -> None:
        given["invalid_value_message"] = _l("Give a whole number.")
        super().__init__(*args, **given)

    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist:
            self.data = None
        if any(str(value).strip() for value in valuelist):
            super().process_formdata(valuelist)


class WeekForm(FlaskForm):  # type: ignore[misc]
    """A week of the programme. ``base`` names the versions that it was filled from."""

    title = StringField(_l("Title"), filters=[one_line], validators=title_validators(_l("Give the week a title.")))
    body = TextAreaField(_l("Outline"), filters=[written], validators=[fits])
    language = SelectField(_l("Written in"))
    opens = WallTimeField(_l("Opens at"), validators=[Optional(), sensible_year])
    base = HiddenField()

    def __init__(self, forum: Forum, **given: Any) -> None:
        super().__init__(**given)
        self.zone = forum.zone
        self.language.choices = language_choices(forum.languages, guess=False)
        self.body.description = _("Everyone can read it, also while the week is locked. Markdown.")
        self.opens.description = _(
            "%(city)s time. Without a date the week stays locked until an admin opens it by hand.",
            city=city(forum.zone),
        )

    def validate_opens(self, field: WallTimeField) -> None:
        """The wall time has to exist in the forum's zone."""
        has_to_exist(field, self.zone)


ROLE_HINTS = {
    PARTICIPANT: _l("reads, asks, discusses"),
    KEY_RESPONDENT: _l("presents a case study and answers questions in a week of their own"),
    TRANSLATOR: _l("translates, also what is still locked"),
    ADMIN: _l("prepares the weeks, opens them, adds people"),
}


def region_choices(forum: Forum, current: str = "") -> list[SelectChoice]:
    """The forum's regions; one that a person was given before it was renamed stays to choose."""
    regions = [*forum.regions, *([current] if current else [])]
    return choice_list({"": _("no region"), **{region: region for region in regions}})


class RolesForm(FlaskForm):  # type: ignore[misc]
    """What somebody does in the forum, and for which region. ``base`` marks what stood there."""

    roles = SelectMultipleField(
        _l("Roles"),
        choices=choice_list({role: ROLE_WORDS[role] for role in ROLES}),
        option_widget=CheckboxInput(),
        validators=[DataRequired(message=_l("Choose at least one role."))],
    )
    region = SelectField(_l("Region"))
    base = HiddenField()

    def __init__(self, forum: Forum, *, current: str = "", **given: Any) -> None:
        super().__init__(**given)
        self.region.choices = region_choices(forum, current)

    def is_behind(self, standing: Mapping[str, Any]) -> bool:
        """Whether somebody else changed them since it was filled; a form that does not say from what claims nothing."""
        typed = {"roles": sorted(self.data["roles"]), "region": self.data["region"]}
        return bool(self.base.data) and is_behind(self, standing, typed)


class NewMemberForm(RolesForm):
    """Somebody to add: their address and name, with roles."""

    email = EmailField(
        _l("E-mail"),
        filters=[stripped],
        validators=[
            DataRequired(message=_l("Give an e-mail address, such as ana@example.org.")),
            visible_only,
            Length(max=MAX_EMAIL, message=_l("This is not an e-mail address.")),
            Email(message=_l("This is not an e-mail address.")),
        ],
    )
    name = StringField(
        _l("Name"),
        description=_l("Anyone who already has an account keeps the name they chose."),
        filters=[one_line],
        validators=[
            DataRequired(message=_l("Give the person’s name.")),
            Length(max=120, message=_l("A name can have at most 120 characters.")),
            visible_only,
        ],
    )


class AssignForm(FlaskForm):  # type: ignore[misc]
    """A week for a key respondent."""

    week = SelectField(_l("Week"), coerce=int, choices=[])
    week_region = SelectField(_l("Region"))

    def __init__(self, forum: Forum, weeks: Iterable[Week], *, current: str = "", **given: Any) -> None:
        super().__init__(**given)
        self.week.choices = choice_list({str(week.number): _("Week %(n)s", n=week.number) for week in weeks})
        self.week_region.choices = region_choices(forum, current)[1 if forum.regions else 0 :]
