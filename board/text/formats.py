"""How a language of the interface writes dates, times and numbers.

A language follows the habits of one country (``rules.languages.COUNTRIES``) as Unicode's locale data tells them. It has
a line in ``OWN`` only where the site wants something else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_time, get_timezone_location
from babel.numbers import format_decimal

from board.rules.languages import locale_tag


@dataclass(frozen=True, slots=True)
class Patterns:
    """The patterns of a language, in Unicode's notation."""

    time: str
    short_day: str
    short_day_and_year: str
    day: str
    full_day: str
    joined: str = ", "
    """What stands between a full day and its time."""


OWN = {
    "en": Patterns("HH:mm", "EEE d MMM", "EEE d MMM y", "d MMMM y", "EEEE d MMMM y"),
    "es": Patterns(
        "HH:mm", "EEE d MMM", "EEE d MMM y", "d 'de' MMMM 'de' y", "EEEE d 'de' MMMM 'de' y",
    ),
    "fr": Patterns(
        "H\u00a0'h'\u00a0mm", "EEE d MMM", "EEE d MMM y", "d MMMM y", "EEEE d MMMM y", " 'à' ",
    ),
}  # fmt: skip


@lru_cache(maxsize=100)
def locale_of(language: str) -> Locale:
    """Return the locale whose habits the language follows: French as in Canada."""
    return Locale.parse(locale_tag(language), sep="-")


@lru_cache(maxsize=100)
def patterns_of(language: str) -> Patterns:
    """Return the language's own patterns, or those of its locale."""
    if language in OWN:
        return OWN[language]
    locale = locale_of(language)
    skeletons, days = locale.datetime_skeletons, locale.date_formats
    short, with_year = (skeletons[name].pattern for name in ("MMMEd", "yMMMEd"))
    return Patterns(locale.time_formats["short"].pattern, short, with_year, days["long"].pattern, days["full"].pattern)


@lru_cache(maxsize=20_000)
def moment(instant: datetime, zone: str, language: str, *, with_year: bool = False) -> str:
    """Return day and time in a zone: "Tue 3 Nov, 10:14"."""
    patterns = patterns_of(language)
    day = patterns.short_day_and_year if with_year else patterns.short_day
    return _of_instant(instant, f"{day}, {patterns.time}", zone, language)


def full_moment(instant: datetime, zone: str, language: str) -> str:
    """Return day and time in a zone, with nothing cut short: "Tuesday 3 November 2026, 10:14"."""
    patterns = patterns_of(language)
    return _of_instant(instant, patterns.full_day + patterns.joined + patterns.time, zone, language)


def clock_time(instant: datetime, zone: str, language: str) -> str:
    """Return the time of day in a zone: "10:14"."""
    return hour(instant.astimezone(ZoneInfo(zone)).time(), language)


def hour(value: time, language: str) -> str:
    """Return a time of day: "10:14"."""
    pattern = _spoken(patterns_of(language).time, language, minute=value.minute)
    return format_time(value, pattern, locale=locale_of(language))


def day(value: date, language: str) -> str:
    """Return a day with its year: "26 October 2009"."""
    pattern = _spoken(patterns_of(language).day, language, day=value.day)
    return format_date(value, pattern, locale=locale_of(language))


def short_day(value: date, language: str) -> str:
    """Return a day without its year: "Mon 26 Oct"."""
    pattern = _spoken(patterns_of(language).short_day, language, day=value.day)
    return format_date(value, pattern, locale=locale_of(language))


def weekday(value: date, language: str) -> str:
    """Return the weekday, as within a sentence: "Monday", "lunes"."""
    return format_date(value, "EEEE", locale=locale_of(language))


@lru_cache(maxsize=1_000)
def city(zone: str, language: str) -> str:
    """Return a zone's city: "Toronto", "Bogotá"."""
    return get_timezone_location(zone, locale=locale_of(language), return_city=True).rsplit("/", 1)[-1]


def number(value: float, language: str) -> str:
    """Return a number: "1.5"; "1,5" in Spanish."""
    return format_decimal(value, locale=locale_of(language))


def colon(language: str) -> str:
    """Return the colon that stands after a word; French keeps it apart from the word."""
    return "\u00a0:" if language == "fr" else ":"


def _of_instant(instant: datetime, pattern: str, zone: str, language: str) -> str:
    there = instant.astimezone(ZoneInfo(zone))
    pattern = _spoken(pattern, language, day=there.day, minute=there.minute)
    return format_datetime(there, pattern, tzinfo=ZoneInfo(zone), locale=locale_of(language))


def _spoken(pattern: str, language: str, *, day: int = 0, minute: int = -1) -> str:
    """Write French as it is read aloud, which no pattern says: "1er novembre", "9 h"."""
    if language != "fr":
        return pattern
    pattern = pattern.replace("d", "d'er'", 1) if day == 1 else pattern
    return pattern.replace("\u00a0mm", "") if minute == 0 else pattern
