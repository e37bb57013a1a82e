"""Empty cells of the matrix as questions: which are open, who was asked, and whom an admin can ask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import or_

from board.extensions import db
from board.models import CellQuestion, Excerpt, Membership, Post, Theme, Thread, Week
from board.pages.matrix import Matrix
from board.pages.texts import Pair, titles
from board.rules.roles import KEY_RESPONDENT
from board.rules.synthesis import is_asked_about
from board.rules.weeks import WeekState
from board.visible import (
    Sight,
    cell_questions,
    excerpt_counts,
    forum_assignments,
    forum_memberships,
    region_of_author,
    visible_threads,
)

MAX_THREADS = 100
"""The maximum number of threads that are offered for a question; the latest are."""

CellId = tuple[int, str]
"""A theme's id and a region."""


class OpenCell(NamedTuple):
    """An empty cell, with the posts that ask about it."""

    theme: Theme
    name: Pair
    asked: Sequence[Post]


class OpenRegion(NamedTuple):
    """The empty cells of a region of the forum; ``is_mine`` if it is the viewer's."""

    region: str
    cells: tuple[OpenCell, ...]
    is_mine: bool


class NamedThread(NamedTuple):
    """A thread in which a question can be asked."""

    thread: Thread
    title: Pair
    week: Week


def my_region(sight: Sight) -> str:
    """Return the viewer's region in the forum, or "" if they have none."""
    if not sight.viewer.is_member:
        return ""
    return db.session.scalar(region_of_author(sight, sight.viewer.user_id)) or ""


def has_passages(sight: Sight, theme: Theme, region: str) -> bool:
    """Return whether the viewer sees a passage in a cell; one query."""
    here = excerpt_counts(sight).where(Excerpt.theme_id == theme.id, Excerpt.region == region)
    return db.session.execute(here).first() is not None


def asked_by_cell(sight: Sight) -> Mapping[CellId, Sequence[Post]]:
    """Return the visible questions about cells; one query."""
    asked: dict[CellId, list[Post]] = defaultdict(list)
    for post, _text, theme_id, region in db.session.execute(cell_questions(sight)):
        asked[theme_id, region].append(post)
    return asked


def asked_about(sight: Sight, theme: Theme, region: str) -> list[Post]:
    """Return the visible questions about one cell; one query."""
    here = cell_questions(sight).where(CellQuestion.theme_id == theme.id, CellQuestion.region == region)
    return [row[0] for row in db.session.execute(here)]


def open_regions(sight: Sight, matrix: Matrix) -> list[OpenRegion]:
    """Return the empty cells by region, the viewer's region first; two queries.

    Anyone who codes and has not finished does not know which cells are empty, so nothing is open for them.
    """
    if matrix.kept_back:
        return []
    asked, mine = asked_by_cell(sight), my_region(sight)
    regions = sorted(sight.forum.regions, key=lambda region: region != mine)
    listed = (OpenRegion(region, _open_cells(sight, matrix, region, asked), region == mine) for region in regions)
    return [region for region in listed if region.cells]


def _open_cells(
    sight: Sight, matrix: Matrix, region: str, asked: Mapping[CellId, Sequence[Post]]
) -> tuple[OpenCell, ...]:
    return tuple(
        OpenCell(line.theme, line.name, asked.get((line.theme.id, region), ()))
        for line in matrix.lines
        if not line.counts.get(region) and is_asked_about(line.theme.state, region, sight.forum.regions)
    )


def respondents_of(sight: Sight, region: str) -> list[Membership]:
    """Return the key respondents of a region by name: it is their own, or that of a week of theirs; two queries."""
    assignments = db.session.execute(forum_assignments(sight)).scalars()
    assigned = {assignment.user_id for assignment in assignments if assignment.region == region}
    there = or_(Membership.region == region, Membership.user_id.in_(assigned))
    members = forum_memberships(sight).where(Membership.suspended_at.is_(None), there)
    others = (member for member in db.session.scalars(members) if member.user_id != sight.viewer.user_id)
    return [member for member in others if KEY_RESPONDENT in member.roles]


def week_to_ask_in(sight: Sight) -> Week | None:
    """Return the week in which a new thread is opened: this week, or else the latest one that is open."""
    weeks = _open_weeks(sight)
    return sight.this_week if sight.this_week in weeks else weeks[-1] if weeks else None


def _open_weeks(sight: Sight) -> list[Week]:
    return [week for week in sight.weeks if sight.state(week) is WeekState.OPEN]


def threads_to_ask_in(sight: Sight) -> list[NamedThread]:
    """Return the latest threads of open weeks; three queries."""
    weeks = [week.id for week in _open_weeks(sight)]
    latest = (
        visible_threads(sight).where(Thread.week_id.in_(weeks)).order_by(Thread.created_at.desc(), Thread.id.desc())
    )
    threads = db.session.scalars(latest.limit(MAX_THREADS)).all() if weeks else []
    names = titles(sight, [thread.title_id for thread in threads])
    return [NamedThread(thread, names[thread.title_id], sight.week(thread.week_id)) for thread in threads]
