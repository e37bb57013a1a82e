"""What a member gets by e-mail, in words: for the page on which it is chosen, and for pages that lead to it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, time, timedelta

from babel.lists import format_list
from flask import Flask
from flask_babel import get_locale
from flask_babel import gettext as _

from board.models import Membership
from board.rules.mailing import DAYS_OF_WEEK, EACH, NEVER
from board.text import formats

MONDAY = date(2026, 3, 2)


def day_words(name: str) -> str:
    """Return a weekday in the reader's language, as within a sentence: "Monday", "lunes"."""
    day = MONDAY + timedelta(days=DAYS_OF_WEEK.index(name))
    return formats.weekday(day, str(get_locale()))


def days_words(names: Collection[str]) -> str:
    """Return weekdays in the reader's language and in their order: "Tuesday and Friday"."""
    return format_list([day_words(name) for name in DAYS_OF_WEEK if name in names], locale=str(get_locale()))


def hour_words(hour: int) -> str:
    """Return an hour of the day: "07:00"."""
    return formats.hour(time(hour), str(get_locale()))


def what_is_mailed(member: Membership) -> str:
    """Say in a few words what a member gets of the discussion: "a digest on Tuesday and Friday at 07:00"."""
    if member.mail_stopped_at is not None:
        return str(_("no e-mail"))
    if member.mail_rhythm == EACH:
        return str(_("each post at once"))
    if member.mail_rhythm == NEVER or not member.mail_days:
        return str(_("no posts"))
    hour = hour_words(member.mail_hour)
    if len(member.mail_days) == len(DAYS_OF_WEEK):
        return str(_("a digest every day at %(hour)s", hour=hour))
    return str(_("a digest on %(days)s at %(hour)s", days=days_words(member.mail_days), hour=hour))


def connect(app: Flask) -> None:
    """Give templates these words."""
    app.jinja_env.filters.update(what_is_mailed=what_is_mailed)
