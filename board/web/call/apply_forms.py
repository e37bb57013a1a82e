"""The form of an application, and the limits of its texts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from board.actions.applying import Applied
from board.models import Application, Forum, Week
from board.rules.applications import KEY_RESPONDENT, KINDS, MAX_EXPERIENCE_WORDS, PARTICIPANT
from board.rules.languages import ENDONYMS
from board.text import word_count
from board.web.call.call_words import CHARACTERISTIC_WORDS, KIND_CHOICES
from board.web.field_rules import showable, stripped, written
from board.web.fields import (
    ChecklistField,
    OnceField,
    choice_list,
    email_field,
    language_choices,
    name_field,
    region_choices,
)
from board.web.words import colon

AS_TYPED = ("kind", "name", "region", "description", "experience")
"""The fields that are stored as they were typed."""
MAX_DESCRIPTION = 2000
MAX_EXPERIENCE = 10_000
"""In characters. A longer text is refused before its words are counted."""


def is_for_respondents(form: Any) -> bool:
    """Return whether a person applies as a key respondent; participants may leave those questions unanswered."""
    return bool(form.kind.data == KEY_RESPONDENT)


class ApplicationForm(FlaskForm):  # type: ignore[misc]
    """An application to take part, without the e-mail address."""

    kind = RadioField(
        _l("I want to take part as"),
        choices=KIND_CHOICES,
        default=PARTICIPANT,
        validate_choice=False,
    )
    name = name_field(_l("Give your name."))
    region = SelectField(_l("Region"))
    languages = ChecklistField(_l("Languages you read or write"), choices=language_choices())
    description = TextAreaField(
        _l("Your work, in short"),
        description=_l("What you do, where, and what you would like to learn here. A few sentences are enough."),
        filters=[written, stripped],
        validators=[
            DataRequired(message=_l("Say in a few sentences what you do.")),
            Length(max=MAX_DESCRIPTION, message=_l("This is longer than 2,000 characters. Please shorten it.")),
        ],
    )
    experience = TextAreaField(
        _l("Your work, more fully"),
        description=_l("What you would present as a case study. At most 300 words."),
        filters=[showable, stripped],
    )
    characteristics = ChecklistField(
        _l("What you bring"),
        description=_l("Some of these, not necessarily all."),
        choices=choice_list(CHARACTERISTIC_WORDS),
    )
    week = SelectField(_l("The week you would rather have"))
    once = OnceField()

    def __init__(self, forum: Forum, weeks: Iterable[tuple[Week, str]], *, current: str = "", **given: Any) -> None:
        super().__init__(**given)
        self.weeks = {str(week.number): week for week, _title in weeks}
        named = {str(week.number): f"{_('Week %(n)s', n=week.number)}{colon()} {title}" for week, title in weeks}
        self.region.choices = region_choices(forum, current)
        self.week.choices = choice_list({"": _("no preference"), **named})

    def validate_kind(self, field: RadioField) -> None:
        """Require one of the two kinds."""
        if field.data not in KINDS:
            raise ValidationError(_("Choose one of the two."))

    def validate_experience(self, field: TextAreaField) -> None:
        """Require a text of at most 300 words from a key respondent. The page counts in the same way."""
        if len(field.data or "") > MAX_EXPERIENCE:
            raise ValidationError(_("This is longer than 10,000 characters. Please shorten it."))
        words = word_count(field.data or "")
        if is_for_respondents(self) and words == 0:
            raise ValidationError(_("Describe your work more fully: we choose key respondents by this description."))
        if is_for_respondents(self) and words > MAX_EXPERIENCE_WORDS:
            raise ValidationError(words_left(words))

    def validate_characteristics(self, field: ChecklistField) -> None:
        """Require a key respondent to choose at least one."""
        if is_for_respondents(self) and not field.data:
            raise ValidationError(_("Choose at least one."))

    def said(self, email: str) -> Applied:
        """Return the content of a valid form. What a participant answered to questions for key respondents is kept."""
        typed: dict[str, Any] = self.data
        return Applied(
            email=email,
            languages=tuple(code for code in ENDONYMS if code in typed["languages"]),
            interface=str(get_locale()),
            characteristics=frozenset(typed["characteristics"]),
            week=self.weeks.get(typed["week"]),
            **{name: typed[name] for name in AS_TYPED},
        )


class NewApplicationForm(ApplicationForm):
    """A new application, with the e-mail address."""

    email = email_field(
        _l("Give an e-mail address, such as ana@example.org."),
        description=_l("We send a link to it, with which you confirm your application. Only the organisers see it."),
    )


def as_sent(application: Application, weeks: Iterable[tuple[Week, str]]) -> dict[str, Any]:
    """Return an application as the data of its form."""
    preferred = next((str(week.number) for week, _title in weeks if week.id == application.week_id), "")
    copied = {name: getattr(application, name) for name in (*AS_TYPED, "languages")}
    return copied | {"characteristics": sorted(application.characteristics), "week": preferred}


def words_left(words: int) -> str:
    """Say how many words a text has and how many it may have."""
    if words > MAX_EXPERIENCE_WORDS:
        surplus = words - MAX_EXPERIENCE_WORDS
        return str(
            ngettext(
                "%(words)s words: %(num)d over the limit of %(max)s.",
                "%(words)s words: %(num)d over the limit of %(max)s.",
                surplus,
                words=words,
                max=MAX_EXPERIENCE_WORDS,
            )
        )
    return str(
        ngettext(
            "%(num)d of at most %(max)s words.", "%(num)d of at most %(max)s words.", words, max=MAX_EXPERIENCE_WORDS
        )
    )
