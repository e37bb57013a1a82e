"""The name under which the texts of somebody who leaves remain."""

from __future__ import annotations

CHOICE, NOBODY = "choice", "nobody"
"""A forum's setting: people who leave choose, or no name remains."""
RULES = (CHOICE, NOBODY)
NAME, TYPED, ANONYMOUS = "name", "typed", "anonymous"
"""Under their own name, under a name that they type, or under none."""
ATTRIBUTIONS = (NAME, TYPED, ANONYMOUS)
STAND_IN_DOMAIN = "left.invalid"
"""The domain of a stand-in's address: RFC 2606 guarantees that no mail ever goes there."""


def offered(rule: str) -> tuple[str, ...]:
    """Return what somebody who leaves a forum with this setting can choose from."""
    return ATTRIBUTIONS if rule == CHOICE else (ANONYMOUS,)


def chosen(rule: str, wanted: str) -> str:
    """Return what they chose where the forum offers it, else anonymous."""
    return wanted if wanted in offered(rule) else ANONYMOUS


def reaches_nobody(email: str) -> bool:
    """Return whether no mail can ever go to this address: only stand-ins have such an address."""
    return email.strip().lower().rstrip(".").endswith(".invalid")
