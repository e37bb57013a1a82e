"""What one person may see in one forum at one instant.

``Sight`` is made once a request. The rule of when a week is open runs here, in Python, over the forum's few weeks;
the queries get its answer bound as ids, so there is no second copy of it in SQL that could come to disagree.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, false, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from board.models import Forum, Text, Week
from board.rules import weeks as week_rules
from board.rules.roles import Viewer
from board.rules.weeks import WeekState


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


def within(sight: Sight, week_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """The only predicate on weeks: the row's week is one whose content the viewer may see."""
    if sight.viewer.is_admin:
        return week_id.in_([week.id for week in sight.weeks])
    return week_id.in_(sight.open_week_ids) if sight.reads else false()


def material(
    sight: Sight, *text_ids: InstrumentedAttribute[int] | InstrumentedAttribute[int | None]
) -> ColumnElement[bool]:
    """One of these texts is to be translated, and the viewer is a translator: theirs also in a locked week."""
    if not sight.viewer.is_translator:
        return false()
    waiting = select(Text.id).where(Text.forum_id == sight.forum.id, Text.target.is_not(None))
    clause: ColumnElement[bool] = false()
    for text_id in text_ids:
        clause = clause | text_id.in_(waiting)
    return clause
