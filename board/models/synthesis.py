"""The synthesis: themes, and passages of the discussion that people placed in a cell *region × theme*."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.models.base import Base, UTCDateTime
from board.models.fates import ForumId, Id, Key, account_key, fate
from board.models.people import User


class Theme(Base):
    """A theme of a forum's codebook. Its words are texts like any other, so the translators' desk has them."""

    __tablename__ = "themes"
    __table_args__ = (Index("ix_themes_forum_position", "forum_id", "position"),)

    id: Mapped[Id]
    key: Mapped[Key]
    forum_id: Mapped[ForumId]
    position: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(10))
    """``proposed`` by a member, ``in_use``, or ``retired`` (see rules/synthesis.py)."""
    name_id: Mapped[int] = mapped_column(ForeignKey("texts.id"))
    definition_id: Mapped[int | None] = mapped_column(ForeignKey("texts.id"))
    example_id: Mapped[int | None] = mapped_column(ForeignKey("texts.id"))
    """What belongs to the theme, for people who place passages."""
    counter_example_id: Mapped[int | None] = mapped_column(ForeignKey("texts.id"))
    """What seems to belong to it and does not."""
    memo: Mapped[str] = mapped_column(String(4000), default="")
    """What admins note for each other about the use of the theme."""
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("themes.id"))
    """The theme that took over the passages of this one, which is retired."""
    guid: Mapped[str] = mapped_column(String(36), default="")
    """Its identifier in a codebook file that it came from, so that it goes back under the same one."""
    author_id: Mapped[int] = account_key("hand over", "texts")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Excerpt(Base):
    """A passage that somebody placed in a cell, with a sentence of why.

    It holds no copy of the words: its spans point into the paragraphs, so it goes wherever the text goes.
    """

    __tablename__ = "excerpts"
    __table_args__ = (Index("ix_excerpts_forum_theme", "forum_id", "theme_id"),)

    id: Mapped[Id]
    key: Mapped[Key]
    forum_id: Mapped[ForumId]
    text_id: Mapped[int] = mapped_column(ForeignKey("texts.id", ondelete="CASCADE"), index=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("themes.id"), index=True)
    region: Mapped[str] = mapped_column(String(80), default="", info=fate(told=True))
    """A region of the forum; empty for a passage about no region in particular."""
    why: Mapped[str] = mapped_column(String(500), default="", info=fate(told=True))
    language: Mapped[str] = mapped_column(String(8), info=fate(told=False))
    """The language of ``why``."""
    author_id: Mapped[int] = account_key("hand over", "excerpts", index=True)
    """The person who placed it."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, info=fate(told=True))
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(told=True))
    removed_by_id: Mapped[int | None] = account_key("hand over", "")

    author: Mapped[User] = relationship(lazy="raise", foreign_keys=[author_id])


class ExcerptSpan(Base):
    """The part of an excerpt that stands in one paragraph.

    ``start`` and ``end`` count characters that are not white space, from the beginning of the paragraph's words: of the
    translation if there is one here, otherwise of the original.
    """

    __tablename__ = "excerpt_spans"
    __table_args__ = (UniqueConstraint("excerpt_id", "position"),)

    id: Mapped[Id]
    excerpt_id: Mapped[int] = mapped_column(ForeignKey("excerpts.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column()
    segment_id: Mapped[int] = mapped_column(ForeignKey("segments.id", ondelete="CASCADE"), index=True)
    """The paragraph as it stood when the passage was placed."""
    translation_id: Mapped[int | None] = mapped_column(ForeignKey("translations.id", ondelete="CASCADE"), index=True)
    """The translation in which the passage was selected."""
    start: Mapped[int] = mapped_column()
    end: Mapped[int] = mapped_column()


class CodingMark(Base):
    """A mark that a person has gone through a text at the coding desk.

    It stays beside what they placed, also when both are a stand-in's: without it, a paragraph in which they found
    nothing is the same as one that they never saw.
    """

    __tablename__ = "coding_marks"

    text_id: Mapped[int] = mapped_column(ForeignKey("texts.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = account_key("hand over", "texts_coded", primary_key=True, index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, info=fate(told=True))
