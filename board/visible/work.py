"""Seeing mail that has nowhere to go yet: the owner's."""

from __future__ import annotations

from sqlalchemy import Select, select

from board.models import Mail


def held_mails() -> Select[Mail]:
    """Mail that was written while no mail server is configured, the latest first."""
    return select(Mail).where(Mail.sent_at.is_(None)).order_by(Mail.created_at.desc(), Mail.id.desc())
