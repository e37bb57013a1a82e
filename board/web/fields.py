"""Fields and choices that forms of several areas share: names, titles, addresses, languages, days and wall times."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, EmailField, HiddenField, IntegerField, PasswordField, SelectMultipleField, StringField
from wtforms.fields import DateTimeLocalField, SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.validators import DataRequired, Email, InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput

from board.models import Forum
from board.models.base import is_key, new_key
from board.rules.languages import ENDONYMS, INTERFACE, endonym
from board.rules.weeks import NonexistentTime, to_instant
from board.web.field_rules import one_line, stripped, visible_only
from board.web.lengths import MAX_TITLE
from board.web.words import city

MAX_EMAIL = 254
MAX_NAME = 120


def choice_list(words: Mapping[str, object]) -> list[SelectChoice]:
    """Make choices of a mapping from values to labels."""
    return [SelectChoice(value, label) for value, label in words.items()]


def no_long_name() -> Length:
    """Return the rule for the longest name of a person or a forum."""
    return Length(max=MAX_NAME, message=_l("A name can have at most 120 characters."))


def name_field(missing: Any, description: Any = "") -> StringField:
    """Return a field for a name; ``missing`` is the message where it is empty."""
    rules = [DataRequired(message=missing), no_long_name(), visible_only]
    return StringField(_l("Name"), description=description, filters=[one_line], validators=rules)


def title_field(missing: Any, label: Any = None, description: Any = "") -> StringField:
    """Return a field for a title; ``missing`` is the message where it is empty."""
    too_long = _l("A title can have at most 200 characters.")
    rules = [DataRequired(message=missing), Length(max=MAX_TITLE, message=too_long), visible_only]
    return StringField(label or _l("Title"), description=description, filters=[one_line], validators=rules)


def email_field(missing: Any, description: Any = "") -> EmailField:
    """Return a field for an e-mail address; ``missing`` is the message where it is empty."""
    no_address = _l("This is not an e-mail address.")
    limits = [Length(max=MAX_EMAIL, message=no_address), Email(message=no_address)]
    rules = [DataRequired(message=missing), visible_only, *limits]
    return EmailField(_l("E-mail"), description=description, filters=[stripped], validators=rules)


def password_field(label: Any) -> PasswordField:
    """Return a field for a password that exists already, so that its rules are of no concern."""
    return PasswordField(label, validators=[InputRequired(), Length(max=200)])


class ChecklistField(SelectMultipleField):
    """A choice of several values, with a checkbox for each."""

    option_widget = CheckboxInput()


class OnceField(HiddenField):
    """The mark by which a form that is sent again is recognised. It becomes the key of what the form makes."""

    def process(self, *given: Any, **more: Any) -> None:
        super().process(*given, **more)
        if not is_key(self.data or ""):
            self.data = new_key()


class WallTimeField(DateTimeLocalField):
    """A wall time in the forum's zone. Seconds are shown if there are any, so that saving unchanged changes nothing."""

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
    """A date without a time."""

    def __init__(self, *args: Any, **given: Any) -> None:
        given["invalid_value_message"] = _l("Give a day, such as 2026-10-26.")
        super().__init__(*args, **given)


class WholeNumberField(IntegerField):
    """A whole number, or None if the field is empty."""

    def __init__(self, *args: Any, **given: Any) -> None:
        given["invalid_value_message"] = _l("Give a whole number.")
        super().__init__(*args, **given)

    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist:
            self.data = None
        if any(str(value).strip() for value in valuelist):
            super().process_formdata(valuelist)


def endonym_choices(codes: Iterable[str]) -> list[SelectChoice]:
    """Return languages as choices, each under its own name."""
    return [SelectChoice(code, endonym(code), {"lang": code}) for code in codes]


def language_choices(preferred: Iterable[str] = (), *, guess: bool = False) -> list[SelectChoice]:
    """Return all languages as choices, ``preferred`` ones first; with ``guess``, the first choice is detection."""
    first = [SelectChoice("", str(_("detect the language")))] if guess else []
    return first + endonym_choices(dict.fromkeys([*preferred, *ENDONYMS]))


def mail_language_choices(forum: Forum) -> list[SelectChoice]:
    """Return the languages in which the site writes mail, the forum's languages first."""
    return endonym_choices(sorted(INTERFACE, key=lambda code: code not in forum.languages))


def region_choices(forum: Forum, current: str = "") -> list[SelectChoice]:
    """Return the forum's regions, and the ``current`` one, which may have been renamed in the forum since."""
    regions = [*forum.regions, *([current] if current else [])]
    return choice_list({"": _("no region"), **{region: region for region in regions}})
