"""The order of the readings and the questions of a week."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import Select, func, select

from board.actions.acts import note_act
from board.actions.holding import hold
from board.extensions import db
from board.models import Reading, Thread, Week
from board.rules import permissions
from board.rules.case_studies import PUBLISHED
from board.rules.permissions import check
from board.visible.gate import Sight

Row = TypeVar("Row", Reading, Thread)


def next_place(week: Week) -> int:
    """Return the place of one more question of a week, after all others."""
    places = select(func.max(Thread.position)).where(Thread.week_id == week.id, Thread.kind == "question")
    return (db.session.scalar(places) or 0) + 1


def move_reading(sight: Sight, reading: Reading, *, up: bool) -> None:
    """Exchange a reading with the one before it (``up``) or after it. Case studies stand before the other readings, so
    each is moved among its like. At the end of the list nothing happens.
    """
    week = _hold(sight, reading.week_id)
    listed = select(Reading).where(Reading.week_id == week.id, Reading.stage == PUBLISHED, Reading.deleted_at.is_(None))
    rows = _read(listed.order_by(Reading.respondent_id.is_(None), Reading.position, Reading.id))
    like = [row for row in rows if (row.respondent_id is None) == (reading.respondent_id is None)]
    _exchange(sight, week, rows, like, reading, "reading.moved", up=up)


def move_question(sight: Sight, question: Thread, *, up: bool) -> None:
    """Exchange a question with the one before it (``up``) or after it; pinned ones stand before the others."""
    week = _hold(sight, question.week_id)
    listed = select(Thread).where(Thread.week_id == week.id, Thread.kind == "question")
    order = Thread.pinned_at.is_(None), Thread.position, Thread.created_at, Thread.id
    rows = _read(listed.order_by(*order))
    like = [row for row in rows if (row.pinned_at is None) == (question.pinned_at is None)]
    _exchange(sight, week, rows, like, question, "question.moved", up=up)


def _hold(sight: Sight, week_id: int) -> Week:
    """Hold the week, so that of two admins who arrange it at once, the second sees what the first one did."""
    check(permissions.administer(sight.viewer))
    week = sight.week(week_id)
    hold(week, ["number"])
    return week


def _read(listed: Select[Row]) -> list[Row]:
    return list(db.session.scalars(listed.execution_options(populate_existing=True)))


def _exchange(sight: Sight, week: Week, rows: list[Row], like: Sequence[Row], row: Row, kind: str, *, up: bool) -> None:
    at = like.index(row) if row in like else -1
    other = at - 1 if up else at + 1
    if at >= 0 and 0 <= other < len(like):
        here, there = rows.index(row), rows.index(like[other])
        rows[here], rows[there] = rows[there], rows[here]
        for place, each in enumerate(rows, start=1):
            each.position = place
        note_act(sight, kind, week=week)
    db.session.commit()
