"""A key respondent's kit: for each of their weeks, its dates, their case studies, and the questions to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func

from board.extensions import db
from board.models import Post, Thread, Week
from board.pages.people import badges
from board.pages.preparing import PreparedReading, prepared
from board.pages.texts import Pair, titles
from board.rules.weeks import Answering, answering, ends_at, opened_at, opens_next
from board.visible import Sight, my_case_studies, visible_posts


@dataclass(frozen=True, slots=True)
class KitWeek:
    """A week that is assigned to the viewer, or for which they still have a case study (``assigned`` is False)."""

    week: Week
    title: Pair
    assigned: bool
    region: str
    kind: Answering
    opens: datetime | None
    ends: datetime | None
    studies: tuple[PreparedReading, ...]
    open_questions: int


def kit(sight: Sight) -> list[KitWeek]:
    """Return the viewer's weeks by number, in a fixed number of queries."""
    mine = {badge.week.id: badge.region for badge in badges(sight).get(sight.viewer.user_id or 0, ())}
    lines = prepared(sight, my_case_studies(sight))
    of_studies = {line.reading.week_id for line in lines}
    weeks = [week for week in sight.weeks if week.id in mine or week.id in of_studies]
    named = titles(sight, [week.title_id for week in weeks])
    waiting = _open_questions(sight)
    return [
        _week(sight, week, named[week.title_id], mine.get(week.id), lines, waiting.get(week.id, 0)) for week in weeks
    ]


def _week(
    sight: Sight, week: Week, title: Pair, region: str | None, lines: list[PreparedReading], open_questions: int
) -> KitWeek:
    closed_at = sight.forum.closed_at
    return KitWeek(
        week=week,
        title=title,
        assigned=region is not None,
        region=region or "",
        kind=answering(week, sight.weeks, closed_at, sight.now),
        opens=opened_at(week, sight.now) or opens_next(week, sight.now),
        ends=ends_at(week, sight.weeks, closed_at, sight.now),
        studies=tuple(line for line in lines if line.reading.week_id == week.id),
        open_questions=open_questions,
    )


def _open_questions(sight: Sight) -> dict[int, int]:
    """Count the questions that wait for the viewer's answer, by week id."""
    mine = visible_posts(sight).where(Post.asked_id == sight.viewer.user_id)
    still_open = mine.where(Post.answered_at.is_(None), Post.removed.is_(None)).order_by(None)
    counted = still_open.with_only_columns(Thread.week_id, func.count(Post.id)).group_by(Thread.week_id)
    counts: dict[int, int] = dict(db.session.execute(counted).all())
    return counts
