"""The form of a forum: its name, its dates, its languages, and who can read it."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from board.actions.setting_up import ForumSettings
from board.models import Forum
from board.pages.preparing import as_they_stand
from board.rules.languages import parse_policy
from board.rules.leaving import CHOICE, NOBODY
from board.rules.slugs import MAX_SLUG, is_slug
from board.visible import Sight
from board.web.field_rules import known_zone, sensible_year, stripped, visible_only, written
from board.web.fields import ChecklistField, DayField, WholeNumberField, choice_list, language_choices, name_field
from board.web.frame.edit_forms import Beside, mark
from board.web.lengths import fits

MEMBERS, EVERYONE = "members", "everyone"
MAX_REGION = 80
MAX_LINES = 2000
MAX_HOURS = 60


def plain_lines(value: str | None) -> str:
    """Return the text without characters that cannot be seen, with its line breaks."""
    spaced = (value or "").replace("\r\n", "\n").replace("\u00a0", " ").replace("\t", " ")
    return "".join(c for c in spaced if c == "\n" or c.isprintable())


def lines(value: str | None) -> tuple[str, ...]:
    """Return the lines without surplus spaces, empty lines and repetitions."""
    return tuple(dict.fromkeys(filter(None, (" ".join(line.split()) for line in (value or "").splitlines()))))


def lines_field(label: Any, description: Any, *further: Any) -> TextAreaField:
    """Return a field with one entry per line; it has to follow the ``further`` rules, too."""
    rules = [Length(max=MAX_LINES, message=_l("There are too many lines.")), *further]
    return TextAreaField(label, description=description, filters=[plain_lines], validators=rules)


def reading_field() -> RadioField:
    """Return the field that says who can read."""
    choices = choice_list({MEMBERS: _l("members of the forum"), EVERYONE: _l("everyone, also without an account")})
    return RadioField(_l("Who can read open weeks?"), choices=choices, default=MEMBERS)


def regions_field() -> TextAreaField:
    """Return the field for the regions of a forum."""
    words = _l("One per line. Each participant and each key respondent gets one of them.")
    return lines_field(_l("Regions"), words, fit_a_badge)


def fit_a_badge(_form: FlaskForm, field: TextAreaField) -> None:
    """Require names of regions that are short enough for a badge."""
    if too_long := next((line for line in lines(field.data) if len(line) > MAX_REGION), None):
        raise ValidationError(_("A region can have at most 80 characters: “%(start)s…”", start=too_long[:40]))


def zone_names() -> list[str]:
    """Return the time zones that are named after a place."""
    return sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))


class ForumForm(FlaskForm):  # type: ignore[misc]
    """A forum's settings. ``base`` marks the state that the form was filled from."""

    name = name_field(_l("Give the forum a name."))
    slug = StringField(
        _l("Short name for addresses"),
        description=_l("For example social-economy. If you change it, links to the forum stop working."),
        filters=[stripped],
        validators=[
            DataRequired(message=_l("Give a short name for addresses.")),
            visible_only,
            Length(max=MAX_SLUG, message=_l("A short name can have at most 60 characters.")),
        ],
    )
    body = TextAreaField(
        _l("Purpose"),
        description=_l("Everyone can read it. Markdown, in the main language."),
        filters=[written],
        validators=[fits],
    )
    zone = StringField(
        _l("Time zone"),
        description=_l("Weeks open at the time that clocks show there. For example America/Toronto."),
        filters=[stripped],
        validators=[
            DataRequired(message=_l("Give a time zone.")),
            visible_only,
            Length(max=64, message=_l("There is no time zone of this name. Try one like America/La_Paz.")),
            known_zone,
        ],
    )
    starts = DayField(_l("First day"), validators=[Optional(), sensible_year])
    ends = DayField(
        _l("Last day"),
        description=_l(
            "When this day ends in the forum’s time zone, the forum closes: people can still "
            "read it, but no longer write in it."
        ),
        validators=[Optional(), sensible_year],
    )
    main_language = SelectField(_l("Main language"), choices=language_choices())
    languages = ChecklistField(_l("Languages people write in"), choices=language_choices())
    policy = lines_field(
        _l("Languages to translate"),
        _l("One pair per line, such as es > en. A text in any other language is shown as it was written."),
    )
    machine_drafts = BooleanField(_l("Members also see machine translations, labelled as such"))
    second_approval = BooleanField(_l("Somebody other than the translator approves each translation"))
    reading = reading_field()
    leaving = RadioField(
        _l("When somebody leaves, what they wrote stays"),
        choices=choice_list(
            {CHOICE: _l("under the name that they choose, or without one"), NOBODY: _l("without a name")}
        ),
        default=CHOICE,
    )
    regions = regions_field()
    hours_min = WholeNumberField(_l("Hours a week, at least"), default=2)
    hours_max = WholeNumberField(_l("Hours a week, at most"), default=5)
    base = HiddenField()

    def validate_slug(self, field: StringField) -> None:
        """Require characters that can stand in an address."""
        if field.data and len(field.data) <= MAX_SLUG and not is_slug(field.data):
            raise ValidationError(_("Use lowercase letters from a to z, digits, and single hyphens between them."))

    def validate_ends(self, field: DayField) -> None:
        """Require a last day that is not before the first."""
        if self.starts.data and field.data and field.data < self.starts.data:
            raise ValidationError(_("The last day is before the first one."))

    def validate_policy(self, field: TextAreaField) -> None:
        """Require pairs of known languages, and at most one target for each language."""
        try:
            pairs = parse_policy(lines(field.data))
        except ValueError as wrong:
            raise ValidationError(_("“%(line)s” is not a pair such as es > en.", line=wrong)) from None
        sources = [pair.split(">")[0] for pair in pairs]
        if twice := next((code for code in sources if sources.count(code) > 1), None):
            message = _("%(code)s is listed twice: a text is translated into one language only.", code=twice)
            raise ValidationError(message)

    def validate_hours_min(self, field: WholeNumberField) -> None:
        """Require a number of hours in range."""
        self._check_hours(field)

    def validate_hours_max(self, field: WholeNumberField) -> None:
        """Require a number of hours in range, not below the least number."""
        self._check_hours(field)
        if not field.errors and (field.data or 0) < (self.hours_min.data or 0):
            raise ValidationError(_("“At most” is less than “at least”."))

    def _check_hours(self, field: WholeNumberField) -> None:
        if not field.errors and (field.data is None or not 0 <= field.data <= MAX_HOURS):
            raise ValidationError(_("Give a whole number from 0 to %(max)s.", max=MAX_HOURS))

    def settings(self) -> ForumSettings:
        """Return the content of a valid form."""
        typed: dict[str, Any] = self.data
        others = [code for code in typed["languages"] if code != typed["main_language"]]
        return ForumSettings(
            name=typed["name"],
            slug=typed["slug"],
            zone=typed["zone"],
            starts_on=typed["starts"],
            ends_on=typed["ends"],
            languages=(typed["main_language"], *others),
            policy=parse_policy(lines(typed["policy"])),
            regions=lines(typed["regions"]),
            public_reading=typed["reading"] == EVERYONE,
            shows_machine_drafts=typed["machine_drafts"],
            hours_min=typed["hours_min"],
            hours_max=typed["hours_max"],
            second_approval=typed["second_approval"],
            leaving=typed["leaving"],
        )


