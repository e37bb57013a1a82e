"""Mails that repeat beside the digest: asking, when one is sent, whether it is still due."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from board.actions.mail_schedule import is_over
from board.mail.readers import Reader, may_send, reader
from board.rules.mail_schedule import is_repeat, repeats_for


def still_due(payload: dict[str, Any], kind: str, now: datetime) -> Reader | None:
    """Return the reader of a repeated mail; None if it is not due any more: they want it later, or not at all."""
    to = reader(payload, now)
    if to is None or to.membership is None or not may_send(to, f"mail.{kind}") or is_over(to.forum, now):
        return None
    if not repeats_for(to.membership, to.sight.viewer.roles, kind):
        return None
    at = datetime.fromisoformat(payload["slot"])
    return to if is_repeat(to.membership, kind, to.user.zone or to.forum.zone, at) else None


def unique_of(kind: str, to: Reader, payload: dict[str, Any]) -> str:
    """Return what identifies the mail: the same for each attempt to send it."""
    slot = datetime.fromisoformat(payload["slot"]).strftime("%Y%m%d%H")
    return f"{kind}.{to.forum.slug}.{to.user.key}.{slot}"
