"""The plot of how translation keeps up, for translators and admins."""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import get_locale

from board.pages.pace import Day, Pace, pace
from board.text import formats
from board.visible import Sight
from board.web.charts import Mirrored, mirrored
from board.web.words import shown_zone

MONDAY = 0


class Plot(NamedTuple):
    """The last days in the reader's zone, drawn, and as lines of a table, the latest first."""

    pace: Pace
    chart: Mirrored
    lines: list[tuple[str, Day]]


def drawn_pace(sight: Sight) -> Plot:
    """Draw what was written and translated on each of the last days, with the date of each Monday."""
    counted = pace(sight, shown_zone())
    named = [(formats.short_day(day.date, str(get_locale())), day) for day in counted.days]
    mondays = [(name if day.date.weekday() == MONDAY else "", day.written, day.translated) for name, day in named]
    return Plot(counted, mirrored(mondays), named[::-1])
