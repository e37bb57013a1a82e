"""The form of a week."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import Optional

from board.models import Forum
from board.web.field_rules import sensible_year, written
from board.web.fields import WallTimeField, has_to_exist, title_field
from board.web.frame.edit_forms import TitledForm
from board.web.lengths import fits
from board.web.words import city


class WeekForm(TitledForm):
    """A week of the programme."""

    title = title_field(_l("Give the week a title."))
    body = TextAreaField(_l("Outline"), filters=[written], validators=[fits])
    opens = WallTimeField(_l("Opens at"), validators=[Optional(), sensible_year])

    def __init__(self, forum: Forum, **given: Any) -> None:
        super().__init__(forum, **given)
        self.zone = forum.zone
        self.body.description = _("Everyone can read it, also while the week is locked. Markdown.")
        self.opens.description = _(
            "%(city)s time. Without a date the week stays locked until an admin opens it by hand.",
            city=city(forum.zone),
        )

    def validate_opens(self, field: WallTimeField) -> None:
        """Require a wall time that exists in the forum's zone."""
        has_to_exist(field, self.zone)
