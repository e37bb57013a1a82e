"""The proceedings: how quotations are signed, what authors may say of them, and who may make and publish editions."""

from __future__ import annotations

from datetime import datetime

NAMED, BY_REGION, UNNAMED = "name", "region", "nobody"
ATTRIBUTIONS = (NAMED, BY_REGION, UNNAMED)
"""How the proceedings sign what they quote of somebody."""
OBJECTED, WITHDRAWN = "objected", "withdrawn"
"""What an author can say of a quotation."""
MAX_REASON = 1000
NO_DISCUSSION, SELECTED_THREADS, FULL_DISCUSSION = "none", "selected", "full"
"""How much of the discussion an edition prints."""


def signed_as(attribution: str) -> str:
    """Return how quotations are signed: by their region alone until the author agrees to more, or asks for less."""
    return attribution if attribution in ATTRIBUTIONS else BY_REGION


def check_is_open(check_from: datetime | None, check_until: datetime | None, now: datetime) -> bool:
    """Return whether authors are asked, and an answer still comes in time."""
    return check_from is not None and check_from <= now and (check_until is None or now < check_until)
