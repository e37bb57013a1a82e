"""Deadlines in mails: the day and time in the forum's zone, in the language of the mail."""

from __future__ import annotations

from datetime import datetime

from flask_babel import get_locale
from flask_babel import gettext as _

from board.text import formats


def answer_before(deadline: datetime | None, zone: str) -> list[str]:
    """Return the paragraph that asks for an answer before this instant; none if there is no deadline."""
    if deadline is None:
        return []
    words = _(
        "Please answer before %(moment)s, %(city)s time.",
        moment=formats.full_moment(deadline, zone, str(get_locale())),
        city=formats.city(zone, str(get_locale())),
    )
    return [str(words)]
