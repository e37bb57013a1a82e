"""Applications: who would like to take part in a forum, in which role, and what was decided."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.models.base import Base, LineList, UTCDateTime, WordSet
from board.models.fates import ForumId, Id, Key, account_key, fate
from board.models.people import User


class Application(Base):
    """One person's application to one forum. Its words are private to the applicant and the admins."""

    __tablename__ = "applications"
    __table_args__ = (
        Index("ix_applications_forum_email", "forum_id", "email"),
        Index("uq_applications_once", "once", unique=True),
    )

    id: Mapped[Id]
    key: Mapped[Key]
    once: Mapped[str | None] = mapped_column(String(14), info=fate(told=False))
    """The mark of the form that sent it: the same form sent twice makes one application."""
    forum_id: Mapped[ForumId]
    kind: Mapped[str] = mapped_column(String(16), info=fate(told=True))
    """``participant`` or ``key_respondent``."""
    name: Mapped[str] = mapped_column(String(120), info=fate(told=True))
    email: Mapped[str] = mapped_column(String(254), info=fate(told=True))
    region: Mapped[str] = mapped_column(String(80), default="", info=fate(told=True))
    languages: Mapped[tuple[str, ...]] = mapped_column(LineList, default=(), info=fate(told=True))
    interface: Mapped[str] = mapped_column(String(8), default="en", info=fate(told=True))
    """The language of mails to the applicant."""
    description: Mapped[str] = mapped_column(LongText, default="", info=fate(told=True))
    """A short description of their work."""
    experience: Mapped[str] = mapped_column(LongText, default="", info=fate(told=True))
    """For key respondents: their experience, in at most 300 words."""
    characteristics: Mapped[frozenset[str]] = mapped_column(WordSet, default=frozenset, info=fate(told=True))
    """A set of ``research``, ``practice`` and ``advocacy``."""
    week_id: Mapped[int | None] = mapped_column(ForeignKey("weeks.id", ondelete="SET NULL"))
    """The week that a key respondent prefers."""
    origin: Mapped[str] = mapped_column(String(8), default="form", info=fate(told=True))
    """How it arrived: ``form``, ``mailed`` (to the call's address), ``mail`` (an admin entered it), ``import``, or
    ``again`` (an earlier run)."""
    token_digest: Mapped[str | None] = mapped_column(String(64), unique=True, info=fate(told=False))
    """SHA-256 of the private link with which the applicant confirms and changes the application."""
    verified_at: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(told=True))
    """When the address was confirmed; until then (None) only the applicant knows of the application."""
    state: Mapped[str] = mapped_column(String(12), default="received", info=fate(told=False))
    """``received``, ``shortlisted``, ``waiting``, ``accepted``, ``declined`` or ``withdrawn``."""
    state_before: Mapped[str] = mapped_column(String(12), default="", info=fate(told=False))
    """The state that undoing the decision restores."""
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(told=False))
    decided_by_id: Mapped[int | None] = account_key("hand over", "")
    user_id: Mapped[int | None] = account_key("keep with account", "applications", ondelete="SET NULL", index=True)
    """The accepted applicant's account."""
    granted: Mapped[frozenset[str]] = mapped_column(WordSet, default=frozenset, info=fate(told=False))
    """The roles that acceptance granted: undoing takes away only these."""
    given_week_id: Mapped[int | None] = mapped_column(ForeignKey("weeks.id"))
    """The week that acceptance assigned to a key respondent."""
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("applications.id", ondelete="SET NULL"))
    """The application to an earlier run that this application renews."""
    invited_at: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(told=False))
    """When an applicant of an earlier run was asked to confirm."""
    reminded_at: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(told=False))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, info=fate(told=True))
    changed_at: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(told=True))

    decided_by: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[decided_by_id])


class ApplicationNote(Base):
    """An admin's note about an application, for the other admins."""

    __tablename__ = "application_notes"

    id: Mapped[Id]
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = account_key("hand over", "")
    note: Mapped[str] = mapped_column(String(2000))
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    user: Mapped[User] = relationship(lazy="raise")
