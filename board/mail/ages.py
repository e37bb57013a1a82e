"""How long something has waited, in the language of a mail."""

from __future__ import annotations

from datetime import timedelta

from flask_babel import ngettext


def age_words(waited: timedelta) -> str:
    """Return whole days, or hours within the first two days: "3 days"."""
    if waited >= timedelta(days=2):
        return str(ngettext("%(num)d day", "%(num)d days", waited.days))
    hours = max(1, int(waited.total_seconds() // 3600))
    return str(ngettext("%(num)d hour", "%(num)d hours", hours))
