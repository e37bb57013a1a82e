"""The admins' weekly summary: who took part, what is unanswered, what waits, what did not arrive, what opens next.

All but the last is counted as if the forum had only its open weeks, so it tells nothing of a locked one. How far the
next week is prepared is told in numbers and never in words: that is what this mail is for, and it goes to nobody but
admins, who prepared it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from board.extensions import db
from board.models import Reading, Thread, Week
from board.pages.cockpit import said
from board.pages.preparing import reading_counts
from board.pages.questions import QuestionLine, open_questions
from board.pages.texts import Pair, titles
from board.pages.waiting import Counts, totals
from board.rules.case_studies import DRAFT
from board.rules.weeks import WeekState, opens_next
from board.visible import (
    Sight,
    forum_assignments,
    forum_memberships,
    last_visits,
    visible_readings,
    visible_threads,
    waiting_texts,
)  # fmt: skip
from board.visible.weekly import (
    failed_mails,
    open_question_count,
    posts_between,
    returned_mails_of,
    unanswered_threads,
    unreachable_members,
)  # fmt: skip

WEEK = timedelta(days=7)
UNSEEN_AFTER = timedelta(days=14)
UNANSWERED_AFTER = timedelta(days=2)
"""How long a new thread may stand alone before somebody should look at it."""
SOON = timedelta(days=14)
"""How long before its first week opens a forum has something to say."""
LISTED = 5


class Written(NamedTuple):
    """Posts, and the people who wrote them."""

    posts: int
    people: int


class LoneThread(NamedTuple):
    """A thread in which nobody but its author has written."""

    thread: Thread
    title: Pair
    since: datetime


@dataclass(frozen=True, slots=True)
class Preparation:
    """The next week, when it opens (None: no date), and how many of each thing it has."""

    week: Week
    opens: datetime | None
    title: Pair
    readings: int
    questions: int
    case_studies_missing: int
    to_translate: int


@dataclass(frozen=True, slots=True)
class Weekly:
    """What the summary tells."""

    members: int
    written: Written
    written_before: Written
    seen: int
    """Members who read or wrote something in these seven days."""
    unseen: int
    """Members of at least two weeks who did neither in two weeks."""
    questions: Sequence[QuestionLine]
    question_count: int
    lone: Sequence[LoneThread]
    lone_count: int
    translation: Counts
    unreachable: Sequence[tuple[str, str]]
    """Name and key of members whose address mail does not reach."""
    failed: int
    returned: int
    next: Preparation | None


def has_something_to_say(sight: Sight) -> bool:
    """Return whether the forum is running, or begins soon."""
    openings = [opens for week in sight.weeks if (opens := opens_next(week, sight.now))]
    return not sight.is_closed and bool(sight.open_week_ids or [at for at in openings if at - sight.now <= SOON])


def weekly(sight: Sight) -> Weekly:
    """Compose the summary of the last seven days for an admin; the number of queries does not depend on how much
    there is.
    """
    opened, since = sight.of_open_weeks(), sight.now - WEEK
    written, before = (_written(opened, start) for start in (since, since - WEEK))
    members, seen, unseen = _seen(opened)
    lone, lone_count = _lone(opened)
    return Weekly(
        members=members,
        written=written,
        written_before=before,
        seen=seen,
        unseen=unseen,
        questions=open_questions(opened, None, LISTED),
        question_count=db.session.scalar(open_question_count(opened)) or 0,
        lone=lone,
        lone_count=lone_count,
        translation=totals(opened),
        unreachable=[(name, key) for name, key in db.session.execute(unreachable_members(sight))],
        failed=db.session.scalar(failed_mails(sight, since)) or 0,
        returned=db.session.scalar(returned_mails_of(sight, since)) or 0,
        next=_next(sight),
    )


def _written(sight: Sight, since: datetime) -> Written:
    return Written(*db.session.execute(posts_between(sight, since, since + WEEK)).one())


def _seen(sight: Sight) -> tuple[int, int, int]:
    """Return how many members there are, how many were seen in a week, and how many not in two; three queries."""
    latest: dict[int, datetime] = dict(db.session.execute(last_visits(sight)).all())
    for row in said(sight):  # whoever answers by e-mail opens no page
        latest[row.author_id] = max(latest.get(row.author_id, row.last), row.last)
    members = list(db.session.scalars(forum_memberships(sight)))
    lately = [member for member in members if latest.get(member.user_id, sight.now - WEEK) > sight.now - WEEK]
    edge = sight.now - UNSEEN_AFTER
    unseen = [
        member for member in members if member.created_at <= edge and latest.get(member.user_id, edge) <= edge
    ]  # fmt: skip
    return len(members), len(lately), len(unseen)


def _lone(sight: Sight) -> tuple[list[LoneThread], int]:
    weeks = [week.id for week in sight.weeks if sight.state(week) is WeekState.OPEN]
    rows = db.session.execute(unanswered_threads(sight, weeks, sight.now - UNANSWERED_AFTER)).all()
    listed = [thread_id for thread_id, _since in rows[:LISTED]]
    threads = {it.id: it for it in db.session.scalars(visible_threads(sight).where(Thread.id.in_(listed)))}
    named = titles(sight, [thread.title_id for thread in threads.values()])
    lines = [
        LoneThread(threads[thread_id], named[threads[thread_id].title_id], since)
        for thread_id, since in rows[:LISTED]
        if thread_id in threads
    ]
    return lines, len(rows)


def _next(sight: Sight) -> Preparation | None:
    """Return how far the next week is prepared, as its admins see it; at most six queries."""
    locked = [week for week in sight.weeks if sight.state(week) is WeekState.LOCKED]
    if not locked:
        return None
    week = locked[0]
    threads = visible_threads(sight).where(Thread.week_id == week.id, Thread.kind == "question")
    waiting = db.session.execute(waiting_texts(sight)).all()
    return Preparation(
        week=week,
        opens=opens_next(week, sight.now),
        title=titles(sight, [week.title_id])[week.title_id],
        readings=reading_counts(sight).get(week.id, 0),
        questions=len(db.session.scalars(threads).all()),
        case_studies_missing=_missing_studies(sight, week),
        to_translate=sum(row.waiting for row in waiting if row.week_id == week.id),
    )


def _missing_studies(sight: Sight, week: Week) -> int:
    """Count the key respondents of a week of whom no case study was submitted."""
    assigned = {row.Assignment.user_id for row in db.session.execute(forum_assignments(sight))
                if row.Assignment.week_id == week.id}  # fmt: skip
    ready = visible_readings(sight).where(Reading.week_id == week.id, Reading.stage != DRAFT)
    return len(assigned - {reading.respondent_id for reading in db.session.scalars(ready)})
