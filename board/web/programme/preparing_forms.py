"""The forms of a week, and of its questions."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, TextAreaField
from wtforms.validators import Optional, ValidationError

from board.actions.setting_questions import read_questions
from board.models import Forum
from board.text import is_shown
from board.web.field_rules import sensible_year, shows_something, written
from board.web.fields import OnceField, WallTimeField, has_to_exist, language_choices, title_field
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


MAX_QUESTIONS = 20
"""The most questions that are set at once."""


class QuestionsForm(FlaskForm):  # type: ignore[misc]
    """Questions of a week, one a paragraph."""

    body = TextAreaField(
        _l("Set questions, one a paragraph"),
        description=_l(
            "The first line is the title, lines below it are the text. An empty line begins the next question."
        ),
        filters=[written],
        validators=[shows_something(_l("Write a question first.")), fits],
    )
    language = SelectField(_l("Written in"))
    once = OnceField()

    def __init__(self, forum: Forum, **given: Any) -> None:
        super().__init__(**given)
        self.language.choices = language_choices(forum.languages, guess=True)

    def validate_body(self, field: TextAreaField) -> None:
        """Require questions that show something, and not too many."""
        questions = read_questions(field.data or "")
        if len(questions) > MAX_QUESTIONS:
            raise ValidationError(
                _("These are more than %(most)s questions. Set them in several goes.", most=MAX_QUESTIONS)
            )
        for number, words in enumerate(questions, start=1):
            if not (is_shown(words.title) and is_shown(words.body)):
                raise ValidationError(_("Question %(number)s shows nothing: give it a title in words.", number=number))
