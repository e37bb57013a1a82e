"""Sessions: who is signed in on which device."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from board.models.base import Base, UTCDateTime
from board.models.fates import Id, account_key, fate


class SignIn(Base):
    """A device on which an account is signed in. Without its row, a session cookie opens nothing.

    Only the SHA-256 of the cookie's token is kept, so a copy of the database signs nobody in.
    """

    __tablename__ = "sign_ins"

    id: Mapped[Id]
    user_id: Mapped[int] = account_key("keep with account", "signed_in_on_devices", ondelete="CASCADE", index=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True, info=fate(told=False))
    began_at: Mapped[datetime] = mapped_column(UTCDateTime, info=fate(told=True))
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True, info=fate(told=True))
