"""The form in which a key respondent writes a case study."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField

from board.web.field_rules import shows_something, written
from board.web.fields import OnceField, title_field
from board.web.frame.edit_forms import TitledForm
from board.web.lengths import fits


class CaseStudyForm(TitledForm):
    """Title, text and language of a case study."""

    title = title_field(_l("Give your case study a title."))
    body = TextAreaField(
        _l("Text"),
        description=_l(
            "One page to one and a half, 400 to 750 words: your work, what it taught you about policy, and "
            "what you have advocated. Markdown."
        ),
        filters=[written],
        validators=[shows_something(_l("Write something first.")), fits],
    )
    once = OnceField()
