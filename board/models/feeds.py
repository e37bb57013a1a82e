"""The secret address at which programs read what a person may see."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from board.models.base import Base, UTCDateTime
from board.models.fates import Id, account_key, fate


class FeedAddress(Base):
    """The address of a person's own feed and calendar. Each person has at most one.

    Only the SHA-256 of its token is kept, so a copy of the database opens no feed.
    """

    __tablename__ = "feed_addresses"

    id: Mapped[Id]
    user_id: Mapped[int] = account_key("keep with account", "feed_address", ondelete="CASCADE", unique=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True, info=fate(told=False))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime, info=fate(told=True))
