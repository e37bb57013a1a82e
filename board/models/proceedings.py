"""What the forum makes of its discussion: policy elements, questions of empty cells, authors' answers, and editions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.models.base import Base, LineList, UTCDateTime
from board.models.fates import ForumId, Id, Key, account_key, fate
from board.models.people import User


class PolicyElement(Base):
    """What a theme needs, in a region or altogether: a short text whose sentences cite passages."""

    __tablename__ = "policy_elements"
    __table_args__ = (Index("ix_policy_elements_forum_theme", "forum_id", "theme_id"),)

    id: Mapped[Id]
    key: Mapped[Key]
    forum_id: Mapped[ForumId]
    theme_id: Mapped[int] = mapped_column(ForeignKey("themes.id"), index=True)
    region: Mapped[str] = mapped_column(String(80), default="")
    """A region of the forum; empty for the theme as a whole."""
    text_id: Mapped[int] = mapped_column(ForeignKey("texts.id"))
    author_id: Mapped[int] = account_key("hand over", "texts")
    """The person who began it."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    removed_by_id: Mapped[int | None] = account_key("hand over", "")


class CellQuestion(Base):
    """A question about an empty cell that an admin put to a key respondent: the post that asks it."""

    __tablename__ = "cell_questions"
    __table_args__ = (UniqueConstraint("theme_id", "region", "post_id"),)

    id: Mapped[Id]
    forum_id: Mapped[ForumId] = mapped_column(index=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("themes.id"))
    region: Mapped[str] = mapped_column(String(80))
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), index=True)


class QuoteAnswer(Base):
    """What an author says of a quotation of theirs: that they object to it, or that they withdraw it.

    A withdrawal counts at once and for good, in every format (`visible/withdrawals.py`).
    """

    __tablename__ = "quote_answers"
    __table_args__ = (Index("ix_quote_answers_forum_kind", "forum_id", "kind"),)

    id: Mapped[Id]
    key: Mapped[Key]
    forum_id: Mapped[ForumId]
    text_id: Mapped[int] = mapped_column(ForeignKey("texts.id", ondelete="CASCADE"), index=True)
    """The post or reading that is quoted."""
    excerpt_id: Mapped[int | None] = mapped_column(ForeignKey("excerpts.id", ondelete="CASCADE"), index=True)
    """The passage that is meant; None: whatever is quoted of the text."""
    user_id: Mapped[int] = account_key("hand over", "answers_to_quotes", index=True)
    kind: Mapped[str] = mapped_column(String(10), info=fate(told=True))
    """``objected`` or ``withdrawn`` (rules/proceedings.py)."""
    reason: Mapped[str] = mapped_column(String(1000), default="", info=fate(told=True))
    at: Mapped[datetime] = mapped_column(UTCDateTime, info=fate(told=True))
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(told=True))
    """When an admin had dealt with an objection, or the author took it back."""
    settled_by_id: Mapped[int | None] = account_key("hand over", "")

    user: Mapped[User] = relationship(lazy="raise", foreign_keys=[user_id])


class Edition(Base):
    """A version of the proceedings. Its contents are taken once; each file is made from them, one step at a time."""

    __tablename__ = "editions"
    __table_args__ = (UniqueConstraint("forum_id", "number"),)

    id: Mapped[Id]
    key: Mapped[Key]
    forum_id: Mapped[ForumId]
    number: Mapped[int] = mapped_column(info=fate(told=True))
    discussion: Mapped[str] = mapped_column(String(10), default="none", info=fate(told=True))
    """How much of the discussion it has: ``none``, ``selected`` threads, or ``full``."""
    threads: Mapped[tuple[str, ...]] = mapped_column(LineList, default=(), info=fate(told=False))
    """The keys of the selected threads."""
    note: Mapped[str] = mapped_column(String(500), default="", info=fate(told=True))
    """What is different from the edition before it."""
    replaces: Mapped[int | None] = mapped_column(info=fate(told=False))
    """The number of the edition that it replaces by itself, since a text in that one was withdrawn or removed. None:
    an admin asked for it."""
    contents_id: Mapped[int | None] = mapped_column(ForeignKey("files.id"))
    """What it says, as JSON; None until the job has taken it."""
    made_by_id: Mapped[int] = account_key("hand over", "editions")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, info=fate(told=True))
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(told=False))
    """When its last file was there."""
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(told=True))
    error: Mapped[str] = mapped_column(LongText, default="", info=fate(told=False))
    """What could not be made, and why: ``contents``, or format and layout of a file; then the reason."""
    without_pdf: Mapped[bool] = mapped_column(default=False, info=fate(told=False))
    """Whether the machine that made it cannot make PDFs."""


class EditionFile(Base):
    """An edition in one format and one layout."""

    __tablename__ = "edition_files"
    __table_args__ = (UniqueConstraint("edition_id", "format", "layout"),)

    id: Mapped[Id]
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"))
    format: Mapped[str] = mapped_column(String(8))
    """``html``, ``pdf``, ``epub`` or ``md``."""
    layout: Mapped[str] = mapped_column(String(8))
    """``both`` languages side by side, or the code of the one language."""
    file_id: Mapped[int] = mapped_column(ForeignKey("files.id"))


class EditionPart(Base):
    """What an edition quotes, by its key. It is served only while all of that may be quoted.

    Taking a passage out of the synthesis or retiring its theme changes no edition: its words may still be quoted.
    """

    __tablename__ = "edition_parts"
    __table_args__ = (UniqueConstraint("edition_id", "kind", "key"),)

    id: Mapped[Id]
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(10))
    """``post``, ``reading``, ``excerpt``, ``thread`` or ``week``; ``whole``: a post or reading that is printed in full;
    ``named`` or ``by_region``: one that is signed so; ``erased``: words that do not exist any more."""
    key: Mapped[str] = mapped_column(String(14), index=True)
    """Of a week: its number."""
