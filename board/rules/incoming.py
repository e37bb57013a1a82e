"""What becomes of a mail that comes in, and why nothing does."""

from __future__ import annotations

from datetime import datetime, timedelta

POSTED, CORRECTED, APPLIED, CONFIRMED, STOPPED = "posted", "corrected", "applied", "confirmed", "stopped"
BOUNCED, IGNORED, REFUSED = "bounced", "ignored", "refused"
OUTCOMES = (POSTED, CORRECTED, APPLIED, CONFIRMED, STOPPED, BOUNCED, IGNORED, REFUSED)
"""``ignored`` is never answered: a program wrote it, or nobody can be answered safely. ``refused`` is, once."""

# Why nothing is made of a mail that is as it should be: it answers a test.
PROVED = "proved"
# Why a mail is ignored:
AUTOMATIC, OWN, REPEATED, UNREADABLE, UNKNOWN_ADDRESS = "automatic", "own", "repeated", "unreadable", "unknown_address"
# Why it is refused, beside the reasons of `permissions.Refusal`:
FORGED, EXPIRED, EMPTY, TOO_LONG, NOT_THERE = "forged", "expired", "empty", "too_long", "not_there"
TOO_LATE, NO_NUMBER, TOO_OFTEN, UNCLEAR = "too_late", "no_number", "too_often", "unclear"
NO_VERSION = "no_version"

MAX_CHARACTERS = 50_000
"""Of a post, as on the page."""
MAX_TITLE = 200
CORRECTABLE = timedelta(hours=24)
"""How long the author of a post can send other words for it by mail. The page has no such end."""
MAILS_PER_HOUR = 60
"""From one sender. More are ignored: two programs write to each other."""
ANSWERS_PER_DAY = 5
"""To one sender, why nothing was done."""


def is_correctable(posted_at: datetime, now: datetime) -> bool:
    """Return whether a post can still be corrected by mail."""
    return now - posted_at < CORRECTABLE
