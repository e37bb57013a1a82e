"""Mail that came back: whether its address is to blame, and when nothing more is sent there."""

from __future__ import annotations

import re
from datetime import datetime

DAYS = 3
"""On how many different days mail has to come back, for a reason that may pass, until none is sent."""
FULL = re.compile(r"5\.2\.[23]|4\.\d{1,3}\.\d{1,3}")
"""A full mailbox, or a message too large for it; what the other server kept putting off."""
NO_FAULT = re.compile(r"5\.[3467]\.\d{1,3}")
"""The other system, the way to it, the content, a policy: the address may well be right."""
NOBODY = re.compile(r"5\.1\.\d{1,3}|5\.2\.1")
_SAID_NOBODY = re.compile(
    r"(?:user|recipient|mailbox|address|account) (?:is )?(?:unknown|not found|unavailable|disabled|inactive|rejected)|"
    r"(?:unknown|no such|invalid|inactive) (?:user|recipient|mailbox|address|account)|does ?n[o']t exist|"
    r"(?:usuario|destinatario|buz[óo]n) (?:desconocido|no encontrado|inexistente)|"
    r"(?:utilisateur|destinataire) inconnu|(?:usu[áa]rio|destinat[áa]rio) desconhecido",
    re.IGNORECASE,
)


def is_hard(status: str, said: str) -> bool:
    """Return whether a server says that the address does not exist, so that no other mail would arrive either."""
    if NOBODY.fullmatch(status):
        return True
    if FULL.fullmatch(status) or NO_FAULT.fullmatch(status):
        return False
    return _SAID_NOBODY.search(said[:2_000]) is not None


def counts_anew(last_at: datetime, now: datetime) -> bool:
    """Return whether mail that comes back counts: only once a day."""
    return now.date() != last_at.date()


def is_over(bounces: int, hard: bool) -> bool:
    """Return whether nothing more is to be sent to an address."""
    return hard or bounces >= DAYS
