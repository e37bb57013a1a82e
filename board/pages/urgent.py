"""What an admin should see at once: what waits for a decision or an answer, and since when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func

from board.extensions import db
from board.models import Application, Post, Report, Week
from board.pages.preparing import submitted_by_week
from board.rules.weeks import HELD, LOCKED
from board.visible import (
    Sight,
    open_reports,
    visible_applications,
    visible_posts,
    waiting_texts,
)

PENDING = ("received", "shortlisted")
"""States of an application that wait for a decision."""


class Waiting(NamedTuple):
    """How many things wait, and since when the oldest has been waiting."""

    number: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Urgent:
    """What waits for the admins of a forum."""

    questions: Waiting
    case_studies: list[tuple[Week, Waiting]]
    """Submitted case studies that no admin has published or sent back yet, by week."""
    translations: Waiting
    applications: Mapping[str, int]
    """The number of pending applications, by kind."""
    reports: Waiting
    """Reported posts about which no admin has decided."""
    kept_locked: list[Week]
    """Weeks that an admin locked or held by hand: they stay locked until an admin opens them."""

    @property
    def pending(self) -> int:
        return sum(self.applications.values())

    @property
    def is_calm(self) -> bool:
        waits = self.questions.number, self.case_studies, self.translations.number, self.pending, self.reports.number
        return not any(waits)


def urgent(sight: Sight) -> Urgent:
    """Count everything urgent, in five queries."""
    questions = db.session.execute(
        visible_posts(sight)
        .where(Post.asked_id.is_not(None), Post.answered_at.is_(None), Post.removed.is_(None))
        .with_only_columns(func.count(Post.id), func.min(Post.created_at))
        .order_by(None)
    ).one()
    backlog = db.session.execute(waiting_texts(sight)).all()
    oldest = min((row.oldest for row in backlog if row.oldest), default=None)
    pending = visible_applications(sight).where(Application.state.in_(PENDING)).order_by(None)
    by_kind = pending.with_only_columns(Application.kind, func.count(Application.id)).group_by(Application.kind)
    reported = func.count(Report.post_id.distinct()), func.min(Report.created_at)
    reports = db.session.execute(open_reports(sight).with_only_columns(*reported).order_by(None)).one()
    submitted = submitted_by_week(sight)
    return Urgent(
        questions=Waiting(*questions),
        case_studies=[(week, Waiting(*submitted[week.id])) for week in sight.weeks if week.id in submitted],
        translations=Waiting(sum(row.waiting for row in backlog), oldest),
        applications=dict(db.session.execute(by_kind).all()),
        reports=Waiting(*reports),
        kept_locked=[week for week in sight.weeks if week.override in (HELD, LOCKED)],
    )
