"""People: accounts, and each person's roles in each forum."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.models.base import Base, LineList, UTCDateTime, WordSet, new_key
from board.models.fates import ForumId, Id, Key, account_key, fate
from board.rules.mailing import DAYS, USUAL_DAYS, USUAL_HOUR, USUAL_KINDS
from board.rules.panes import MINE


class User(Base):
    """An account. It belongs to the person: no admin of a forum changes its e-mail address or password."""

    __tablename__ = "users"

    id: Mapped[Id]
    key: Mapped[Key]
    email: Mapped[str] = mapped_column(String(254), unique=True, info=fate(told=True))
    password_hash: Mapped[str | None] = mapped_column(String(200), info=fate(told=False))
    is_owner: Mapped[bool] = mapped_column(default=False, info=fate(told=True))
    is_stand_in: Mapped[bool] = mapped_column(default=False, info=fate(told=False))
    """Not a person: it carries the texts of somebody who left, under the name they chose.

    Nobody can sign in with it.
    """
    name: Mapped[str] = mapped_column(String(120), info=fate(told=True))
    place: Mapped[str] = mapped_column(String(120), default="", info=fate(told=True))
    affiliation: Mapped[str] = mapped_column(String(200), default="", info=fate(told=True))
    languages: Mapped[tuple[str, ...]] = mapped_column(LineList, default=(), info=fate(told=True))
    zone: Mapped[str | None] = mapped_column(String(64), info=fate(told=True))
    interface: Mapped[str | None] = mapped_column(String(8), info=fate(told=True))
    reads: Mapped[tuple[str, ...]] = mapped_column(LineList, default=(), info=fate(told=True))
    """The languages that they read, which decide what they are shown of a translated text; empty: they did not say."""
    reading_mode: Mapped[str] = mapped_column(String(12), default=MINE, info=fate(told=True))
    queue_order: Mapped[str] = mapped_column(String(8), default="waited", info=fate(told=True))
    """The order in which they work through the translators' queue, as `rules/queue.py` names it."""
    hints: Mapped[bool] = mapped_column(default=True, info=fate(told=True))
    """Whether hints on writing that translates well are shown while they write."""
    about: Mapped[str] = mapped_column(String(600), default="", info=fate(told=True))
    """A few lines about themselves, as plain text."""
    picture: Mapped[bytes] = mapped_column(
        LargeBinary, default=b"", deferred=True, deferred_raiseload=True, info=fate(told=False)
    )
    picture_key: Mapped[str] = mapped_column(String(14), default="", info=fate(told=False))
    """Names the picture in its address; empty if there is none."""
    low_data: Mapped[bool] = mapped_column(default=False, info=fate(told=True))
    """Whether pictures are loaded only on a tap."""
    session_stamp: Mapped[str] = mapped_column(String(14), default=new_key, info=fate(told=False))
    """Changes whenever all sessions of the account end, so that links requested before stop working."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, info=fate(told=True))


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A member who has not opened the forum yet, shown with nothing but what an admin wrote down."""

    key: str
    name: str
    place: str = ""
    affiliation: str = ""
    languages: tuple[str, ...] = ()
    is_owner: bool = False
    about: str = ""
    picture_key: str = ""


