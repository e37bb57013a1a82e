"""All tables. Importing this package registers them with the metadata."""

from board.models.base import Base, new_key
from board.models.discussion import Post, Thread, UnsentText, Visit
from board.models.people import Assignment, Membership, SetupLink, User
from board.models.programme import Act, File, Forum, Reading, ReadingMark, Week
from board.models.texts import Claim, Flag, GlossaryTerm, Revision, Segment, Text, Translation
from board.models.work import Job, Mail

__all__ = [
    "Act",
    "Assignment",
    "Base",
    "Claim",
    "File",
    "Flag",
    "Forum",
    "GlossaryTerm",
    "Job",
    "Mail",
    "Membership",
    "Post",
    "Reading",
    "ReadingMark",
    "Revision",
    "Segment",
    "SetupLink",
    "Text",
    "Thread",
    "Translation",
    "UnsentText",
    "User",
    "Visit",
    "Week",
    "new_key",
]