def settings_of(forum: Forum | ForumSettings) -> dict[str, Any]:
    """Return a forum's settings as the data of its form."""
    return {
        "name": forum.name,
        "slug": forum.slug,
        "zone": forum.zone,
        "starts": forum.starts_on,
        "ends": forum.ends_on,
        "main_language": forum.languages[0],
        "languages": sorted(forum.languages[1:]),
        "policy": "\n".join(pair.replace(">", " > ") for pair in forum.policy),
        "machine_drafts": forum.shows_machine_drafts,
        "second_approval": forum.second_approval,
        "leaving": forum.leaving,
        "reading": EVERYONE if forum.public_reading else MEMBERS,
        "regions": "\n".join(forum.regions),
        "hours_min": forum.hours_min,
        "hours_max": forum.hours_max,
    }


SETTINGS = Beside(
    tuple(ForumSettings.__slots__), lambda _sight, forum: settings_of(forum), lambda form: settings_of(form.settings())
)


def forum_form(sight: Sight) -> ForumForm:
    """Return the form, filled with a forum's current settings."""
    forum = sight.forum
    standing = as_they_stand(sight, [forum.about_id])
    about = standing[forum.about_id].source if forum.about_id else ""
    base = mark(standing, forum.about_id, beside=SETTINGS.mark(sight, forum))
    return ForumForm(formdata=None, body=about, base=base, **settings_of(forum))
