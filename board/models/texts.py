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
from board.models.fates import ForumId, Id, Key, account_key, fate
from board.models.people import User


class Text(Base):
    """One piece of writing in one language: a title, an outline, a reading, a post."""

    __tablename__ = "texts"
    __table_args__ = (
        Index("ix_texts_forum_target", "forum_id", "target"),
        Index("ix_texts_forum_approved", "forum_id", "approved_at"),
    )

    id: Mapped[Id]
    key: Mapped[Key]
    forum_id: Mapped[ForumId]
    inline: Mapped[bool] = mapped_column(default=False, info=fate(copying="same"))
    """A title: plain text in one segment, no Markdown."""
    language: Mapped[str] = mapped_column(String(8), info=fate(copying="same"))
    language_guessed: Mapped[bool] = mapped_column(default=False, info=fate(copying="same"))
    target: Mapped[str | None] = mapped_column(String(8), info=fate(copying="same"))
    """The language to translate it into, set by the forum's policy or by hand."""
    target_by_hand: Mapped[bool] = mapped_column(default=False, info=fate(copying="same"))
    author_id: Mapped[int | None] = account_key("hand over", "texts", copying="same", index=True)
    revision_id: Mapped[int | None] = mapped_column(
        ForeignKey("revisions.id", use_alter=True), info=fate(copying="anew")
    )
    version: Mapped[int] = mapped_column(default=1, info=fate(copying="anew"))
    """Grows with every change of the text or of its translations: identifies what a rendered copy shows."""
    progress: Mapped[str] = mapped_column(String(10), default="missing", info=fate(copying="anew"))
    """The state of its least advanced segment, stored beside the rows it is computed from, for the queue and
    statistics.
    """
    waits_since: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(copying="anew"))
    """Since when readers have waited for its translation; None where nobody waits."""
    approved_at: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(copying="empty"))
    """When its translation was last completed."""
    waited: Mapped[int | None] = mapped_column(info=fate(copying="empty"))
    """How long readers had waited by then, in seconds."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, info=fate(copying="anew"))


class Revision(Base):
    """A text as one edit left it."""

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("text_id", "number"),)

    id: Mapped[Id]
    text_id: Mapped[int] = mapped_column(ForeignKey("texts.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column()
    source: Mapped[str] = mapped_column(LongText)
    words: Mapped[int] = mapped_column()
    editor_id: Mapped[int | None] = account_key("hand over", "texts")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    editor: Mapped[User | None] = relationship(lazy="raise")


class Segment(Base):
    """A top-level block of a revision."""

    __tablename__ = "segments"
    __table_args__ = (UniqueConstraint("revision_id", "position"),)

    id: Mapped[Id]
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id", ondelete="CASCADE"), info=fate(copying="anew"))
    position: Mapped[int] = mapped_column(info=fate(copying="same"))
    lineage: Mapped[str] = mapped_column(String(14), default=new_key, info=fate(copying="anew"))
    source: Mapped[str] = mapped_column(LongText, info=fate(copying="same"))
    html: Mapped[str] = mapped_column(LongText, info=fate(copying="anew"))
    digest: Mapped[str] = mapped_column(String(64), info=fate(copying="same"))


class Translation(Base):
    """A translation of one segment, made from the source with this digest.

    Rows are only ever added; ``superseded_at`` marks those that no longer count. At most two count for a segment
    and a language: the translation that readers see, and a newer draft that is to replace it.
    """

    __tablename__ = "translations"
    __table_args__ = (Index("ix_translations_text_lineage", "text_id", "lineage"),)

    id: Mapped[Id]
    text_id: Mapped[int] = mapped_column(ForeignKey("texts.id", ondelete="CASCADE"), info=fate(copying="anew"))
    lineage: Mapped[str] = mapped_column(String(14), info=fate(told=False, copying="anew"))
    language: Mapped[str] = mapped_column(String(8), info=fate(told=True, copying="same"))
    digest: Mapped[str] = mapped_column(String(64), info=fate(told=False, copying="same"))
    source: Mapped[str] = mapped_column(LongText, info=fate(told=False, copying="same"))
    html: Mapped[str] = mapped_column(LongText, info=fate(told=False, copying="anew"))
    origin: Mapped[str] = mapped_column(String(8), default="human", info=fate(told=False, copying="same"))
    engine: Mapped[str] = mapped_column(String(40), default="", info=fate(told=False, copying="same"))
    """The name of the machine that wrote it."""
    state: Mapped[str] = mapped_column(String(10), default="draft", info=fate(told=False, copying="same"))
    translator_id: Mapped[int | None] = account_key("hand over", "translations", copying="same")
    approver_id: Mapped[int | None] = account_key("hand over", "translations_approved", copying="same")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, info=fate(told=True, copying="same"))
    superseded_at: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(told=False, copying="empty"))

    translator: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[translator_id])
    approver: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[approver_id])


class Claim(Base):
    """Who is working on the translation of a text. A claim ends by the clock, without any job."""

    __tablename__ = "claims"

    text_id: Mapped[int] = mapped_column(ForeignKey("texts.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = account_key("delete", "texts_claimed", ondelete="CASCADE", index=True)
    claimed_at: Mapped[datetime] = mapped_column(UTCDateTime, info=fate(told=True))
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime, info=fate(told=True))

    user: Mapped[User] = relationship(lazy="raise")


class Flag(Base):
    """An author's remark that a passage of their text is mistranslated."""

    __tablename__ = "flags"
    __table_args__ = (Index("ix_flags_text_lineage", "text_id", "lineage"),)

    id: Mapped[Id]
    key: Mapped[Key]
    text_id: Mapped[int] = mapped_column(ForeignKey("texts.id", ondelete="CASCADE"))
    lineage: Mapped[str] = mapped_column(String(14), info=fate(told=False))
    translation_id: Mapped[int] = mapped_column(ForeignKey("translations.id", ondelete="CASCADE"), index=True)
    """The translation that was flagged."""
    user_id: Mapped[int] = account_key("hand over", "flags")
    note: Mapped[str] = mapped_column(String(1000), default="", info=fate(told=True))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, info=fate(told=True))
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(told=True))
    settled_by_id: Mapped[int | None] = account_key("hand over", "")

    user: Mapped[User] = relationship(lazy="raise", foreign_keys=[user_id])


