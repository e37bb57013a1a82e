"""The box for several weeks: titles, or a whole programme that is pasted, and when they open."""

from __future__ import annotations

from datetime import time
from typing import Any

from babel.dates import get_day_names
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, TextAreaField, TimeField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.validators import Optional, ValidationError

from board.rules.beginning import MAX_QUESTIONS, MAX_READINGS, MAX_WEEKS, RHYTHMS
from board.text import Programme, read_programme
from board.web.field_rules import written
from board.web.fields import WholeNumberField, choice_list
from board.web.lengths import MAX_BODY

NINE = time(9)
EXAMPLE = _l(
    "Week 1\nWhy the social economy?\n\nWe share what it has achieved in our regions.\n\n"
    "Question: What has changed where you live?\nReading: A case study, https://example.org/study, 15 min\n\n"
    "Week 2: Research in Canada\n…"
)


def weekday_choices() -> list[SelectChoice]:
    """Return the days of the week, as they stand alone in the reader's language."""
    names = get_day_names("wide", "stand-alone", locale=get_locale())
    return choice_list({str(number): name[:1].upper() + name[1:] for number, name in sorted(names.items())})


class ProgrammeForm(FlaskForm):  # type: ignore[misc]
    """The box for several weeks: a title on each line or the whole programme, and when they open.

    A valid form has the ``programme``.
    """

    body = TextAreaField(_l("Titles, or the whole programme"), filters=[written])
    weekday = SelectField(_l("They open on"), choices=weekday_choices)
    at = TimeField(_l("At"), default=NINE)
    days = SelectField(
        _l("How often?"),
        choices=choice_list(dict(zip(map(str, RHYTHMS), (_l("every week"), _l("every two weeks")), strict=True))),
    )

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.programme = Programme(())

    def validate_body(self, field: TextAreaField) -> None:
        """Read the programme. Refuse one that is too long, or has too much in it."""
        typed = field.data or ""
        if len(typed) > MAX_BODY:
            raise ValidationError(_("This is longer than 50,000 characters. Please split it in two."))
        self.programme = read_programme(typed)
        weeks = self.programme.weeks
        if len(weeks) > MAX_WEEKS:
            words = _("These are %(n)s weeks. At most %(most)s can be made at once.", n=len(weeks), most=MAX_WEEKS)
            raise ValidationError(words)
        self.has_enough()
        if message := too_many(sum(len(week.questions) for week in weeks), sum(len(week.readings) for week in weeks)):
            raise ValidationError(message)

    def has_enough(self) -> None:
        """Require a week."""
        if not self.programme.weeks:
            raise ValidationError(_("Give the titles of the weeks."))

    def validate_at(self, field: TimeField) -> None:
        """Require a time of day."""
        if field.data is None:
            field.errors = [_("Give a time of day, such as 09:00.")]

    @property
    def rhythm(self) -> dict[str, Any]:
        """When the weeks of a valid form open."""
        at = f"{self.at.data or NINE:%H:%M}"
        return {"weekday": int(self.weekday.data), "at": at, "days": int(self.days.data)}


class WeeksForm(ProgrammeForm):
    """The weeks of a new forum. Their titles can follow later."""

    number = WholeNumberField(
        _l("How many weeks?"),
        description=_l("If you leave this empty, there are as many as you give titles."),
        validators=[Optional()],
    )

    def has_enough(self) -> None:
        """Require a week, or the number of them."""
        if not self.programme.weeks and not self.number.data:
            raise ValidationError(_("Give the titles of the weeks, or how many there are."))

    def validate_number(self, field: WholeNumberField) -> None:
        """Require a number of weeks in range, with a place for each title."""
        if field.errors:
            return
        if field.data is not None and not 1 <= field.data <= MAX_WEEKS:
            raise ValidationError(_("Give a whole number from 1 to %(max)s.", max=MAX_WEEKS))
        titles = len(self.programme.weeks)
        if field.data is not None and field.data < titles:
            raise ValidationError(_("You gave %(titles)s titles. Take some out, or make it more weeks.", titles=titles))

    def answers(self) -> dict[str, Any]:
        """Return what is kept of a valid form."""
        return {
            "body": self.body.data or "",
            "typed_number": self.number.data,
            "number": self.number.data or len(self.programme.weeks),
            **self.rhythm,
        }


def too_many(questions: int, readings: int) -> str:
    """Return the message for more questions or readings than are made at once, otherwise ""."""
    if questions > MAX_QUESTIONS:
        return str(_("There are more than %(most)s questions. Add the others later.", most=MAX_QUESTIONS))
    if readings > MAX_READINGS:
        return str(_("There are more than %(most)s readings. Add the others later.", most=MAX_READINGS))
    return ""
