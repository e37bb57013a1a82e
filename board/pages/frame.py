"""What stands around every page of a forum: the week strip and what waits for the viewer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func

from board.extensions import db
from board.models import Post, Thread, Week
from board.pages.texts import Pair, titles
from board.rules.weeks import WeekState, opened_at, opens_next
from board.visible import Sight, unseen_posts, visible_posts


@dataclass(frozen=True, slots=True)
class WeekTab:
    """A week in the strip. ``opens`` is when a locked one will open, if that is known."""

    week: Week
    title: Pair
    state: WeekState
    is_now: bool
    opened: datetime | None
    opens: datetime | None
    new: int

    @property
    def is_locked(self) -> bool:
        return self.state is WeekState.LOCKED


@dataclass(frozen=True, slots=True)
class Frame:
    """The forum around a page; ``new`` counts unseen posts by thread id."""

    sight: Sight
    weeks: tuple[WeekTab, ...]
    new: dict[int, int]
    open_questions: int

    def tab(self, week_id: int) -> WeekTab:
        return next(tab for tab in self.weeks if tab.week.id == week_id)


def frame(sight: Sight) -> Frame:
    """The frame, in four queries."""
    names = titles(sight, [week.title_id for week in sight.weeks])
    unseen = _unseen(sight)
    now_id = sight.this_week.id if sight.this_week else None
    tabs = tuple(
        WeekTab(
            week=week,
            title=names[week.title_id],
            state=sight.state(week),
            is_now=week.id == now_id,
            opened=opened_at(week, sight.now),
            opens=opens_next(week, sight.now),
            new=sum(count for (week_id, _), count in unseen.items() if week_id == week.id),
        )
        for week in sight.weeks
    )
    return Frame(sight, tabs, {thread_id: n for (_, thread_id), n in unseen.items()}, _open_questions(sight))


def _unseen(sight: Sight) -> dict[tuple[int, int], int]:
    """Posts by others that the viewer has not seen yet: {(week id, thread id): count}."""
    if not sight.viewer.is_member:
        return {}
    columns = (Thread.week_id, Post.thread_id)
    counted = unseen_posts(sight).order_by(None).with_only_columns(*columns, func.count(Post.id)).group_by(*columns)
    return {(week_id, thread_id): count for week_id, thread_id, count in db.session.execute(counted)}


def _open_questions(sight: Sight) -> int:
    if "key_respondent" not in sight.viewer.roles:
        return 0
    return (
        db.session.scalar(
            visible_posts(sight)
            .where(Post.asked_id == sight.viewer.user_id, Post.answered_at.is_(None), Post.removed.is_(None))
            .with_only_columns(func.count(Post.id))
            .order_by(None)
        )
        or 0
    )
