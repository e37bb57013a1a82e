"""The form of an announcement."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField, TextAreaField

from board.actions.announcing import Telling
from board.actions.writing import choose_language
from board.models import Forum
from board.models.base import is_key, new_key
from board.web.field_rules import one_line, shows_something, written
from board.web.fields import title_validators
from board.web.forms import language_choices
from board.web.lengths import fits


class AnnouncementForm(FlaskForm):  # type: ignore[misc]
    """Title and text of an announcement. ``base`` names the versions that the form was filled from."""

    title = StringField(_l("Title"), filters=[one_line], validators=title_validators(_l("Give it a title.")))
    body = TextAreaField(
        _l("Text"),
        description=_l("All members see it on their home page. You can use Markdown."),
        filters=[written],
        validators=[shows_something(_l("There is nothing to announce yet: write something first.")), fits],
    )
    language = SelectField(_l("Written in"))
    base = HiddenField()
    once = HiddenField()

    def __init__(self, forum: Forum, *, is_new: bool, **given: Any) -> None:
        super().__init__(**given)
        self.fallback = forum.languages[0]
        self.language.choices = language_choices(forum.languages, guess=is_new)
        if not is_key(self.once.data or ""):
            self.once.data = new_key()

    @property
    def typed(self) -> Telling:
        """The content of a valid form."""
        title, body = str(self.title.data), str(self.body.data)
        language, _guessed = choose_language(self.language.data, f"{title}\n\n{body}", self.fallback)
        return Telling(title, body, language)
