"""Addresses that mail does not reach."""

from __future__ import annotations

from sqlalchemy import delete

from board.extensions import db
from board.models import BouncingAddress


def lift(email: str) -> None:
    """Mail to an address again: its person says that it is right. What came back before then no longer counts."""
    db.session.execute(delete(BouncingAddress).where(BouncingAddress.address == email.lower()))
    db.session.commit()
