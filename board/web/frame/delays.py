"""How long a translation may take, rounded to words that change seldom, since cached posts depend on them."""

from __future__ import annotations

from datetime import timedelta
from math import ceil

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from board.rules.queue import ABOUT, about

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def delay_words(delay: timedelta | None) -> str:
    """Return a sentence about the median wait; "" if it is None because too few posts were translated."""
    if delay is None:
        return ""
    if delay <= 30 * MINUTE:
        return str(_("Half of the posts are translated within about half an hour."))
    if delay <= 36 * HOUR:
        return str(
            ngettext(
                "Half of the posts are translated within about %(num)d hour.",
                "Half of the posts are translated within about %(num)d hours.",
                ceil(delay / HOUR),
            )
        )
    return str(
        ngettext(
            "Half of the posts are translated within about %(num)d day.",
            "Half of the posts are translated within about %(num)d days.",
            ceil(delay / DAY),
        )
    )


def place_words(before: int | None) -> str:
    """Return a sentence about how many posts are translated before one; "" where that is not known (None)."""
    if before is None:
        return ""
    number, most = about(before), ABOUT[-1]
    if number == 0:
        return str(_("It is one of the next in line."))
    if number > most:
        return str(_("More than %(number)s posts are in line before it.", number=format_decimal(most)))
    return str(_("About %(number)s posts are in line before it.", number=format_decimal(number)))
