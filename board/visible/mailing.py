"""Seeing what mail needs to know: the addresses that it does not reach."""

from __future__ import annotations

from sqlalchemy import Select, bindparam, select

from board.models import BouncingAddress
from board.visible.per_thread import per_thread


@per_thread()
def suspended_address() -> Select[str]:
    """Return the ``address``, in lower case, if forums no longer send mail to it, otherwise nothing."""
    query = select(BouncingAddress.address).where(BouncingAddress.suspended_at.is_not(None))
    return query.where(BouncingAddress.address == bindparam("address"))


def bouncing_address(email: str) -> Select[BouncingAddress]:
    """Return what is known of an address from which mail came back."""
    return select(BouncingAddress).where(BouncingAddress.address == email.lower())
