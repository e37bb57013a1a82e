"""The programme: forums, their weeks, the readings of a week, and files."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, and_
from sqlalchemy.orm import Mapped, deferred, foreign, mapped_column, relationship

from board.models.base import Base, LineList, UTCDateTime
from board.models.fates import ForumId, Id, Key, account_key, fate
from board.models.people import Membership, Newcomer, User, shown


class Forum(Base):
    """A programme with a time zone, dates, languages, regions and a translation policy."""

    __tablename__ = "forums"

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(60), unique=True, info=fate(copying="anew"))
    name: Mapped[str] = mapped_column(String(120), info=fate(copying="anew"))
    zone: Mapped[str] = mapped_column(String(64), info=fate(copying="same"))
    starts_on: Mapped[date | None] = mapped_column(Date, info=fate(copying="anew"))
    ends_on: Mapped[date | None] = mapped_column(Date, info=fate(copying="anew"))
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(copying="anew"))
    """The instant at which the forum closes for writing: the end of ``ends_on`` in its zone, or as an admin decided
    (rules/closing.py).
    """
    languages: Mapped[tuple[str, ...]] = mapped_column(LineList, info=fate(copying="same"))
    policy: Mapped[tuple[str, ...]] = mapped_column(LineList, default=(), info=fate(copying="same"))
    """Pairs ``source>target``, such as ``es>en``."""
    regions: Mapped[tuple[str, ...]] = mapped_column(LineList, default=(), info=fate(copying="same"))
    public_reading: Mapped[bool] = mapped_column(default=False, info=fate(copying="same"))
    shows_machine_drafts: Mapped[bool] = mapped_column(default=False, info=fate(copying="same"))
    second_approval: Mapped[bool] = mapped_column(default=False, info=fate(copying="same"))
    """Whether a translation must be approved by somebody other than its writer."""
    hours_min: Mapped[int] = mapped_column(default=2, info=fate(copying="same"))
    hours_max: Mapped[int] = mapped_column(default=5, info=fate(copying="same"))
    about_id: Mapped[int | None] = mapped_column(ForeignKey("texts.id", use_alter=True), info=fate(copying="text"))
    format_id: Mapped[int | None] = mapped_column(ForeignKey("texts.id", use_alter=True), info=fate(copying="text"))
    """How the forum works, for the call page, in the admins' words."""
    prerequisites_id: Mapped[int | None] = mapped_column(
        ForeignKey("texts.id", use_alter=True), info=fate(copying="text")
    )
    conduct_id: Mapped[int | None] = mapped_column(ForeignKey("texts.id", use_alter=True), info=fate(copying="text"))
    """The forum's own code of conduct; without it, the site's applies."""
    applications_from: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(copying="anew"))
    """When the call is published and applications open; None: not published."""
    applications_until: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(copying="anew"))
    """The deadline: the first instant at which it is too late. None: until the forum closes."""
    respondent_seats: Mapped[int | None] = mapped_column(info=fate(copying="same"))
    """The maximum number of accepted key respondents; None: no limit."""
    leaving: Mapped[str] = mapped_column(String(10), default="choice", info=fate(copying="same"))
    """The name kept on the texts of people who leave: their ``choice``, or ``nobody``."""
    check_from: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(copying="empty"))
    """When the people who are quoted were first asked to check; None: not yet."""
    check_until: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(copying="empty"))
    """The first instant at which their answers come too late for the proceedings."""
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("forums.id"), info=fate(copying="anew"))
    """The run of the forum from which this run was copied."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, info=fate(copying="anew"))


class CallVersion(Base):
    """The call in a further language, as admins wrote it: one text that stands for the call's own."""

    __tablename__ = "call_versions"
    __table_args__ = (UniqueConstraint("forum_id", "language"),)

    id: Mapped[Id]
    forum_id: Mapped[ForumId]
    language: Mapped[str] = mapped_column(String(8), info=fate(copying="same"))
    text_id: Mapped[int] = mapped_column(ForeignKey("texts.id"), info=fate(copying="text"))


class BegunForum(Base):
    """What an owner has filled in of a forum that does not exist yet."""

    __tablename__ = "begun_forums"

    user_id: Mapped[int] = account_key("keep with account", "begun_forum", ondelete="CASCADE", primary_key=True)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, info=fate(told=True))
    """The fields of each step, by its name, and the weeks that they lead to."""
    kept_at: Mapped[datetime] = mapped_column(UTCDateTime, info=fate(told=True))


class Week(Base):
    """A week of a forum. Whether it is open is computed from these facts when somebody reads (rules/weeks.py)."""

    __tablename__ = "weeks"
    __table_args__ = (UniqueConstraint("forum_id", "number"),)

    id: Mapped[Id]
    forum_id: Mapped[ForumId]
    number: Mapped[int] = mapped_column(info=fate(copying="same"))
    title_id: Mapped[int] = mapped_column(ForeignKey("texts.id"), info=fate(copying="text"))
    outline_id: Mapped[int | None] = mapped_column(ForeignKey("texts.id"), info=fate(copying="text"))
    summary_id: Mapped[int | None] = mapped_column(ForeignKey("texts.id"), info=fate(copying="empty"))
    """What admins say of its discussion. It is content, unlike the title and the outline, and seen by its readers."""
    opens_at: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(copying="anew"))
    override: Mapped[str | None] = mapped_column(String(8), info=fate(copying="empty"))
    """``open``, ``held`` or ``locked``: replaces the schedule until an admin returns to it."""
    override_at: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(copying="empty"))
    override_by_id: Mapped[int | None] = account_key("hand over", "", copying="empty")
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(copying="empty"))
    told_at: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(copying="empty"))
    """When the worker had the members told that it opened, once ever; None: not yet."""

    override_by: Mapped[User | None] = relationship(lazy="raise")


