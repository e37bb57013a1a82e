"""Under which name the words of somebody who leaves stay."""

from __future__ import annotations

CHOICE, NOBODY = "choice", "nobody"
"""What a forum's setting says: who leaves chooses, or nobody's name stays."""
RULES = (CHOICE, NOBODY)
NAME, TYPED, ANONYMOUS = "name", "typed", "anonymous"
"""Under the name as it is, under one that the person types, or under none."""
ATTRIBUTIONS = (NAME, TYPED, ANONYMOUS)
STAND_IN_DOMAIN = "left.invalid"
"""Of the addresses that stand-ins are given: by RFC 2606 no mail ever goes there."""


def offered(rule: str) -> tuple[str, ...]:
    """What somebody who leaves a forum with this rule can choose from."""
    return ATTRIBUTIONS if rule == CHOICE else (ANONYMOUS,)


def chosen(rule: str, wanted: str) -> str:
    """What is done: what they want where it is offered, nobody's name otherwise."""
    return wanted if wanted in offered(rule) else ANONYMOUS


def reaches_nobody(email: str) -> bool:
    """No mail can ever go to this address: a stand-in has such a one, and no person."""
    return email.strip().lower().rstrip(".").endswith(".invalid")
