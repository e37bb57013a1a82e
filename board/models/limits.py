"""How often something was done recently, to enforce rate limits."""

from __future__ import annotations

from sqlalchemy import Double, String
from sqlalchemy.orm import Mapped, mapped_column

from board.models.base import Base


class LimitCount(Base):
    """One count. Only a digest says who did what, and it is kept no longer than the limit needs it."""

    __tablename__ = "limit_counts"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    ends_at: Mapped[float] = mapped_column(Double, index=True)
    """When the count starts again, in seconds since 1970 by the machine's clock."""
