"""The form with which an admin opens a closed forum again."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.validators import Optional, ValidationError

from board.rules.closing import LastDay
from board.visible import Sight
from board.web.field_rules import sensible_year
from board.web.fields import DayField


class ReopenForm(FlaskForm):  # type: ignore[misc]
    """The day at whose end the forum closes again, if one is given."""

    until = DayField(
        _l("Last day for writing"),
        description=_l("The forum closes again when this day ends in its time zone. You can leave it empty."),
        validators=[Optional(), sensible_year],
    )

    def __init__(self, sight: Sight, **given: Any) -> None:
        super().__init__(**given)
        self.sight = sight

    def validate_until(self, field: DayField) -> None:
        """Require a day that is not over."""
        end = LastDay(field.data, self.sight.forum.zone).end
        if end is not None and end <= self.sight.now:
            raise ValidationError(_("This day is over in the forum’s time zone. Give a later one, or none."))
