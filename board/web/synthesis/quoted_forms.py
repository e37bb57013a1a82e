"""The forms of the authors' check: how somebody is signed, an objection, the deadline, and how one was settled."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from board.models import Forum
from board.rules.proceedings import BY_REGION, MAX_REASON, NAMED, UNNAMED
from board.rules.quoted import USUAL_TIME
from board.rules.weeks import NonexistentTime, to_instant, to_wall
from board.web.field_rules import one_line, says_something, sensible_year, showable, stripped, visible_only
from board.web.fields import WallTimeField, choice_list, has_to_exist
from board.web.frame.edit_conflicts import is_behind, prints
from board.web.words import city

MAX_DONE = 200
ATTRIBUTION_WORDS = {
    NAMED: _l("my name and my region"),
    BY_REGION: _l("my region only"),
    UNNAMED: _l("nothing: without name and region"),
}

ATTRIBUTION_SHOWN = {NAMED: _l("name and region"), BY_REGION: _l("region only"), UNNAMED: _l("nothing")}
"""The same, said of somebody else."""


class AttributionForm(FlaskForm):  # type: ignore[misc]
    """How the proceedings sign what they quote of somebody."""

    attribution = RadioField(
        _l("The proceedings sign my words with"),
        choices=choice_list(ATTRIBUTION_WORDS),
        validators=[InputRequired(message=_l("Choose how your words are signed."))],
    )


class ObjectionForm(FlaskForm):  # type: ignore[misc]
    """Why somebody objects to how they are quoted."""

    reason = TextAreaField(
        _l("Why you object"),
        description=_l("The admins read it, and nobody else. Say what should be different."),
        filters=[showable, stripped],
        validators=[
            says_something(_l("Say why you object, so that the admins can do something about it.")),
            Length(max=MAX_REASON, message=_l("The reason can have at most 1000 characters.")),
        ],
    )


class DeadlineForm(FlaskForm):  # type: ignore[misc]
    """Until when people who are quoted can answer. ``base`` is a digest of what the form was filled with."""

    until = WallTimeField(
        _l("Deadline"), validators=[InputRequired(message=_l("Give a day and a time.")), sensible_year]
    )
    base = HiddenField()

    def __init__(self, forum: Forum, now: datetime, **given: Any) -> None:
        super().__init__(**given)
        self.forum, self.now = forum, now
        self.until.description = _(
            "%(city)s time. People can answer until just before this time.", city=city(forum.zone)
        )

    def validate_until(self, field: WallTimeField) -> None:
        """Require a time that exists in the forum's zone and is still to come."""
        has_to_exist(field, self.forum.zone)
        if field.data is not None and to_instant(field.data, self.forum.zone) <= self.now:
            raise ValidationError(_("This time has passed. Give people time to answer: two weeks are usual."))

    @property
    def wall(self) -> datetime:
        """The deadline of a valid form, as a wall time in the forum's zone."""
        assert self.until.data is not None
        return self.until.data

    def is_behind(self) -> bool:
        """Return whether somebody else set the deadline since the form was filled."""
        return is_behind(self, standing(self.forum))


def standing(forum: Forum) -> dict[str, Any]:
    """Return the deadline as the data of its form."""
    return {"until": to_wall(forum.check_until, forum.zone) if forum.check_until else None}


def base_of(forum: Forum) -> str:
    """Return a digest of the deadline, by which the form notices that somebody changed it."""
    return prints(standing(forum))


def usual_deadline(forum: Forum, now: datetime) -> datetime:
    """Return the wall time that the form proposes: two weeks from now, at the full hour."""
    wall = to_wall(now + USUAL_TIME, forum.zone).replace(minute=0, second=0, microsecond=0)
    try:
        to_instant(wall, forum.zone)
    except NonexistentTime as skipped:
        return skipped.after
    return wall


class SettledForm(FlaskForm):  # type: ignore[misc]
    """What was done about an objection."""

    done = StringField(
        _l("What was done"),
        description=_l("One line for the activity log, such as “another passage was placed”."),
        filters=[one_line],
        validators=[
            says_something(_l("Say in a few words what was done.")),
            Length(max=MAX_DONE, message=_l("This can have at most 200 characters.")),
            visible_only,
        ],
    )
