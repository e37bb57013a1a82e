"""Deadlines in mails: the day and time in the forum's zone, in the language of the mail."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, get_timezone_location
from flask_babel import get_locale
from flask_babel import gettext as _


def answer_before(deadline: datetime | None, zone: str) -> list[str]:
    """Return the paragraph that asks for an answer before this instant; none if there is no deadline."""
    if deadline is None:
        return []
    words = _(
        "Please answer before %(moment)s, %(city)s time.",
        moment=_moment(deadline, zone),
        city=get_timezone_location(zone, locale=get_locale(), return_city=True).rsplit("/", 1)[-1],
    )
    return [str(words)]


def _moment(instant: datetime, zone: str) -> str:
    locale = str(get_locale())
    pattern = {"es": "EEEE d 'de' MMMM 'de' y, HH:mm"}.get(locale, "EEEE d MMMM y, HH:mm")
    return format_datetime(instant, pattern, tzinfo=ZoneInfo(zone), locale=locale)
