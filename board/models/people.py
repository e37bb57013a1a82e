"""People: accounts, and what each may do in which forum."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.models.base import Base, LineList, UTCDateTime, WordSet, new_key


class User(Base):
    """An account. It is the person's own: no admin of a forum changes its e-mail or password."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(14), unique=True, default=new_key)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    is_owner: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str] = mapped_column(String(120))
    place: Mapped[str] = mapped_column(String(120), default="")
    affiliation: Mapped[str] = mapped_column(String(200), default="")
    languages: Mapped[tuple[str, ...]] = mapped_column(LineList, default=())
    zone: Mapped[str | None] = mapped_column(String(64))
    interface: Mapped[str | None] = mapped_column(String(8))
    reading_mode: Mapped[str] = mapped_column(String(12), default="both")
    session_stamp: Mapped[str] = mapped_column(String(14), default=new_key)
    """Part of every session's id; changing it signs the person out everywhere."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Membership(Base):
    """A person's place in a forum, with a set of roles."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("forum_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    forum_id: Mapped[int] = mapped_column(ForeignKey("forums.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    roles: Mapped[frozenset[str]] = mapped_column(WordSet, default=frozenset)
    region: Mapped[str] = mapped_column(String(80), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    user: Mapped[User] = relationship(lazy="raise")


class Assignment(Base):
    """A key respondent's week: they present a case study in it and answer its questions."""

    __tablename__ = "assignments"
    __table_args__ = (UniqueConstraint("week_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    week_id: Mapped[int] = mapped_column(ForeignKey("weeks.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    region: Mapped[str] = mapped_column(String(80), default="")


class SetupLink(Base):
    """A one-time link with which a person that somebody added chooses their own password.

    Only the token's SHA-256 is kept, so a copy of the database opens no account.
    """

    __tablename__ = "setup_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
