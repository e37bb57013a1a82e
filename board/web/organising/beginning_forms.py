"""The forms with which a forum is begun: its name and dates, its languages in words, its weeks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import Any

from babel.dates import get_day_names
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField, TextAreaField, TimeField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from board.rules.beginning import MAX_QUESTIONS, MAX_READINGS, MAX_WEEKS, RHYTHMS
from board.rules.languages import ENDONYMS
from board.text import Programme, read_programme
from board.web import cities
from board.web.field_rules import one_line, sensible_year, visible_only, written
from board.web.fields import ChecklistField, DayField, WholeNumberField, choice_list, language_choices, name_field
from board.web.lengths import MAX_BODY
from board.web.words import language_name

NINE = time(9)
EXAMPLE = _l(
    "Week 1\nWhy the social economy?\n\nWe share what it has achieved in our regions.\n\n"
    "Question: What has changed where you live?\nReading: A case study, https://example.org/study, 15 min\n\n"
    "Week 2: Research in Canada\n…"
)


class NameForm(FlaskForm):  # type: ignore[misc]
    """What the forum is called, when it is, and by whose clocks. A valid form has the ``zone_name``."""

    name = name_field(_l("Give the forum a name."))
    city = StringField(
        _l("City whose clocks count"),
        description=_l("Weeks open at the time that clocks show there. Type a city or a country."),
        filters=[one_line],
        validators=[
            InputRequired(message=_l("Give a city, such as La Paz.")),
            visible_only,
            Length(max=cities.MAX_QUERY, message=_l("No city or country of this name is known here.")),
        ],
    )
    zone = StringField()
    """The zone of the place that was chosen from several."""
    starts = DayField(_l("First day"), validators=[Optional(), sensible_year])
    ends = DayField(
        _l("Last day"),
        description=_l("When it ends, the forum closes: people can still read it, but no longer write in it."),
        validators=[Optional(), sensible_year],
    )
    zone_name = ""

    def validate_city(self, field: StringField) -> None:
        """Require a place that is known, and one of them."""
        if field.errors:
            return
        found = cities.resolve(field.data or "", self.zone.data or "")
        if found is None and cities.search(field.data or ""):
            raise ValidationError(_("There is more than one time there. Choose a place from the list."))
        if found is None:
            raise ValidationError(
                _("No city or country of this name is known here. Try a larger city with the same time.")
            )
        self.zone_name = found

    def validate_ends(self, field: DayField) -> None:
        """Require a last day that is not before the first."""
        if self.starts.data and field.data and field.data < self.starts.data:
            raise ValidationError(_("The last day is before the first one."))

    def answers(self) -> dict[str, Any]:
        """Return what is kept of a valid form."""
        days = {name: self[name].data.isoformat() if self[name].data else "" for name in ("starts", "ends")}
        return {"name": self.name.data, "city": self.city.data, "zone": self.zone_name, **days}


def sentence(source: str, target: str) -> str:
    """Return in words that posts are translated: "Spanish posts are translated into English"."""
    names = {"language": language_name(source), "other": language_name(target)}
    return str(_("%(language)s posts are translated into %(other)s", **names))


def possible_pairs(main: str, languages: Sequence[str]) -> list[str]:
    """Return the translations that are offered: of each language into the main one, then the other way round."""
    others = [code for code in languages if code != main]
    return [f"{code}>{main}" for code in others] + [f"{main}>{code}" for code in others]


class LanguagesForm(FlaskForm):  # type: ignore[misc]
    """Which languages are spoken, and what is translated, in words.

    ``asked`` says for which languages the sentences were shown: if others were ticked since, they are asked first.
    """

    languages = ChecklistField(_l("Languages people write in"), choices=language_choices())
    main_language = SelectField(
        _l("Main language"),
        description=_l("The forum’s own texts are in this language, such as the outlines of its weeks."),
        choices=language_choices(),
    )
    policy = ChecklistField(_l("What is translated?"), validate_choice=False)
    asked = HiddenField()

    def offer(self) -> None:
        """Offer the sentences for the languages as they are ticked now. Those that are new are ticked if they lead to
        the main language.
        """
        before = set((self.asked.data or "").split())
        pairs = possible_pairs(self.main_language.data, self.spoken)
        ticked = set(self.policy.data or ())
        self.policy.choices = [SelectChoice(pair, sentence(*pair.split(">"))) for pair in pairs]
        self.policy.data = [
            pair for pair in pairs if pair in (ticked if pair in before else _into(self.main_language.data, pairs))
        ]
        self.asked.data = " ".join(pairs)

    @property
    def spoken(self) -> list[str]:
        """The languages, the main one first."""
        main = self.main_language.data
        return [main, *(code for code in ENDONYMS if code in (self.languages.data or ()) and code != main)]

    @property
    def is_asked(self) -> bool:
        """Whether the sentences that were shown are those for these languages."""
        return (self.asked.data or "").split() == possible_pairs(self.main_language.data, self.spoken)

    def validate_policy(self, field: ChecklistField) -> None:
        """Require at most one target for each language."""
        sources = [pair.split(">")[0] for pair in field.data or () if pair in (self.asked.data or "").split()]
        if twice := next((code for code in sources if sources.count(code) > 1), None):
            name = language_name(twice)
            raise ValidationError(
                _("A text is translated into one language only, and %(language)s is ticked twice.", language=name)
            )

    def answers(self) -> dict[str, Any]:
        """Return what is kept of a valid form."""
        pairs = possible_pairs(self.main_language.data, self.spoken)
        return {"languages": self.spoken, "policy": [pair for pair in pairs if pair in (self.policy.data or ())]}


def _into(main: str, pairs: Sequence[str]) -> set[str]:
    return {pair for pair in pairs if pair.endswith(f">{main}")}


def weekday_choices() -> list[SelectChoice]:
    """Return the days of the week, as they stand alone in the reader's language."""
    names = get_day_names("wide", "stand-alone", locale=get_locale())
    return choice_list({str(number): name[:1].upper() + name[1:] for number, name in sorted(names.items())})


