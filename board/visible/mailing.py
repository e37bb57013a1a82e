"""Seeing what mail needs to know: the addresses that it does not reach."""

from __future__ import annotations

from sqlalchemy import Select, select

from board.models import BouncingAddress


def suspended_address(email: str) -> Select[str]:
    """Return the address if forums no longer send mail to it, otherwise nothing."""
    query = select(BouncingAddress.address)
    return query.where(BouncingAddress.address == email.lower(), BouncingAddress.suspended_at.is_not(None))


def bouncing_address(email: str) -> Select[BouncingAddress]:
    """Return what is known of an address from which mail came back."""
    return select(BouncingAddress).where(BouncingAddress.address == email.lower())
