"""Counting mails, as requests are counted; the table holds no addresses."""

from __future__ import annotations

import hmac
from datetime import datetime

from board.actions.counting import count, counted
from board.mail.links import site_settings
from board.rules.incoming import ANSWERS_PER_DAY, MAILS_PER_HOUR

HOUR, DAY = 3600.0, 86400.0


def digest_of(words: str) -> str:
    """Return a keyed digest of what is counted."""
    return hmac.new(site_settings().secret_key.encode(), f"mail: {words}".encode(), "sha256").hexdigest()


def writes_too_often(writer: str, now: datetime) -> bool:
    """Count a mail; return whether this writer sends more than anybody does by hand. No transaction may be open."""
    return count(digest_of(f"from {writer}"), 1, HOUR, now.timestamp()).times > MAILS_PER_HOUR


def may_be_answered(writer: str, now: datetime) -> bool:
    """Return whether a writer was told few enough times today why nothing was done."""
    so_far = counted(digest_of(f"answers {writer}"), now.timestamp())
    return so_far is None or so_far.times < ANSWERS_PER_DAY


def note_answered(writer: str, now: datetime) -> None:
    """Count an answer. No transaction may be open."""
    count(digest_of(f"answers {writer}"), 1, DAY, now.timestamp())