class WeeksForm(FlaskForm):  # type: ignore[misc]
    """The weeks: a title on each line or the whole programme, and when they open.

    A valid form has the ``programme``.
    """

    body = TextAreaField(_l("Titles, or the whole programme"), filters=[written])
    number = WholeNumberField(
        _l("How many weeks?"),
        description=_l("If you leave this empty, there are as many as you give titles."),
        validators=[Optional()],
    )
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
        if not weeks and not self.number.data:
            raise ValidationError(_("Give the titles of the weeks, or how many there are."))
        if message := too_many(sum(len(week.questions) for week in weeks), sum(len(week.readings) for week in weeks)):
            raise ValidationError(message)

    def validate_number(self, field: WholeNumberField) -> None:
        """Require a number of weeks in range, with a place for each title."""
        if field.errors:
            return
        if field.data is not None and not 1 <= field.data <= MAX_WEEKS:
            raise ValidationError(_("Give a whole number from 1 to %(max)s.", max=MAX_WEEKS))
        titles = len(self.programme.weeks)
        if field.data is not None and field.data < titles:
            raise ValidationError(_("You gave %(titles)s titles. Take some out, or make it more weeks.", titles=titles))

    def validate_at(self, field: TimeField) -> None:
        """Require a time of day."""
        if field.data is None:
            field.errors = [_("Give a time of day, such as 09:00.")]

    def answers(self) -> dict[str, Any]:
        """Return what is kept of a valid form."""
        at = f"{self.at.data or NINE:%H:%M}"
        return {
            "body": self.body.data or "",
            "typed_number": self.number.data,
            "number": self.number.data or len(self.programme.weeks),
            "weekday": int(self.weekday.data),
            "at": at,
            "days": int(self.days.data),
        }


def too_many(questions: int, readings: int) -> str:
    """Return the message for more questions or readings than are made at once, otherwise ""."""
    if questions > MAX_QUESTIONS:
        return str(_("There are more than %(most)s questions. Add the others later.", most=MAX_QUESTIONS))
    if readings > MAX_READINGS:
        return str(_("There are more than %(most)s readings. Add the others later.", most=MAX_READINGS))
    return ""
