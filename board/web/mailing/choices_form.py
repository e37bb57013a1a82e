"""The form of what a member gets by e-mail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField
from wtforms.validators import ValidationError

from board.actions.mail_choices import MailChoices
from board.models import Membership
from board.rules.mailing import (
    ANNOUNCEMENT,
    DAYS,
    DAYS_OF_WEEK,
    EACH,
    MENTION,
    NEVER,
    OPENING,
    QUESTION,
    QUEUE,
    RECEIPT,
    REPLY,
    SUMMARY,
)
from board.rules.roles import ADMIN, KEY_RESPONDENT, TRANSLATOR
from board.web.fields import ChecklistField, choice_list
from board.web.frame.mailed import day_words, hour_words
from board.web.viewer import settings

DAILY, WEEKLY = "daily", "weekly"
"""Rhythms of the form that are stored as DAYS: all of them, and one."""
KINDS = {
    OPENING: (_l("A week opens"), _l("Its outline, its readings and its questions.")),
    QUESTION: (_l("A question to you"), _l("At once, when somebody asks you something as a key respondent.")),
    REPLY: (_l("A reply to you"), _l("At once, when somebody replies to what you wrote.")),
    MENTION: (_l("Your name in a post"), _l("At once, when somebody names you with @.")),
    ANNOUNCEMENT: (_l("An announcement"), _l("What the admins of the forum tell everybody.")),
    RECEIPT: (_l("A receipt for what you write by e-mail"), _l("That it is posted, with a link to it.")),
    QUEUE: (
        _l("What waits for translation"),
        _l("On the days of your digest, or else on Tuesday and Friday: how much waits, and what has waited longest."),
    ),
    SUMMARY: (
        _l("The week in numbers"),
        _l("On Monday morning: who takes part, what is unanswered, what waits, and e-mail that did not arrive."),
    ),
}


NEEDED = {QUESTION: KEY_RESPONDENT, QUEUE: TRANSLATOR, SUMMARY: ADMIN}
"""The role without which a kind of mail never comes."""


def kinds_for(member: Membership) -> list[str]:
    """Return the kinds of mail that a member with these roles can get on this site."""
    for_roles = [kind for kind in KINDS if kind not in NEEDED or NEEDED[kind] in member.roles]
    return [kind for kind in for_roles if kind != RECEIPT or settings().mail_replies]


def rhythm_of(member: Membership) -> str:
    """Return the rhythm as the form names it."""
    names = {1: WEEKLY, len(DAYS_OF_WEEK): DAILY}
    return names.get(len(member.mail_days), DAYS) if member.mail_rhythm == DAYS else member.mail_rhythm


class ChoicesForm(FlaskForm):  # type: ignore[misc]
    """How often posts come, and what else does."""

    rhythm = RadioField(_l("Posts"))
    days = ChecklistField(_l("On these days"))
    day = SelectField(_l("On this day"))
    hour = SelectField(_l("At this hour"))
    kinds = ChecklistField(_l("Also"))

    def __init__(self, member: Membership, **given: Any) -> None:
        super().__init__(data=_data_of(member), **given)
        self.member = member
        days = {day: day_words(day).capitalize() for day in DAYS_OF_WEEK}
        self.days.choices, self.day.choices = choice_list(days), choice_list(days)
        self.rhythm.choices = choice_list(_rhythms())
        self.hour.choices = choice_list({str(hour): hour_words(hour) for hour in range(24)})
        self.kinds.choices = choice_list({kind: KINDS[kind][0] for kind in kinds_for(member)})

    def validate_days(self, field: ChecklistField) -> None:
        """Require a day where the person chose some weekdays."""
        if self.rhythm.data == DAYS and not field.data:
            raise ValidationError(_("Choose at least one day, or another rhythm above."))

    @property
    def hints(self) -> Mapping[str, object]:
        """What each kind of mail tells."""
        return {kind: hint for kind, (_name, hint) in KINDS.items()}

    @property
    def chosen(self) -> MailChoices:
        """What the person chose. What the form does not ask them stays as it was."""
        days = {DAILY: DAYS_OF_WEEK, WEEKLY: (self.day.data or "",), DAYS: self.days.data or ()}
        rhythm = self.rhythm.data or NEVER
        return MailChoices(
            rhythm=DAYS if rhythm in days else rhythm,
            days=frozenset(days.get(rhythm, self.member.mail_days)),
            hour=int(self.hour.data or 0),
            kinds=(self.member.mail_kinds - set(kinds_for(self.member))) | frozenset(self.kinds.data or ()),
        )


def _data_of(member: Membership) -> dict[str, object]:
    return {
        "rhythm": rhythm_of(member),
        "days": list(member.mail_days),
        "day": next((day for day in reversed(DAYS_OF_WEEK) if day in member.mail_days), "fri"),
        "hour": str(member.mail_hour),
        "kinds": list(member.mail_kinds),
    }


def _rhythms() -> dict[str, str]:
    return {
        EACH: _("each at once, in an e-mail of its own"),
        DAILY: _("a digest every day"),
        DAYS: _("a digest on some weekdays"),
        WEEKLY: _("a digest once a week"),
        NEVER: _("no posts"),
    }
