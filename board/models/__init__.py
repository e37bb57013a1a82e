"""All tables. Importing this package registers them with the metadata."""

from sqlalchemy.orm import configure_mappers

from board.models.applications import Application, ApplicationNote
from board.models.attachments import Attachment
from board.models.base import Base, new_key
from board.models.discussion import Follow, Post, Report, Thread, UnsentText, Visit, Voice
from board.models.feeds import FeedAddress
from board.models.limits import LimitCount
from board.models.mailing import BouncingAddress, IncomingMail, Mailing, Mention, PostTail
from board.models.people import Assignment, Membership, Newcomer, OneTimeLink, User
from board.models.proceedings import CellQuestion, Edition, EditionFile, EditionPart, PolicyElement, QuoteAnswer
from board.models.programme import Act, Announcement, BegunForum, CallVersion, File, Forum, Reading, ReadingMark, Week
from board.models.search import SearchEntry
from board.models.sessions import SignIn
from board.models.synthesis import CodingMark, Excerpt, ExcerptSpan, Theme
from board.models.texts import Claim, Flag, GlossaryTerm, MemoryUnit, Revision, Rewording, Segment, Text, Translation
from board.models.work import Job, Line, Mail, WorkerBeat


def finish() -> None:
    """Complete on one thread what SQLAlchemy would otherwise complete at first use, perhaps on two threads at once."""
    configure_mappers()
    for mapper in Base.registry.mappers:
        for attribute in mapper.attrs:
            getattr(mapper.class_, attribute.key).expression  # noqa: B018 - reading it creates it
