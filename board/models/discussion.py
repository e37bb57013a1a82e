"""The discussion: threads, posts, what people have seen of them, and what they are still writing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, and_
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from board.models.base import Base, UTCDateTime, new_key
from board.models.fates import ForumId, Id, Key, account_key, fate
from board.models.people import Membership, Newcomer, User, shown


class Thread(Base):
    """A conversation in a week: a question set by an admin, a participant's thread, or the discussion of a reading."""

    __tablename__ = "threads"
    __table_args__ = (
        Index("ix_threads_week_created", "week_id", "created_at"),
        Index("ix_threads_author_forum", "author_id", "forum_id"),
    )

    id: Mapped[Id]
    key: Mapped[Key]
    forum_id: Mapped[ForumId] = mapped_column(index=True)
    week_id: Mapped[int] = mapped_column(ForeignKey("weeks.id", ondelete="CASCADE"), info=fate(copying="anew"))
    kind: Mapped[str] = mapped_column(String(10), info=fate(copying="same"))
    reading_id: Mapped[int | None] = mapped_column(
        ForeignKey("readings.id", ondelete="CASCADE"), unique=True, info=fate(copying="anew")
    )
    title_id: Mapped[int] = mapped_column(ForeignKey("texts.id"), index=True, info=fate(copying="text"))
    abstract_id: Mapped[int | None] = mapped_column(ForeignKey("texts.id"), index=True, info=fate(copying="empty"))
    """What admins say of it in two or three sentences, for people who have ten minutes."""
    author_id: Mapped[int] = account_key("hand over", "texts", copying="same")
    pinned_at: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(copying="anew"))
    position: Mapped[int] = mapped_column(default=0, info=fate(copying="same"))
    """The place of a question among those of its week, once an admin has arranged them."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, info=fate(copying="anew"))

    author: Mapped[User] = relationship(lazy="raise")


class Post(Base):
    """A contribution to a thread; the first one opens it."""

    __tablename__ = "posts"
    __table_args__ = (
        Index("ix_posts_thread_created", "thread_id", "created_at"),
        Index("ix_posts_author_forum", "author_id", "forum_id"),
        UniqueConstraint("author_id", "once"),
    )

    id: Mapped[Id]
    key: Mapped[Key]
    forum_id: Mapped[ForumId] = mapped_column(index=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id", ondelete="CASCADE"), info=fate(copying="anew"))
    author_id: Mapped[int] = account_key("hand over", "texts", copying="same")
    text_id: Mapped[int] = mapped_column(ForeignKey("texts.id"), unique=True, info=fate(copying="text"))
    reply_to_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"), index=True, info=fate(copying="empty"))
    once: Mapped[str] = mapped_column(String(40), default=new_key, info=fate(copying="anew"))
    """Made by the form: a double click or a retry sends the same mark, so nothing is posted twice."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, info=fate(copying="anew"))
    edited_at: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(copying="empty"))
    removed: Mapped[str | None] = mapped_column(String(8), info=fate(copying="empty"))
    """``deleted`` (by its author), ``hidden`` (by an admin) or ``erased`` (by the owner)."""
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(copying="empty"))
    removed_by_id: Mapped[int | None] = account_key("hand over", "", copying="empty")
    removed_reason: Mapped[str] = mapped_column(String(500), default="", info=fate(copying="empty"))
    asked_id: Mapped[int | None] = account_key("hand over", "questions_to_you", copying="empty", index=True)
    """The key respondent to whom this post puts a question."""
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(copying="empty"))
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"), info=fate(copying="empty"))
    """The post that answers it. It counts only while ``answered_at`` is set, so not while it is hidden."""

    author: Mapped[User] = relationship(lazy="raise", foreign_keys=[author_id])
    asked: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[asked_id])
    asked_place: Mapped[Membership | None] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin=lambda: and_(foreign(Post.asked_id) == Membership.user_id, Post.forum_id == Membership.forum_id),
    )

    @property
    def asked_as_shown(self) -> User | Newcomer | None:
        """The person asked, as the forum's pages show them."""
        return shown(self.asked, self.asked_place) if self.asked else None


class Visit(Base):
    """What a person has seen of a thread."""

    __tablename__ = "visits"
    __table_args__ = (Index("ix_visits_thread_user", "thread_id", "user_id", "visited_at"),)

    user_id: Mapped[int] = account_key("delete", "threads_visited", ondelete="CASCADE", primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id", ondelete="CASCADE"), primary_key=True)
    seen_to: Mapped[datetime] = mapped_column(UTCDateTime, info=fate(told=True))
    """The time of the newest post that was shown."""
    new_since: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(told=False))
    """Where the "new" line of this visit stands: the value of ``seen_to`` after the previous visit."""
    visited_at: Mapped[datetime] = mapped_column(UTCDateTime, info=fate(told=True))


class Follow(Base):
    """Whether a person wants to hear of new posts in a thread."""

    __tablename__ = "follows"

    user_id: Mapped[int] = account_key("delete", "threads_followed", ondelete="CASCADE", primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, info=fate(told=True))
    stopped_at: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(told=False))
    """When they stopped. The row stays, so that writing in the thread does not make them follow it again."""


class Voice(Base):
    """What a reader says about a post with one tap, for their region: ``true_here``, ``not_here`` or ``tried``."""

    __tablename__ = "voices"
    __table_args__ = (UniqueConstraint("post_id", "user_id", "kind"),)

    id: Mapped[Id]
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    user_id: Mapped[int] = account_key("hand over", "voices", ondelete="CASCADE", index=True)
    kind: Mapped[str] = mapped_column(String(10), info=fate(told=True))
    region: Mapped[str] = mapped_column(String(80), default="", info=fate(told=True))
    """The reader's region in the forum at that time."""
    at: Mapped[datetime] = mapped_column(UTCDateTime, info=fate(told=True))


class Report(Base):
    """A member's report to the admins that something is wrong with a post."""

    __tablename__ = "reports"
    __table_args__ = (UniqueConstraint("post_id", "user_id"),)

    id: Mapped[Id]
    key: Mapped[Key]
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    user_id: Mapped[int] = account_key("hand over", "reports", ondelete="CASCADE", index=True)
    reason: Mapped[str] = mapped_column(String(1000), info=fate(told=True))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, info=fate(told=True))
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(told=True))
    settled_by_id: Mapped[int | None] = account_key("hand over", "")
    outcome: Mapped[str] = mapped_column(String(10), default="", info=fate(told=True))
    """``hidden`` or ``kept``, once settled."""

    user: Mapped[User] = relationship(lazy="raise", foreign_keys=[user_id])


class UnsentText(Base):
    """What somebody is still writing, and the place it is meant for. Only its author ever sees it."""

    __tablename__ = "unsent_texts"
    __table_args__ = (UniqueConstraint("user_id", "place"),)

    id: Mapped[Id]
    key: Mapped[Key]
    user_id: Mapped[int] = account_key("delete by place", "unsent_texts", ondelete="CASCADE")
    place: Mapped[str] = mapped_column(String(120), info=fate(told=True))
    title: Mapped[str] = mapped_column(String(300), default="", info=fate(told=True))
    body: Mapped[str] = mapped_column(LongText, default="", info=fate(told=True))
    language: Mapped[str] = mapped_column(String(8), default="", info=fate(told=True))
    reply_to: Mapped[str] = mapped_column(String(14), default="", info=fate(told=True))
    """The key of the post that a reply answers; "": all of the thread."""
    kept_at: Mapped[datetime] = mapped_column(UTCDateTime, info=fate(told=True))
