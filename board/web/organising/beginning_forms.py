"""The forms with which a forum is begun: its name and dates, and its languages in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from board.rules.languages import ENDONYMS
from board.web import cities
from board.web.field_rules import one_line, sensible_year, visible_only, written
from board.web.fields import ChecklistField, DayField, language_choices, name_field
from board.web.lengths import fits
from board.web.organising.owner_forms import MEMBERS, lines, reading_field, regions_field
from board.web.words import language_name


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
    body = TextAreaField(
        _l("Purpose"),
        description=_l("In a sentence or two. Everyone can read it, on the first page of the forum and in the call."),
        filters=[written],
        validators=[fits],
    )
    regions = regions_field()
    reading = reading_field()
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
        about = {"purpose": self.body.data or "", "regions": lines(self.regions.data), "reading": self.reading.data}
        return {"name": self.name.data, "city": self.city.data, "zone": self.zone_name, **days, **about}

    @property
    def says_more(self) -> bool:
        """Whether something is filled in, or wrong, that can be skipped."""
        fields = self.body, self.regions, self.reading
        return any(field.errors or field.data not in (None, "", MEMBERS) for field in fields)


def filled_before(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the form's fields are filled with besides the city and the days: what was kept of it before."""
    more = {"body": kept.get("purpose"), "regions": "\n".join(kept.get("regions", ()))}
    return {"name": kept.get("name"), "zone": kept.get("zone"), "reading": kept.get("reading", MEMBERS), **more}


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
