"""The admins' overview: what is urgent, how many posts there are by week, region and language, and who is silent.

Every number counts visible rows only, and no removed posts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import and_, func

from board.extensions import db
from board.models import Act, Membership, Post, Text, Thread
from board.pages.announcements import Announced, announced
from board.pages.frame import Frame, WeekTab
from board.pages.questions import QuestionLine, open_questions
from board.pages.urgent import Urgent, urgent
from board.rules.roles import ROLES
from board.visible import (
    Sight,
    forum_acts,
    forum_memberships,
    last_visits,
    visible_posts,
)

SILENT_AFTER = timedelta(days=7)
LISTED = 8
"""The most questions and acts on the page; the rest is behind a link."""
ACTS_PAGE = 50


class Said(NamedTuple):
    """The posts of one author in one week and one language: how many, and when the last was written."""

    week_id: int
    author_id: int
    region: str
    language: str
    posts: int
    last: datetime


@dataclass(frozen=True, slots=True)
class Count:
    """One bar of a chart: posts, and how many people wrote them. ``what`` is a week's tab, a region or a language."""

    what: WeekTab | str
    posts: int
    people: int


@dataclass(frozen=True, slots=True)
class Tally:
    """All posts that were not removed, counted by week, by region and by language."""

    by_week: list[Count]
    by_region: list[Count]
    by_language: list[Count]
    posts: int
    people: int


def said(sight: Sight) -> list[Said]:
    """Count the posts that were not removed; one query. An author who left the forum has the region ""."""
    of_author = and_(Membership.forum_id == Post.forum_id, Membership.user_id == Post.author_id)
    key = (Thread.week_id, Post.author_id, func.coalesce(Membership.region, ""), Text.language)
    rows = db.session.execute(
        visible_posts(sight)
        .outerjoin(Membership, of_author)
        .where(Post.removed.is_(None), Text.id.is_not(None))
        .with_only_columns(*key, func.count(Post.id), func.max(Post.created_at))
        .group_by(*key)
        .order_by(None)
    )
    return [Said(*row) for row in rows]


def tally(sight: Sight, around: Frame, rows: Sequence[Said]) -> Tally:
    """Sum the counts: for every week and region of the forum, also without posts; for each language in use."""
    regions = {row.region for row in rows}
    known = [*sight.forum.regions, *sorted(regions - {*sight.forum.regions, ""}), *([""] if "" in regions else [])]
    languages = _counts(rows, lambda row: row.language, {row.language: row.language for row in rows})
    return Tally(
        by_week=_counts(rows, lambda row: row.week_id, {tab.week.id: tab for tab in around.weeks}),
        by_region=_counts(rows, lambda row: row.region, {region: region for region in known}),
        by_language=sorted(languages, key=lambda count: (-count.posts, str(count.what))),
        posts=sum(row.posts for row in rows),
        people=len({row.author_id for row in rows}),
    )


def _counts(
    rows: Iterable[Said], key: Callable[[Said], Hashable], names: Mapping[Hashable, WeekTab | str]
) -> list[Count]:
    posts: dict[Hashable, int] = defaultdict(int)
    people: dict[Hashable, set[int]] = defaultdict(set)
    for row in rows:
        posts[key(row)] += row.posts
        people[key(row)].add(row.author_id)
    return [Count(what, posts[group], len(people[group])) for group, what in names.items()]


@dataclass(frozen=True, slots=True)
class Quiet:
    """A silent member, and when they last read and wrote; None means never."""

    membership: Membership
    read_at: datetime | None
    wrote_at: datetime | None

    @property
    def roles(self) -> list[str]:
        return [role for role in ROLES if role in self.membership.roles]


@dataclass(frozen=True, slots=True)
class Silent:
    """Members who have not read lately, and members who read but have not written lately; longest silence first.

    ``members`` counts all members of the forum.
    """

    unseen: list[Quiet]
    unheard: list[Quiet]
    members: int


def silent(sight: Sight, rows: Iterable[Said]) -> Silent:
    """Find the silent among those who have been members for a week; two queries. Writing counts as reading."""
    wrote: dict[int, datetime] = {}
    for row in rows:
        wrote[row.author_id] = max(wrote.get(row.author_id, row.last), row.last)
    since = sight.now - SILENT_AFTER
    members = list(db.session.scalars(forum_memberships(sight)))
    joined = {member.user_id: member.created_at for member in members}
    visits = db.session.execute(last_visits(sight)).all()
    read = {user_id: at for user_id, at in visits if at >= joined.get(user_id, at)}  # not of an earlier membership
    quiet = [
        Quiet(member, _later(read.get(member.user_id), wrote.get(member.user_id)), wrote.get(member.user_id))
        for member in members
        if member.created_at <= since
    ]
    unseen = [member for member in quiet if _before(member.read_at, since)]
    unheard = [member for member in quiet if not _before(member.read_at, since) and _before(member.wrote_at, since)]
    return Silent(
        _by(unseen, lambda member: member.read_at), _by(unheard, lambda member: member.wrote_at), len(members)
    )


def _later(*instants: datetime | None) -> datetime | None:
    return max(filter(None, instants), default=None)


def _before(at: datetime | None, since: datetime) -> bool:
    return at is None or at < since


def _by(members: list[Quiet], when: Callable[[Quiet], datetime | None]) -> list[Quiet]:
    """Sort by instant, None first: the longest silence comes first."""
    return sorted(members, key=lambda member: ((at := when(member)) and at.timestamp()) or 0)


@dataclass(frozen=True, slots=True)
class Cockpit:
    """The contents of the overview."""

    urgent: Urgent
    questions: list[QuestionLine]
    tally: Tally
    silent: Silent
    announcements: list[Announced]
    acts: list[Act]


def cockpit(sight: Sight, around: Frame) -> Cockpit:
    """Compose the overview; the number of queries does not depend on how much there is."""
    rows = said(sight)
    return Cockpit(
        urgent=urgent(sight),
        questions=open_questions(sight, None, LISTED),
        tally=tally(sight, around, rows),
        silent=silent(sight, rows),
        announcements=announced(sight, 3),
        acts=list(db.session.scalars(forum_acts(sight).limit(LISTED))),
    )


def acts_page(sight: Sight, number: int) -> tuple[list[Act], int]:
    """Return one page of the log of what admins did, and the number of pages. Pages count from 1."""
    count = db.session.scalar(forum_acts(sight).with_only_columns(func.count(Act.id)).order_by(None)) or 0
    acts = db.session.scalars(forum_acts(sight).offset((number - 1) * ACTS_PAGE).limit(ACTS_PAGE))
    return list(acts), max(1, -(-count // ACTS_PAGE))
