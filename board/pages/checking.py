"""The authors' check for admins: everybody who is quoted, and whether and what they have answered."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from board.extensions import db
from board.models import Membership, QuoteAnswer
from board.pages.citing import citing
from board.rules import quoted as rule
from board.rules.proceedings import OBJECTED, signed_as
from board.visible import (
    Sight,
    forum_memberships,
    mails_to_quoted,
    names_of,
    passages_by_author,
    quotable_authors,
    quote_answers,
)
from board.visible.quoted import ASKED


class Said(NamedTuple):
    """An objection or a withdrawal, with the keys of what it is about."""

    answer: QuoteAnswer
    excerpt: str | None
    """The key of the passage; None if it is about the whole text."""
    post: str | None
    reading: str | None


@dataclass(slots=True)
class Author:
    """Somebody who is quoted, or who has answered."""

    user_id: int
    name: str = ""
    membership: Membership | None = None
    """None if they are not a member any more: nobody can ask them, and they are not signed."""
    passages: int = 0
    citations: int = 0
    case_studies: int = 0
    newest: datetime | None = None
    """When the newest passage of theirs was placed."""
    asked_at: datetime | None = None
    mailed_at: datetime | None = None
    """When they were last asked or reminded."""
    said: list[Said] = field(default_factory=list)

    @property
    def number(self) -> int:
        """How often they are quoted."""
        return self.passages + self.citations + self.case_studies

    @property
    def answered_at(self) -> datetime | None:
        return self.membership.checked_at if self.membership is not None else None

    @property
    def attribution(self) -> str:
        """How they are signed; empty if they have not chosen."""
        return signed_as(self.membership.attribution) if self.membership and self.membership.attribution else ""

    @property
    def has_answered(self) -> bool:
        return rule.has_answered(self.asked_at, self.answered_at)

    @property
    def is_to_ask(self) -> bool:
        """Whether there is something to ask them that they were not asked yet."""
        is_quoted = self.membership is not None and self.number > 0
        return is_quoted and rule.is_worth_asking(self.newest, self.asked_at, self.answered_at)

    def can_be_reminded(self, now: datetime) -> bool:
        is_quoted = self.membership is not None and self.number > 0
        return is_quoted and rule.can_be_reminded(self.mailed_at, self.answered_at, now)

    @property
    def objections(self) -> list[Said]:
        return [said for said in self.said if said.answer.kind == OBJECTED]

    @property
    def open_objections(self) -> list[Said]:
        return [said for said in self.objections if said.answer.settled_at is None]

    @property
    def withdrawals(self) -> list[Said]:
        return [said for said in self.said if said.answer.kind != OBJECTED]


@dataclass(frozen=True, slots=True)
class Check:
    """Everybody who is quoted or has answered, by name."""

    authors: list[Author]
    now: datetime

    @property
    def answered(self) -> int:
        return sum(author.has_answered for author in self.members)

    @property
    def members(self) -> list[Author]:
        """Authors who are quoted and can be asked."""
        return [author for author in self.authors if author.membership is not None and author.number]

    def to_ask(self) -> dict[int, str]:
        """Return whom to ask, with a mark of what is new: nobody is asked twice about the same."""
        return {author.user_id: _mark(author.newest) for author in self.authors if author.is_to_ask}

    def to_remind(self) -> dict[int, str]:
        """Return whom to remind, with a mark of the e-mail that they have not answered."""
        late = [author for author in self.authors if author.can_be_reminded(self.now)]
        return {author.user_id: _mark(author.mailed_at) for author in late}


def _mark(instant: datetime | None) -> str:
    return instant.isoformat() if instant is not None else ""


def check_of(sight: Sight) -> Check:
    """Collect them in a fixed number of queries."""
    authors: dict[int, Author] = defaultdict(lambda: Author(0))
    for user_id, number, newest in db.session.execute(passages_by_author(sight)):
        authors[user_id].passages, authors[user_id].newest = number, newest
    for user_id, number in _citations(sight).items():
        authors[user_id].citations = number
    for _key, author_id in db.session.execute(quotable_authors(sight, "reading")):
        if author_id is not None:
            authors[author_id].case_studies += 1
    for answer, *keys in db.session.execute(quote_answers(sight)):
        authors[answer.user_id].said.append(Said(answer, *keys))
    _add_people(sight, authors)
    _add_mails(sight, authors)
    return Check(sorted(authors.values(), key=lambda author: (author.name, author.user_id)), sight.now)


def _citations(sight: Sight) -> Counter[int]:
    """Count in how many places summaries cite each author's posts."""
    summaries = citing(sight.of_participants())
    if not summaries:
        return Counter()
    authors = dict(db.session.execute(quotable_authors(sight, "post")).all())
    cited = (authors.get(key) for summary in summaries for key in summary.cited)
    return Counter(user_id for user_id in cited if user_id is not None)


def _add_people(sight: Sight, authors: dict[int, Author]) -> None:
    names = dict(db.session.execute(names_of(sight, authors.keys())).all())
    members = forum_memberships(sight).where(Membership.user_id.in_(authors.keys()))
    places = {membership.user_id: membership for membership in db.session.scalars(members)}
    for user_id, author in authors.items():
        author.user_id, author.name, author.membership = user_id, names.get(user_id, ""), places.get(user_id)


def _add_mails(sight: Sight, authors: dict[int, Author]) -> None:
    for job in db.session.scalars(mails_to_quoted(sight)):
        author = authors.get(job.payload["user"])
        if author is not None:
            author.mailed_at = job.due_at
            author.asked_at = job.due_at if job.kind == ASKED else author.asked_at
