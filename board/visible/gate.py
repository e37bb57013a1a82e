"""What one person may see in one forum at one instant.

``Sight`` is made once a request. The rule of when a week is open runs here, in Python, over the forum's few weeks;
the queries get its answer bound as ids, so there is no second copy of it in SQL that could come to disagree.

Making a statement takes longer than SQLite needs to answer it. So the ones that every page needs are made of a
``Scope``, which is all of a sight that they may depend on, and are kept by it, in each thread by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import wraps
from typing import NamedTuple, Protocol, TypeVar

from sqlalchemy import ColumnElement, false, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from board.models import Forum, Text, Week
from board.rules import weeks as week_rules
from board.rules.roles import Viewer
from board.rules.weeks import WeekState
from board.visible.per_thread import per_thread


class Scope(NamedTuple):
    """What a viewer may see in a forum, said in values: two sights with the same scope find the same."""

    viewer: Viewer
    forum_id: int
    weeks: tuple[int, ...]
    """Ids of those whose content is within sight."""
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
    """A viewer in a forum at an instant. ``weeks`` are all of the forum's, by number: the programme is public."""

    viewer: Viewer
    now: datetime
    forum: Forum
    weeks: tuple[Week, ...]
    open_week_ids: frozenset[int]

    @property
    def reads(self) -> bool:
        """Whether open content is theirs to read."""
        return self.viewer.is_member or self.forum.public_reading

    @property
    def scope(self) -> Scope:
        """All of it that decides what is found."""
        weeks = [week.id for week in self.weeks] if self.viewer.is_admin else self.open_week_ids if self.reads else ()
        return Scope(self.viewer, self.forum.id, tuple(sorted(weeks)), self.reads, self.forum.shows_machine_drafts)

    def state(self, week: Week) -> WeekState:
        return week_rules.week_state(week, self.forum.closed_at, self.now)

    def week(self, week_id: int) -> Week:
        return next(week for week in self.weeks if week.id == week_id)

    @property
    def this_week(self) -> Week | None:
        return week_rules.this_week(self.weeks, self.now)

    def as_participant(self, opened: Week) -> Sight:
        """The sight of a plain participant for whom one more week were open (an admin's preview)."""
        viewer = Viewer(self.viewer.user_id, roles=frozenset({"participant"}))
        return replace(self, viewer=viewer, open_week_ids=self.open_week_ids | {opened.id})


def look(session: Session, forum: Forum, viewer: Viewer, now: datetime) -> Sight:
    """What the viewer may see in the forum now."""
    query = select(Week).where(Week.forum_id == forum.id).order_by(Week.number)
    weeks = tuple(session.scalars(query.options(joinedload(Week.override_by))))
    opened = frozenset(week.id for week in weeks if week_rules.opened_at(week, now) is not None)
    return Sight(viewer, now, forum, weeks, opened)


Statement = TypeVar("Statement")
MAX_CACHED = 250
"""In each thread: enough for the people who come at the same hour."""


def cached_per_scope(make: Callable[[Scope], Statement]) -> Callable[[Scoped], Statement]:
    """Make a select once for each scope, in each thread: selects are never changed, only added to."""
    made = per_thread(MAX_CACHED)(make)

    @wraps(make)
    def find(seen: Scoped) -> Statement:
        return made(seen.scope)

    return find


def within(seen: Scoped, week_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """The only predicate on weeks: the row's week is one whose content the viewer may see."""
    weeks = seen.scope.weeks
    return week_id.in_(weeks) if weeks else false()


def material(
    seen: Scoped, *text_ids: InstrumentedAttribute[int] | InstrumentedAttribute[int | None]
) -> ColumnElement[bool]:
    """One of these texts is to be translated, and the viewer is a translator: theirs also in a locked week."""
    scope = seen.scope
    if not scope.viewer.is_translator:
        return false()
    waiting = select(Text.id).where(Text.forum_id == scope.forum_id, Text.target.is_not(None))
    clause: ColumnElement[bool] = false()
    for text_id in text_ids:
        clause = clause | text_id.in_(waiting)
    return clause
