"""Fields and validators that forms of several areas share: lines, titles, days and wall times."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    IntegerField,
)
from wtforms.fields import (  # type: ignore[attr-defined]  # newer than the stubs
    DateTimeLocalField,
    SelectChoice,
)
from wtforms.validators import DataRequired, Length, ValidationError

from board.models import Forum
from board.rules.languages import INTERFACE, endonym
from board.rules.weeks import NonexistentTime, to_instant
from board.web.field_rules import visible_only
from board.web.lengths import MAX_TITLE
from board.web.words import city


def choice_list(words: Mapping[str, object]) -> list[SelectChoice]:
    """Make choices of a mapping from values to labels."""
    return [SelectChoice(value, label) for value, label in words.items()]


def title_validators(missing: object) -> list[Any]:
    """Return the validators of a title: one line, not empty (with the message ``missing``), not too long."""
    too_long = _l("A title can have at most 200 characters.")
    return [
        DataRequired(message=missing),  # type: ignore[arg-type]
        Length(max=MAX_TITLE, message=too_long),
        visible_only,
    ]


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


def mail_language_choices(forum: Forum) -> list[SelectChoice]:
    """Return the languages in which the site writes mail, each under its own name, the forum's languages first."""
    spoken = sorted(INTERFACE, key=lambda code: code not in forum.languages)
    return [SelectChoice(code, endonym(code), {"lang": code}) for code in spoken]


def region_choices(forum: Forum, current: str = "") -> list[SelectChoice]:
    """Return the forum's regions, and the ``current`` one, which may have been renamed in the forum since."""
    regions = [*forum.regions, *([current] if current else [])]
    return choice_list({"": _("no region"), **{region: region for region in regions}})