class Rewording(Base):
    """A translator's request to the author to say a passage otherwise.

    It is open until the passage is changed or removed, or its author says that it stays (``left_at``).
    """

    __tablename__ = "rewordings"
    __table_args__ = (Index("ix_rewordings_text_lineage", "text_id", "lineage"),)

    id: Mapped[Id]
    key: Mapped[Key]
    text_id: Mapped[int] = mapped_column(ForeignKey("texts.id", ondelete="CASCADE"))
    lineage: Mapped[str] = mapped_column(String(14), info=fate(told=False))
    digest: Mapped[str] = mapped_column(String(64), info=fate(told=False))
    """The passage as the translator read it: see ``Segment.digest``."""
    user_id: Mapped[int] = account_key("hand over", "requests_to_reword", index=True)
    note: Mapped[str] = mapped_column(String(1000), info=fate(told=True))
    """What is unclear."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, info=fate(told=True))
    left_at: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(told=True))
    """When the author said that it stays as it is."""

    user: Mapped[User] = relationship(lazy="raise", foreign_keys=[user_id])


class GlossaryTerm(Base):
    """How a forum translates a term of its subject."""

    __tablename__ = "glossary_terms"
    __table_args__ = (UniqueConstraint("forum_id", "language", "target", "folded"),)

    id: Mapped[Id]
    key: Mapped[Key]
    forum_id: Mapped[ForumId]
    language: Mapped[str] = mapped_column(String(8), info=fate(told=True, copying="same"))
    target: Mapped[str] = mapped_column(String(8), info=fate(told=True, copying="same"))
    term: Mapped[str] = mapped_column(String(200), info=fate(told=True, copying="same"))
    folded: Mapped[str] = mapped_column(String(200), info=fate(told=False, copying="same"))
    """The term without case and accents, so that it is not entered twice."""
    translation: Mapped[str] = mapped_column(String(400), info=fate(told=True, copying="same"))
    """"|" separates variants; the preferred one comes first."""
    note: Mapped[str] = mapped_column(String(500), default="", info=fate(told=True, copying="same"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, info=fate(told=True, copying="same"))
    author_id: Mapped[int | None] = account_key("hand over", "glossary_terms", copying="same")


class MemoryUnit(Base):
    """A source and its translation from another translation memory. It is offered to translators, and fills nothing."""

    __tablename__ = "memory_units"
    __table_args__ = (
        UniqueConstraint("forum_id", "digest", "language", "target"),
        Index("ix_memory_units_forum_batch", "forum_id", "batch"),
    )

    id: Mapped[Id]
    forum_id: Mapped[ForumId]
    batch: Mapped[str] = mapped_column(String(14), info=fate(told=False, copying="same"))
    """The import that brought it, or changed it last."""
    language: Mapped[str] = mapped_column(String(8), info=fate(told=True, copying="same"))
    target: Mapped[str] = mapped_column(String(8), info=fate(told=True, copying="same"))
    digest: Mapped[str] = mapped_column(String(64), info=fate(told=False, copying="same"))
    source: Mapped[str] = mapped_column(LongText, info=fate(told=True, copying="same"))
    translation: Mapped[str] = mapped_column(LongText, info=fate(told=True, copying="same"))
    note: Mapped[str] = mapped_column(String(200), info=fate(told=True, copying="same"))
    """Where it comes from, in words."""
    author_id: Mapped[int | None] = account_key("hand over", "memory_units", copying="same")
    """The person who imported it."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, info=fate(told=True, copying="same"))
