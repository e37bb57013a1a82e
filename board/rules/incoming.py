"""What becomes of a mail that comes in, and why nothing does."""

from __future__ import annotations

POSTED, CORRECTED, APPLIED, CONFIRMED, STOPPED = "posted", "corrected", "applied", "confirmed", "stopped"
BOUNCED, IGNORED, REFUSED = "bounced", "ignored", "refused"
OUTCOMES = (POSTED, CORRECTED, APPLIED, CONFIRMED, STOPPED, BOUNCED, IGNORED, REFUSED)
"""``ignored`` is never answered: a program wrote it, or nobody can be answered safely. ``refused`` is, once."""

# Why a mail is ignored:
AUTOMATIC, OWN, REPEATED, UNREADABLE, UNKNOWN_ADDRESS = "automatic", "own", "repeated", "unreadable", "unknown_address"
# Why it is refused, beside the reasons of `permissions.Refusal`:
FORGED, EXPIRED, EMPTY, TOO_LONG, NOT_THERE = "forged", "expired", "empty", "too_long", "not_there"
TOO_LATE, NO_NUMBER, TOO_OFTEN, UNCLEAR = "too_late", "no_number", "too_often", "unclear"
