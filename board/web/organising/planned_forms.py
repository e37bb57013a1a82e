"""The last look at a forum before it is made: each of its weeks can still be changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from board.actions.programmes import PlannedWeek
from board.actions.setting_questions import read_questions
from board.rules.beginning import MAX_WEEKS
from board.rules.slugs import MAX_SLUG, is_slug
from board.text import formats, is_shown, read_reading
from board.web.field_rules import sensible_year, stripped, visible_only, whole_number, written
from board.web.fields import WallTimeField, endonym_choices, has_to_exist, title_field
from board.web.lengths import MAX_BODY, fits
from board.web.organising.programme_forms import too_many
from board.web.words import day

MAX_SHOWN = 60
"""Characters of a line that an error repeats."""
MAX_SHOWN_STANDING = 4 * MAX_WEEKS
"""Characters of the numbers of weeks that stand."""


class MadeForm(FlaskForm):  # type: ignore[misc]
    """What else is asked before the forum is made."""

    slug = StringField(
        _l("Short name for addresses"),
        description=_l("It is part of every address of the new forum."),
        filters=[stripped],
        validators=[
            DataRequired(message=_l("Give a short name for addresses.")),
            visible_only,
            Length(max=MAX_SLUG, message=_l("A short name can have at most 60 characters.")),
        ],
    )
    language = SelectField(_l("These words are written in"))
    joins = BooleanField(_l("Make me an admin of this forum, so that I can prepare and open its weeks"))

    def __init__(self, languages: Iterable[str], **given: Any) -> None:
        super().__init__(**given)
        self.language.choices = endonym_choices(languages)
        self.has_content = False
        """Whether there are questions or readings, which only an admin can set."""

    def validate_slug(self, field: StringField) -> None:
        """Require characters that can stand in an address."""
        if field.data and len(field.data) <= MAX_SLUG and not is_slug(field.data):
            raise ValidationError(_("Use lowercase letters from a to z, digits, and single hyphens between them."))

    def validate_joins(self, field: BooleanField) -> None:
        """Require an admin if there are questions or readings."""
        if self.has_content and not field.data:
            raise ValidationError(_("Only an admin can set questions and readings. Tick this, or take them out."))


class AddedForm(FlaskForm):  # type: ignore[misc]
    """What goes along with weeks that are looked through before they are added to a forum.

    ``base`` is the number of the last week that stands, ``count`` how many weeks are looked through, and ``standing``
    the numbers of those that were pasted and stand already.
    """

    language = SelectField(_l("These words are written in"))
    base = HiddenField()
    count = HiddenField()
    standing = HiddenField()

    def __init__(self, languages: Iterable[str], **given: Any) -> None:
        super().__init__(**given)
        self.language.choices = endonym_choices(languages)

    @property
    def numbers(self) -> range:
        """The places of the weeks, from 1."""
        return range(1, min(whole_number(self.count.data), MAX_WEEKS) + 1)

    @property
    def standing_numbers(self) -> set[int]:
        return set(map(whole_number, (self.standing.data or "")[:MAX_SHOWN_STANDING].split()))


class WeekFields(FlaskForm):  # type: ignore[misc]
    """One of the weeks. Its readings stand one on a line, its questions one in a paragraph."""

    class Meta:
        csrf = False  # it is part of a form that has a token

    title = title_field(_l("Give the week a title."))
    outline = TextAreaField(_l("Outline"), filters=[written], validators=[fits])
    opens = WallTimeField(_l("Opens at"), validators=[Optional(), sensible_year])
    questions = TextAreaField(
        _l("Questions"),
        description=_l("Leave an empty line between two questions. The first line of each is its title."),
        filters=[written],
        validators=[Length(max=MAX_BODY, message=_l("This is longer than 50,000 characters. Please split it in two."))],
    )
    readings = TextAreaField(
        _l("Readings on other sites"),
        description=_l("One on each line, such as: A case study, https://example.org, 15 min"),
        filters=[written],
        validators=[Length(max=MAX_BODY, message=_l("This is longer than 50,000 characters. Please split it in two."))],
    )
    left_out = BooleanField(_l("Leave this week out"))

    def __init__(self, zone: str, ends: date | None, **given: Any) -> None:
        super().__init__(**given)
        self.zone, self.ends = zone, ends

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, unless the week is left out."""
        return bool(self.left_out.data) or bool(super().validate(extra_validators))

    def validate_opens(self, field: WallTimeField) -> None:
        """Require a wall time that exists, while the forum is open."""
        has_to_exist(field, self.zone)
        if field.data and self.ends and field.data.date() > self.ends:
            raise ValidationError(_("The forum closes before that, at the end of %(day)s.", day=day(self.ends)))

    def validate_questions(self, field: TextAreaField) -> None:
        """Require that each question shows something."""
        if empty := next((one for one in read_questions(field.data or "") if not is_shown(one.body)), None):
            raise ValidationError(_("“%(line)s” shows nothing.", line=empty.body[:MAX_SHOWN]))

    def validate_readings(self, field: TextAreaField) -> None:
        """Require an address on each line."""
        if lost := next((line for line in _lines(field.data) if read_reading(line) is None), None):
            message = _("“%(line)s” has no web address. One begins with https://.", line=lost[:MAX_SHOWN])
            raise ValidationError(message)

    @property
    def planned(self) -> PlannedWeek:
        """The content of a valid form."""
        readings = tuple(filter(None, map(read_reading, _lines(self.readings.data))))
        questions = tuple(read_questions(self.questions.data or ""))
        return PlannedWeek(self.title.data or "", self.outline.data or "", self.opens.data, questions, readings)

    def kept(self) -> dict[str, str]:
        """Return what was typed, valid or not, to be kept."""
        opens = self.opens.data.isoformat() if self.opens.data else ""
        words = {name: (self[name].data or "")[:MAX_BODY] for name in ("title", "outline", "questions", "readings")}
        return {**words, "opens": opens}


def _lines(words: str | None) -> list[str]:
    return [line.strip() for line in (words or "").splitlines() if line.strip()]


def week_fields(number: int, zone: str, ends: date | None, kept: Mapping[str, str] | None = None) -> WeekFields:
    """Return the fields of one week: those that were sent, or filled with what is ``kept``."""
    prefix = f"week{number}-"
    if kept is None:
        return WeekFields(zone, ends, prefix=prefix)
    opens = datetime.fromisoformat(kept["opens"]) if kept["opens"] else None
    words = {name: kept[name] for name in ("title", "outline", "questions", "readings")}
    return WeekFields(zone, ends, prefix=prefix, formdata=None, opens=opens, **words)


def in_words(wall: datetime) -> str:
    """Return a wall time with nothing cut short: "Monday 26 October 2026, 09:00"."""
    return formats.full_moment(wall.replace(tzinfo=UTC), "UTC", str(get_locale()))


def message_for(weeks: list[PlannedWeek]) -> str:
    """Return why these weeks cannot be made together, otherwise ""."""
    if not weeks:
        return str(_("Every week is left out. Keep at least one."))
    return too_many(sum(len(week.questions) for week in weeks), sum(len(week.readings) for week in weeks))