class Membership(Base):
    """A person's place in a forum, with a set of roles."""

    __tablename__ = "memberships"
    __table_args__ = (
        UniqueConstraint("forum_id", "user_id"),
        Index("uq_memberships_added_key", "added_key", unique=True),
    )

    id: Mapped[Id]
    forum_id: Mapped[ForumId]
    user_id: Mapped[int] = account_key("delete", "memberships", ondelete="CASCADE", index=True)
    roles: Mapped[frozenset[str]] = mapped_column(WordSet, default=frozenset, info=fate(told=True))
    region: Mapped[str] = mapped_column(String(80), default="", info=fate(told=True))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, info=fate(told=True))
    agreed_at: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(told=True))
    """When the person agreed to the forum's code of conduct and privacy page."""
    must_agree: Mapped[bool] = mapped_column(default=False, info=fate(told=False))
    """Whether they must agree before they write: applicants must; nobody asked the earlier members."""
    codes: Mapped[bool] = mapped_column(default=False, info=fate(told=True))
    """Whether an admin asked them to go through the discussion at the coding desk."""
    welcomed_at: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(told=True))
    """When the person had seen how the forum works."""
    reads: Mapped[tuple[str, ...]] = mapped_column(LineList, default=(), info=fate(told=True))
    """The languages that they read in this forum, if other than ``User.reads``; empty: the same."""
    attribution: Mapped[str] = mapped_column(String(10), default="", info=fate(told=True))
    """How the proceedings sign what they quote: ``name``, ``region`` or ``nobody``; empty: they have not answered."""
    checked_at: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(told=True))
    """When they last answered the question of how they are quoted."""
    further_at: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(told=True))
    """Since when they agree to be written to about further opportunities; None: they do not."""
    suspended_at: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(told=True))
    """Since when they can only read; None if they are not suspended."""
    suspended_by_id: Mapped[int | None] = account_key("hand over", "")
    suspended_reason: Mapped[str] = mapped_column(String(500), default="", info=fate(told=True))

    mail_rhythm: Mapped[str] = mapped_column(String(8), default=DAYS, info=fate(told=True))
    """``each`` post in a mail of its own, a digest on some ``days``, or ``never`` a post."""
    mail_days: Mapped[frozenset[str]] = mapped_column(WordSet, default=USUAL_DAYS, info=fate(told=True))
    """The weekdays of the digest, as `rules.mailing.DAYS_OF_WEEK` names them."""
    mail_hour: Mapped[int] = mapped_column(default=USUAL_HOUR, info=fate(told=True))
    """The hour of the digest, in the person's own zone or else the forum's."""
    mail_kinds: Mapped[frozenset[str]] = mapped_column(WordSet, default=USUAL_KINDS, info=fate(told=True))
    """The other kinds of mail that they want: see `rules.mailing.KINDS`."""
    mail_stopped_at: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(told=True))
    """Since when they want no mail of the forum at all; None: they want some."""
    mail_since: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(told=False))
    """What became visible before then is not mailed: when they were added, or wanted mail again.

    None: they were members before there was such mail, and the worker sets it.
    """
    digests_since: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(told=False))
    """Since when they want digests, if they had each post before: only posts are told of what is older."""
    digest_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True, info=fate(told=False))
    """When their next digest is due; None: the worker finds out, as it does whenever a zone changes."""

    added_as: Mapped[str] = mapped_column(String(120), default="", info=fate(told=True))
    """The name with which an admin added them, or with which they applied; empty for the creator of the forum."""
    added_key: Mapped[str | None] = mapped_column(String(14), info=fate(told=False))
    """Their key in addresses until they come in: the account's own key is the same in every forum."""
    came_in_at: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(told=True))
    """When a person who was added first opened the forum."""

    user: Mapped[User] = relationship(lazy="raise", foreign_keys=[user_id])

    @property
    def is_newcomer(self) -> bool:
        """Whether they were added and have not come in yet.

        A newcomer is shown under the name they were added with, so that nobody learns whose account has their address,
        or whether such an account exists.
        """
        return bool(self.added_as) and self.came_in_at is None

    @property
    def shown(self) -> User | Newcomer:
        """The person as the forum's pages show them."""
        return shown(self.user, self)


def shown(person: User, place: Membership | None) -> User | Newcomer:
    """Return a person as the forum's pages show them; somebody who left has no ``place``."""
    return Newcomer(place.added_key or "", place.added_as) if place is not None and place.is_newcomer else person


class Assignment(Base):
    """The week assigned to a key respondent: they present a case study in it and answer its questions."""

    __tablename__ = "assignments"
    __table_args__ = (UniqueConstraint("week_id", "user_id"),)

    id: Mapped[Id]
    week_id: Mapped[int] = mapped_column(ForeignKey("weeks.id", ondelete="CASCADE"))
    user_id: Mapped[int] = account_key("keep if named", "weeks_as_key_respondent", ondelete="CASCADE", index=True)
    region: Mapped[str] = mapped_column(String(80), default="", info=fate(told=True))


class OneTimeLink(Base):
    """A link in a mail that works once: it sets up an account, signs in, resets a password or confirms an address.

    Only the token's SHA-256 is kept, so a copy of the database opens no account.
    """

    __tablename__ = "one_time_links"

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(10), info=fate(told=True))
    """``setup``, ``sign_in``, ``reset`` or ``address``."""
    user_id: Mapped[int] = account_key("keep with account", "links_mailed", ondelete="CASCADE", index=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True, info=fate(told=False))
    address: Mapped[str] = mapped_column(String(254), default="", info=fate(told=True))
    """The new e-mail address that the link confirms."""
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime, info=fate(told=True))
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(told=True))
