"""How long a translation may take, in words that change seldom: posts are kept with them."""

from __future__ import annotations

from datetime import timedelta
from math import ceil

from flask_babel import gettext as _
from flask_babel import ngettext

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def delay_words(delay: timedelta | None) -> str:
    """The median wait of the last days as a sentence; nothing where too few were translated to say."""
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
