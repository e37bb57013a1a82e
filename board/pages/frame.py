"""The frame around every page of a forum: the week strip, and counts of what waits for the viewer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from board.extensions import db
from board.models import Week
from board.pages.texts import Pair, titles
from board.rules.weeks import WeekState, opened_at, opens_next
from board.visible import Sight, waiting_by_thread


class Titles:
    """The titles of all weeks. They are read once: when a page first shows one, or together with other texts."""

    def __init__(self, sight: Sight) -> None:
        self._sight = sight
        self._read: Mapping[int, Pair] | None = None

    def __call__(self) -> Mapping[int, Pair]:
        return self.also() if self._read is None else self._read

    def also(self, ids: Iterable[int | None] = ()) -> Mapping[int, Pair]:
        """Read other texts, of visible rows, with them; two queries for all."""
        self._read = titles(self._sight, [*(week.title_id for week in self._sight.weeks), *ids])
        return self._read


@dataclass(frozen=True, slots=True)
class WeekTab:
    """A week in the strip. ``opens`` is when a locked week will open, or None; ``new`` counts unseen posts."""

    week: Week
    titles: Titles
    state: WeekState
    is_now: bool
    opened: datetime | None
    opens: datetime | None
    new: int

    @property
    def title(self) -> Pair:
        return self.titles()[self.week.title_id]

    @property
    def is_locked(self) -> bool:
        return self.state is WeekState.LOCKED


@dataclass(frozen=True, slots=True)
class Frame:
    """The forum's weeks, and what waits for the viewer; ``new`` counts unseen posts by thread id."""

    sight: Sight
    weeks: tuple[WeekTab, ...]
    titles: Titles
    new: dict[int, int]
    open_questions: int

    def tab(self, week_id: int) -> WeekTab:
        return next(tab for tab in self.weeks if tab.week.id == week_id)


class Waiting(NamedTuple):
    """A thread's unseen posts, and the open questions in it that are put to the viewer."""

    week_id: int
    thread_id: int
    unseen: int
    open_questions: int


def frame(sight: Sight) -> Frame:
    """Compose the frame in one query, and in two more if the page shows the title of a week."""
    names = Titles(sight)
    waiting = _waiting(sight)
    now_id = sight.this_week.id if sight.this_week else None
    tabs = tuple(
        WeekTab(
            week=week,
            titles=names,
            state=sight.state(week),
            is_now=week.id == now_id,
            opened=opened_at(week, sight.now),
            opens=opens_next(week, sight.now),
            new=sum(thread.unseen for thread in waiting if thread.week_id == week.id),
        )
        for week in sight.weeks
    )
    new = {thread.thread_id: thread.unseen for thread in waiting if thread.unseen}
    return Frame(sight, tabs, names, new, sum(thread.open_questions for thread in waiting))


def _waiting(sight: Sight) -> list[Waiting]:
    """Return what waits for the viewer in each thread; nothing for anyone who is not a member."""
    if not sight.viewer.is_member:
        return []
    return [Waiting(*row) for row in db.session.execute(waiting_by_thread(sight), sight.me)]
