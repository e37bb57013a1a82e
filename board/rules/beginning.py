"""Beginning a forum: when its weeks open, in an even rhythm from its first day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

MAX_WEEKS = 30
"""Weeks that are made at once."""
MAX_QUESTIONS = MAX_READINGS = 100
"""Questions, and readings, that are made with them, in all weeks together."""
RHYTHMS = (7, 14)
"""Days from the opening of one week to that of the next."""


def openings(first_day: date, weekday: int, at: time, days: int, number: int) -> list[datetime]:
    """Return the wall times at which so many weeks open: the first on that weekday (0 is Monday), not before the first
    day.
    """
    first = datetime.combine(first_day + timedelta(days=(weekday - first_day.weekday()) % 7), at)
    return [first + timedelta(days=days * index) for index in range(number)]