class Act(Base):
    """An act of an admin or the owner in a forum: who, when, what.

    Never deleted; changed only where a person named in it leaves under another name, or where its week is removed.
    """

    __tablename__ = "acts"
    __table_args__ = (Index("ix_acts_forum_at", "forum_id", "at"),)

    id: Mapped[Id]
    forum_id: Mapped[int | None] = mapped_column(ForeignKey("forums.id", ondelete="CASCADE"))
    week_id: Mapped[int | None] = mapped_column(ForeignKey("weeks.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int | None] = account_key("hand over", "acts")
    at: Mapped[datetime] = mapped_column(UTCDateTime, info=fate(told=True))
    kind: Mapped[str] = mapped_column(String(40), info=fate(told=True))
    detail: Mapped[str] = mapped_column(Text, default="", info=fate(told=False))

    user: Mapped[User | None] = relationship(lazy="raise")


class File(Base):
    """An uploaded file, kept in the database so that several servers share nothing else."""

    __tablename__ = "files"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(200))
    size: Mapped[int] = mapped_column()
    digest: Mapped[str] = mapped_column(String(64))
    words: Mapped[int | None] = mapped_column()
    pages: Mapped[int | None] = mapped_column()
    """How long it is, where that could be read: the words of an office document, the pages of a PDF."""
    data: Mapped[bytes] = deferred(mapped_column(LargeBinary), raiseload=True)


class Reading(Base):
    """Something to read in a week: a text, a link or a file. A reading with a respondent is a case study."""

    __tablename__ = "readings"
    __table_args__ = (Index("ix_readings_week_position", "week_id", "position"),)

    id: Mapped[Id]
    key: Mapped[Key]
    forum_id: Mapped[ForumId] = mapped_column(index=True)
    week_id: Mapped[int] = mapped_column(ForeignKey("weeks.id", ondelete="CASCADE"), info=fate(copying="anew"))
    position: Mapped[int] = mapped_column(default=0, info=fate(copying="same"))
    kind: Mapped[str] = mapped_column(String(8), info=fate(copying="same"))
    respondent_id: Mapped[int | None] = account_key("hand over", "case_studies", copying="same", index=True)
    author_line: Mapped[str] = mapped_column(String(200), default="", info=fate(copying="same"))
    title_id: Mapped[int] = mapped_column(ForeignKey("texts.id"), info=fate(copying="text"))
    body_id: Mapped[int | None] = mapped_column(ForeignKey("texts.id"), info=fate(copying="text"))
    url: Mapped[str | None] = mapped_column(String(2000), info=fate(copying="same"))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("files.id"), info=fate(copying="same"))
    minutes: Mapped[int] = mapped_column(default=0, info=fate(copying="same"))
    """Reading time: computed for a text, entered by the admin for a link or a file."""
    stage: Mapped[str] = mapped_column(String(10), default="published", info=fate(copying="same"))
    """A case study starts as its key respondent's ``draft``, is ``submitted``, and is ``published`` by an admin."""
    submitted_at: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(copying="empty"))
    returned_note: Mapped[str] = mapped_column(String(1000), default="", info=fate(copying="empty"))
    """The note of the admin who sent it back, until it is submitted again."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, info=fate(copying="anew"))
    deleted_at: Mapped[datetime | None] = mapped_column(UTCDateTime, info=fate(copying="empty"))

    respondent: Mapped[User | None] = relationship(lazy="raise")
    respondent_place: Mapped[Membership | None] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin=lambda: and_(
            foreign(Reading.respondent_id) == Membership.user_id, Reading.forum_id == Membership.forum_id
        ),
    )
    file: Mapped[File | None] = relationship(lazy="raise")

    @property
    def author_is_member(self) -> bool:
        """Whether the respondent is still a member of the forum."""
        return self.respondent_place is not None

    @property
    def presenter(self) -> User | Newcomer | None:
        """The respondent as the forum's pages show them."""
        return shown(self.respondent, self.respondent_place) if self.respondent else None


class ReadingMark(Base):
    """A mark that a person has read a reading."""

    __tablename__ = "reading_marks"

    reading_id: Mapped[int] = mapped_column(ForeignKey("readings.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = account_key("delete", "readings_read", ondelete="CASCADE", primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, info=fate(told=True))


class Announcement(Base):
    """What the admins tell all members on their home pages."""

    __tablename__ = "announcements"

    id: Mapped[Id]
    key: Mapped[Key]
    forum_id: Mapped[ForumId] = mapped_column(index=True)
    title_id: Mapped[int] = mapped_column(ForeignKey("texts.id"))
    body_id: Mapped[int] = mapped_column(ForeignKey("texts.id"))
    author_id: Mapped[int] = account_key("hand over", "texts")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    author: Mapped[User] = relationship(lazy="raise")
