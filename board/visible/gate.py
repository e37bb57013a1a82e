"""What a person may see in a forum at one instant.

Each request makes one ``Sight``. The rule on when a week is open runs here, in Python, over the forum's few weeks.
The queries get its result bound as ids, so no second copy of the rule in SQL can come to disagree with it.

Building a statement takes longer than SQLite needs to answer it. So statements that every page needs are built
from a ``Scope``, the part of a sight that they may depend on, and each thread caches them by scope. They are the same
for everyone with the same roles: the person, and whatever else differs from page to page, is a parameter that whoever
runs the statement has to give. A statement that is run again as it is costs a third of one that was extended.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import wraps
from typing import NamedTuple, Protocol, TypeVar

from sqlalchemy import BindParameter, ColumnElement, Integer, Select, bindparam, false, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from board.models import Forum, Text, Week
from board.rules import weeks as week_rules
from board.rules.roles import PARTICIPANT, Viewer
from board.rules.weeks import WeekState
from board.visible.per_thread import per_thread


class Scope(NamedTuple):
    """What a viewer may see in a forum, as plain values: two sights with the same scope see the same rows.

    In a cached statement nobody in particular is the viewer (see ``cached_per_scope``).
    """

    viewer: Viewer
    forum_id: int
    weeks: tuple[int, ...]
    """Ids of the weeks whose content the viewer may see."""
    reads: bool
    shows_machine_drafts: bool

    @property
    def scope(self) -> Scope:
        return self


class Scoped(Protocol):
    """A sight, or its scope."""

    @property
    def scope(self) -> Scope: ...


@dataclass(frozen=True, slots=True)
class Sight:
    """A viewer in a forum at an instant. ``weeks`` holds all weeks of the forum, by number: the programme is public."""

    viewer: Viewer
    now: datetime
    forum: Forum
    weeks: tuple[Week, ...]
    open_week_ids: frozenset[int]

    @property
    def reads(self) -> bool:
        """Whether the viewer may read open content."""
        return self.viewer.is_member or self.forum.public_reading

    @property
    def scope(self) -> Scope:
        """Everything that decides which rows the viewer sees."""
        weeks = [week.id for week in self.weeks] if self.viewer.is_admin else self.open_week_ids if self.reads else ()
        return Scope(self.viewer, self.forum.id, tuple(sorted(weeks)), self.reads, self.forum.shows_machine_drafts)

    @property
    def me(self) -> dict[str, int]:
        """The viewer, as the parameter of a cached statement (``viewer_id``); nobody has the id 0."""
        return {VIEWER: self.viewer.user_id or 0}

    @property
    def is_closed(self) -> bool:
        """Whether the forum has closed for writing."""
        return self.forum.closed_at is not None and self.forum.closed_at <= self.now

    def state(self, week: Week) -> WeekState:
        return week_rules.week_state(week, self.forum.closed_at, self.now)

    def week(self, week_id: int) -> Week:
        return next(week for week in self.weeks if week.id == week_id)

    @property
    def this_week(self) -> Week | None:
        return week_rules.this_week(self.weeks, self.now)

    def as_participant(self, opened: Week) -> Sight:
        """Return the sight of a plain participant for whom one more week is open (an admin's preview)."""
        viewer = Viewer(self.viewer.user_id, roles=frozenset({PARTICIPANT}))
        return replace(self, viewer=viewer, open_week_ids=self.open_week_ids | {opened.id})

    def of_participants(self) -> Sight:
        """Return the sight of no participant in particular: exports and editions hold what all of them may read."""
        return replace(self, viewer=Viewer(roles=frozenset({PARTICIPANT})))

    def of_open_weeks(self) -> Sight:
        """Return the viewer's sight as if the forum had no weeks but the open ones: for an admin's mail, which tells
        nothing of a locked week.
        """
        return replace(self, weeks=tuple(week for week in self.weeks if week.id in self.open_week_ids))


def look(session: Session, forum: Forum, viewer: Viewer, now: datetime) -> Sight:
    """Return what the viewer may see in the forum now."""
    weeks = tuple(session.scalars(_weeks_of_forum(), {"forum_id": forum.id}))
    opened = frozenset(week.id for week in weeks if week_rules.opened_at(week, now) is not None)
    return Sight(viewer, now, forum, weeks, opened)


@per_thread()
def _weeks_of_forum() -> Select[Week]:
    query = select(Week).where(Week.forum_id == bindparam("forum_id")).order_by(Week.number)
    return query.options(joinedload(Week.override_by))


Statement = TypeVar("Statement")
MAX_CACHED = 100
"""In each thread: a forum has a few scopes at a time, one for each set of roles. A statement takes up to 300 KB."""
VIEWER, ANYBODY = "viewer_id", -1
Person = int | BindParameter[int] | None
"""Whom a statement is about: a person's id, or the parameter that stands for it."""


def viewer_id() -> BindParameter[int]:
    """Return the parameter that stands for the viewer's id in a cached statement. Without it the statement fails."""
    return bindparam(VIEWER, type_=Integer)


def cached_per_scope(make: Callable[[Scope], Statement]) -> Callable[[Scoped], Statement]:
    """Build a select once for each scope, in each thread. Selects are never changed, only extended into new ones.

    The viewer of the scope has the roles of whoever asks, but an id that nobody has: what depends on the person needs
    ``viewer_id``.
    """
    made = per_thread(MAX_CACHED)(make)

    @wraps(make)
    def find(seen: Scoped) -> Statement:
        return made(_of_anybody(seen.scope))

    find.is_cached_per_scope = True  # type: ignore[attr-defined]  # the tests look at all of them
    return find


def _of_anybody(scope: Scope) -> Scope:
    if scope.viewer.user_id in (None, ANYBODY):
        return scope
    return scope._replace(viewer=replace(scope.viewer, user_id=ANYBODY))


def within(seen: Scoped, week_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Keep rows of weeks whose content the viewer may see: the only predicate on weeks."""
    weeks = seen.scope.weeks
    return week_id.in_(weeks) if weeks else false()


def material(
    seen: Scoped, *text_ids: InstrumentedAttribute[int] | InstrumentedAttribute[int | None]
) -> ColumnElement[bool]:
    """Keep rows with a text that is to be translated, if the viewer is a translator, even in a locked week."""
    scope = seen.scope
    if not scope.viewer.is_translator:
        return false()
    waiting = select(Text.id).where(Text.forum_id == scope.forum_id, Text.target.is_not(None))
    clause: ColumnElement[bool] = false()
    for text_id in text_ids:
        clause = clause | text_id.in_(waiting)
    return clause
