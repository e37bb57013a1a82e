"""The forms of the call: when people can apply, how many places key respondents have, and the call's texts."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Optional, ValidationError

from board.actions.calling import CONDUCT, FORMAT, PREREQUISITES
from board.models import Forum
from board.rules.weeks import to_wall
from board.web.field_rules import sensible_year, written
from board.web.fields import WallTimeField, WholeNumberField, has_to_exist
from board.web.frame.edit_conflicts import is_behind, prints
from board.web.lengths import fits
from board.web.words import city

MAX_SEATS = 1000
TEXT_NAMES = {
    FORMAT: _l("Format"),
    PREREQUISITES: _l("Prerequisites"),
    CONDUCT: _l("Code of conduct"),
}
TEXT_HINTS = {
    FORMAT: _l("How the forum goes: what people read, write and do in a week."),
    PREREQUISITES: _l("What people need in order to take part."),
    CONDUCT: _l("How people treat each other in this forum. Without one, the site’s code of conduct applies."),
}


class CallForm(FlaskForm):  # type: ignore[misc]
    """When people can apply, and for how many places. ``base`` is a digest of what the form was filled with."""

    opens = WallTimeField(_l("Applications open"), validators=[Optional(), sensible_year])
    until = WallTimeField(_l("Deadline"), validators=[Optional(), sensible_year])
    seats = WholeNumberField(
        _l("Places for key respondents"),
        description=_l(
            "You cannot accept more than this. If you leave it empty, there is no limit. There "
            "is never a limit for participants."
        ),
    )
    base = HiddenField()

    def __init__(self, forum: Forum, **given: Any) -> None:
        super().__init__(**given)
        self.forum = forum
        self.opens.description = _(
            "%(city)s time. From then on, everyone can read the call. Without a date, the call is not published.",
            city=city(forum.zone),
        )
        self.until.description = _(
            "%(city)s time. People can apply until just before this time. Without a deadline, they can "
            "apply until the forum closes.",
            city=city(forum.zone),
        )

    def validate_opens(self, field: WallTimeField) -> None:
        """Require a time that exists in the forum's zone."""
        has_to_exist(field, self.forum.zone)

    def validate_until(self, field: WallTimeField) -> None:
        """Require a time that exists in the forum's zone and comes after the opening."""
        has_to_exist(field, self.forum.zone)
        if field.data and self.opens.data and field.data <= self.opens.data:
            raise ValidationError(_("The deadline is not after the opening."))

    def validate_seats(self, field: WholeNumberField) -> None:
        """Require a number from 0 to MAX_SEATS, or nothing."""
        if not field.errors and field.data is not None and not 0 <= field.data <= MAX_SEATS:
            raise ValidationError(_("Give a whole number from 0 to %(max)s.", max=MAX_SEATS))

    def is_behind(self) -> bool:
        """Return whether somebody else saved the call since the form was filled."""
        return is_behind(self, standing(self.forum))


class CallTextForm(FlaskForm):  # type: ignore[misc]
    """One of the call's texts. ``base`` names the version that the form was filled from."""

    body = TextAreaField(_l("Text"), filters=[written], validators=[fits])
    base = HiddenField()

    def __init__(self, which: str, **given: Any) -> None:
        super().__init__(**given)
        self.body.label.text = TEXT_NAMES[which]
        self.body.description = TEXT_HINTS[which]


def standing(forum: Forum) -> dict[str, Any]:
    """Return the call as the data of its form."""
    opens, until = forum.applications_from, forum.applications_until
    return {
        "opens": to_wall(opens, forum.zone) if opens else None,
        "until": to_wall(until, forum.zone) if until else None,
        "seats": forum.respondent_seats,
    }


def base_of(forum: Forum) -> str:
    """Return a digest of the call, by which the form notices that somebody changed it."""
    return prints(standing(forum))
