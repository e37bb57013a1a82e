"""Texts: a piece of writing in one language, whatever it belongs to, and its translations.

Text → revision → segment → translation of a segment. A segment keeps its *lineage* from revision to revision,
so that a translation follows its paragraph. A translation keeps the digest of the source it was made from, so
that it becomes outdated as soon as that source changes.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.models.base import Base, UTCDateTime, new_key
from board.models.people import User


class Text(Base):
    """One piece of writing in one language: a title, an outline, a reading, a post."""

    __tablename__ = "texts"
    __table_args__ = (
        Index("ix_texts_forum_target", "forum_id", "target"),
        Index("ix_texts_forum_approved", "forum_id", "approved_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(14), unique=True, default=new_key)
    forum_id: Mapped[int] = mapped_column(ForeignKey("forums.id", ondelete="CASCADE"))
    inline: Mapped[bool] = mapped_column(default=False)
    """A title: plain text in one segment, no Markdown."""
    language: Mapped[str] = mapped_column(String(8))
    language_guessed: Mapped[bool] = mapped_column(default=False)
    target: Mapped[str | None] = mapped_column(String(8))
    """The language to translate it into, set by the forum's policy or by hand."""
    target_by_hand: Mapped[bool] = mapped_column(default=False)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revisions.id", use_alter=True))
    version: Mapped[int] = mapped_column(default=1)
    """Grows with every change of the text or of its translations: identifies what a rendered copy shows."""
    progress: Mapped[str] = mapped_column(String(10), default="missing")
    """The state of its least advanced segment, stored beside the rows it is computed from, for the queue and
    statistics.
    """
    waits_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """Since when readers have waited for its translation; None where nobody waits."""
    approved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When its translation was last completed."""
    waited: Mapped[int | None] = mapped_column()
    """How long readers had waited by then, in seconds."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Revision(Base):
    """A text as one edit left it."""

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("text_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("texts.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column()
    source: Mapped[str] = mapped_column(LongText)
    words: Mapped[int] = mapped_column()
    editor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    editor: Mapped[User | None] = relationship(lazy="raise")


class Segment(Base):
    """A top-level block of a revision."""

    __tablename__ = "segments"
    __table_args__ = (UniqueConstraint("revision_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column()
    lineage: Mapped[str] = mapped_column(String(14), default=new_key)
    source: Mapped[str] = mapped_column(LongText)
    html: Mapped[str] = mapped_column(LongText)
    digest: Mapped[str] = mapped_column(String(64))


class Translation(Base):
    """A translation of one segment, made from the source with this digest.

    Rows are only ever added; ``superseded_at`` marks those that no longer count. At most two count for a segment
    and a language: the translation that readers see, and a newer draft that is to replace it.
    """

    __tablename__ = "translations"
    __table_args__ = (Index("ix_translations_text_lineage", "text_id", "lineage"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("texts.id", ondelete="CASCADE"))
    lineage: Mapped[str] = mapped_column(String(14))
    language: Mapped[str] = mapped_column(String(8))
    digest: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(LongText)
    html: Mapped[str] = mapped_column(LongText)
    origin: Mapped[str] = mapped_column(String(8), default="human")
    engine: Mapped[str] = mapped_column(String(40), default="")
    """The name of the machine that wrote it."""
    state: Mapped[str] = mapped_column(String(10), default="draft")
    translator_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    superseded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    translator: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[translator_id])
    approver: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[approver_id])


class Claim(Base):
    """Who is working on the translation of a text. A claim ends by the clock, without any job."""

    __tablename__ = "claims"

    text_id: Mapped[int] = mapped_column(ForeignKey("texts.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    claimed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)

    user: Mapped[User] = relationship(lazy="raise")


class Flag(Base):
    """An author's remark that a passage of their text is mistranslated."""

    __tablename__ = "flags"
    __table_args__ = (Index("ix_flags_text_lineage", "text_id", "lineage"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(14), unique=True, default=new_key)
    text_id: Mapped[int] = mapped_column(ForeignKey("texts.id", ondelete="CASCADE"))
    lineage: Mapped[str] = mapped_column(String(14))
    translation_id: Mapped[int] = mapped_column(ForeignKey("translations.id", ondelete="CASCADE"), index=True)
    """The translation that was flagged."""
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    note: Mapped[str] = mapped_column(String(1000), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    user: Mapped[User] = relationship(lazy="raise", foreign_keys=[user_id])


class GlossaryTerm(Base):
    """How a forum translates a term of its subject."""

    __tablename__ = "glossary_terms"
    __table_args__ = (UniqueConstraint("forum_id", "language", "target", "folded"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(14), unique=True, default=new_key)
    forum_id: Mapped[int] = mapped_column(ForeignKey("forums.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(8))
    target: Mapped[str] = mapped_column(String(8))
    term: Mapped[str] = mapped_column(String(200))
    folded: Mapped[str] = mapped_column(String(200))
    """The term without case and accents, so that it is not entered twice."""
    translation: Mapped[str] = mapped_column(String(400))
    """"|" separates variants; the preferred one comes first."""
    note: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
