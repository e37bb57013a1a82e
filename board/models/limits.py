"""How often something was done lately: what limits are counted by."""

from __future__ import annotations

from sqlalchemy import Double, String
from sqlalchemy.orm import Mapped, mapped_column

from board.models.base import Base


class LimitCount(Base):
    """One count. Of what is counted, and of whom, only a digest is kept, and that no longer than the limit needs it."""

    __tablename__ = "limit_counts"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    ends_at: Mapped[float] = mapped_column(Double, index=True)
    """In seconds since 1970, by the clock of the machine: from then on it begins anew."""
