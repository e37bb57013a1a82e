"""What admins look at first: who waits, how much is said where and in which language, and who is silent.

Every number is counted from what is visible, without what was removed.
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
"""Questions, announcements and acts on the page: the rest is behind a link."""
ACTS_PAGE = 50


class Said(NamedTuple):
    """What one member said in one week and one language."""

    week_id: int
    author_id: int
    region: str
    language: str
    posts: int
    last: datetime


@dataclass(frozen=True, slots=True)
class Count:
    """A bar: posts, and how many people wrote them. ``what`` is a week's tab, a region or a language."""

    what: WeekTab | str
    posts: int
    people: int


@dataclass(frozen=True, slots=True)
class Tally:
    """The posts that stand, counted three ways."""

    by_week: list[Count]
    by_region: list[Count]
    by_language: list[Count]
    posts: int
    people: int


def said(sight: Sight) -> list[Said]:
    """The posts that stand, in one query. Who left the forum has no region in it."""
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
    """Counted by week and region as the forum has them, empty ones included; by language those that are written."""
    regions = {row.region for row in rows}
    known = [*sight.forum.regions, *sorted(regions - {*sight.forum.regions, ""}), *([""] if "" in regions else [])]
    languages = _counts(rows, lambda row: row.language, {row.language: row.language for row in rows})
    return Tally(
        by_week=_counts(rows, lambda row: row.week_id, {tab.week.id: tab for tab in around.weeks}),
        by_region=_counts(rows, lambda row: row.region, {region: region for region in known}),
        by_language=sorted(languages, key=lambda one: (-one.posts, str(one.what))),
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
    return [Count(what, posts[one], len(people[one])) for one, what in names.items()]


@dataclass(frozen=True, slots=True)
class Quiet:
    """A member who is silent; None: they never did."""

    membership: Membership
    read_at: datetime | None
    wrote_at: datetime | None

    @property
    def roles(self) -> list[str]:
        return [role for role in ROLES if role in self.membership.roles]


@dataclass(frozen=True, slots=True)
class Silent:
    """Members who have not read lately, and those who read and have not written lately; the longest silent first."""

    unseen: list[Quiet]
    unheard: list[Quiet]
    members: int


def silent(sight: Sight, rows: Iterable[Said]) -> Silent:
    """Members who have been here for a while: two queries. Who writes has read."""
    wrote: dict[int, datetime] = {}
    for row in rows:
        wrote[row.author_id] = max(wrote.get(row.author_id, row.last), row.last)
    since = sight.now - SILENT_AFTER
    members = list(db.session.scalars(forum_memberships(sight)))
    came = {one.user_id: one.created_at for one in members}
    visits = db.session.execute(last_visits(sight)).all()
    read = {user_id: at for user_id, at in visits if at >= came.get(user_id, at)}  # not from an earlier membership
    quiet = [
        Quiet(one, _later(read.get(one.user_id), wrote.get(one.user_id)), wrote.get(one.user_id))
        for one in members
        if one.created_at <= since
    ]
    unseen = [one for one in quiet if _before(one.read_at, since)]
    unheard = [one for one in quiet if not _before(one.read_at, since) and _before(one.wrote_at, since)]
    return Silent(_by(unseen, lambda one: one.read_at), _by(unheard, lambda one: one.wrote_at), len(members))


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max(filter(None, (one, other)), default=None)


def _before(at: datetime | None, since: datetime) -> bool:
    return at is None or at < since


def _by(found: list[Quiet], when: Callable[[Quiet], datetime | None]) -> list[Quiet]:
    """Those who never did come first; then whose silence is longest."""
    return sorted(found, key=lambda one: ((at := when(one)) and at.timestamp()) or 0)


@dataclass(frozen=True, slots=True)
class Cockpit:
    """The page."""

    urgent: Urgent
    questions: list[QuestionLine]
    tally: Tally
    silent: Silent
    announcements: list[Announced]
    acts: list[Act]


def cockpit(sight: Sight, around: Frame) -> Cockpit:
    """The page in a fixed number of queries, however much was said and by however many."""
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
    """A page of what admins did, from 1, and how many pages there are."""
    count = db.session.scalar(forum_acts(sight).with_only_columns(func.count(Act.id)).order_by(None)) or 0
    found = db.session.scalars(forum_acts(sight).offset((number - 1) * ACTS_PAGE).limit(ACTS_PAGE))
    return list(found), max(1, -(-count // ACTS_PAGE))
