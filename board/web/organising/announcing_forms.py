"""The form of an announcement."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField

from board.web.field_rules import shows_something, written
from board.web.fields import OnceField, title_field
from board.web.frame.edit_forms import TitledForm
from board.web.lengths import fits


class AnnouncementForm(TitledForm):
    """Title and text of an announcement."""

    title = title_field(_l("Give it a title."))
    body = TextAreaField(
        _l("Text"),
        description=_l("All members see it on their home page. You can use Markdown."),
        filters=[written],
        validators=[shows_something(_l("There is nothing to announce yet: write something first.")), fits],
    )
    once = OnceField()
