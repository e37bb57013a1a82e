"""Mail of a forum: what a person was told, what came in, and addresses that mail does not reach."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, deferred, mapped_column

from board.models.base import Base, UTCDateTime
from board.models.fates import ForumId, Id, Key, account_key, fate


class Mailing(Base):
    """What one mail told a member of the discussion, so that nothing is told twice.

    It also remembers the numbers under which a mail listed posts, for answers that name them.
    """

    __tablename__ = "mailings"
    __table_args__ = (Index("ix_mailings_forum_user", "forum_id", "user_id"),)

    id: Mapped[Id]
    user_id: Mapped[int] = account_key("delete", "mailings", ondelete="CASCADE", index=True)
    forum_id: Mapped[ForumId]
    kind: Mapped[str] = mapped_column(String(10), info=fate(told=True))
    """``digest``, ``post``, ``opening`` or ``questions``."""
    unique: Mapped[str] = mapped_column(String(120), unique=True, info=fate(told=False))
    """What identifies the mail: that of `Letter.unique`."""
    at: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(told=True))
    """When it was sent; None while it is only planned, and has told nothing yet.

    Answers are addressed to the row, so a digest has one before it is sent.
    """
    told: Mapped[dict[str, list[int]]] = mapped_column(JSON, default=dict, info=fate(told=False))
    """Ids by kind: ``posts``, ``pending`` (those of them without a translation), ``translated`` (posts that were told
    earlier, and whose translation this mail brought), ``readings``, ``announcements``, ``weeks``; and ``numbers``: the
    posts in the order of their numbers, where that is not ``posts``.

    What is among the ``posts`` of a ``digest`` or of a ``post`` is told by no digest any more. A post that concerned a
    reader of digests, who was told of it at once, is among the ``notices`` of its mail instead: the digest has it too.
    """


class Mention(Base):
    """A member whom a post names with ``@``."""

    __tablename__ = "mentions"
    __table_args__ = (UniqueConstraint("post_id", "user_id"),)

    id: Mapped[Id]
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    user_id: Mapped[int] = account_key("delete", "mentions", ondelete="CASCADE", index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, info=fate(told=True))


class PostTail(Base):
    """What stood around the new words in a mail that became a post: quoted words, a signature.

    It is no part of the post's text, so nobody translates or searches it.
    """

    __tablename__ = "post_tails"

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    source: Mapped[str] = mapped_column(LongText)
    is_shared: Mapped[bool] = mapped_column(default=False)
    """Whether readers of the post see it, while they can read the post that it answers.

    Its author and admins always do. A digest's quoted words are not shared: they may be anybody's.
    """


class IncomingMail(Base):
    """A mail as it arrived, and what became of it."""

    __tablename__ = "incoming_mails"

    id: Mapped[Id]
    key: Mapped[Key]
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    """Of its Message-ID and recipient, or of all of it: a mail that arrives twice is kept once."""
    recipient: Mapped[str] = mapped_column(String(254))
    """The address of ours to which it was delivered."""
    sender: Mapped[str] = mapped_column(String(254), default="")
    subject: Mapped[str] = mapped_column(String(300), default="")
    received_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    raw: Mapped[bytes | None] = deferred(mapped_column(LargeBinary), raiseload=True)
    """None once it is not kept any longer."""
    outcome: Mapped[str] = mapped_column(String(12), default="")
    """A constant of `rules/incoming.py`; empty while it waits for the worker."""
    reason: Mapped[str] = mapped_column(String(30), default="")
    """Why nothing was done, if nothing was: a constant of `rules/incoming.py`."""
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id", ondelete="SET NULL"), index=True)
    """The post that it became, or corrected."""
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class BouncingAddress(Base):
    """An address from which mail came back."""

    __tablename__ = "bouncing_addresses"

    address: Mapped[str] = mapped_column(String(254), primary_key=True)
    bounces: Mapped[int] = mapped_column(default=0)
    """How many mails in a row came back, each on another day."""
    last_at: Mapped[datetime] = mapped_column(UTCDateTime)
    reason: Mapped[str] = mapped_column(String(300), default="")
    """What the other server said."""
    suspended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """Since when nothing but account matters is sent to it; None if that still goes on."""
