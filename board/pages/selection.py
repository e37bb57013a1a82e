"""Applications, for the admins who choose among them: the list, candidates side by side, and one at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from board.extensions import db
from board.models import Application, ApplicationNote, Job, Membership
from board.pages.work import mail_line
from board.rules.applications import (
    ACCEPTED,
    DECLINED,
    KEY_RESPONDENT,
    KINDS,
    RECEIVED,
    SHORTLISTED,
    WAITING,
    WITHDRAWN,
)
from board.rules.selection import Seats
from board.visible import Sight, application_notes, forum_memberships, visible_applications
from board.visible.selection import accepted_respondents, decision_mails

NEAREST_FIRST = (ACCEPTED, SHORTLISTED, WAITING, RECEIVED, DECLINED, WITHDRAWN)
"""The order of candidates side by side: those closest to a seat come first."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The filters of the list; "" and None let everything through."""

    kind: str = ""
    region: str | None = None
    week: int | None = None
    """The number of the preferred week; 0 where none is preferred."""
    state: str = ""

    def holds(self, sight: Sight, application: Application) -> bool:
        return (
            self.kind in ("", application.kind)
            and self.region in (None, application.region)
            and self.week in (None, number_of(sight, application.week_id))
            and self.state in ("", application.state)
        )


@dataclass(frozen=True, slots=True)
class Count:
    """How many applied, how many of these are on the shortlist, and how many are accepted."""

    applied: int = 0
    shortlisted: int = 0
    accepted: int = 0


@dataclass(frozen=True, slots=True)
class Overview:
    """The list as filtered, and figures about all applications that were not withdrawn."""

    groups: Mapping[str, Sequence[Application]]
    """The filtered applications by kind."""
    whole: int
    """How many applications there are without filters."""
    regions: Mapping[str, Mapping[str, Count]]
    """Counts by region, then by kind."""
    weeks: Mapping[int, Count]
    """Counts of key respondents by the number of the week that they prefer; 0 is no preference."""
    seats: Seats


def overview(sight: Sight, narrowed: Narrowed) -> Overview:
    """Compose the list and its figures, in two queries."""
    rows = list(db.session.scalars(visible_applications(sight)))
    standing = [row for row in rows if row.state != WITHDRAWN]
    shown = [row for row in rows if narrowed.holds(sight, row)]
    return Overview(
        groups={kind: [row for row in shown if row.kind == kind] for kind in reversed(KINDS)},
        whole=len(rows),
        regions={
            region: {
                kind: _count(row for row in standing if (row.region, row.kind) == (region, kind)) for kind in KINDS
            }
            for region in _in_order(sight, {row.region for row in standing})
        },
        weeks={number: _count(for_week) for number, for_week in _by_week(sight, standing).items()},
        seats=seats(sight),
    )


def seats(sight: Sight) -> Seats:
    """Count the seats of key respondents, taken and in all; one query."""
    return Seats(db.session.scalar(accepted_respondents(sight)) or 0, sight.forum.respondent_seats)


def number_of(sight: Sight, week_id: int | None) -> int:
    """Return the number of a week, or 0 for no week."""
    return sight.week(week_id).number if week_id else 0


def _count(applications: Iterable[Application]) -> Count:
    states = [application.state for application in applications]
    return Count(len(states), states.count(SHORTLISTED), states.count(ACCEPTED))


def _in_order(sight: Sight, regions: Iterable[str]) -> list[str]:
    """Sort regions: those of the forum in its order, then others, then no region."""
    known = {region: place for place, region in enumerate(sight.forum.regions)}
    return sorted(regions, key=lambda region: (not region, known.get(region, len(known)), region))


def _by_week(sight: Sight, applications: Iterable[Application]) -> dict[int, list[Application]]:
    """Group the key respondents by the number of the week that they prefer; no preference (0) comes last."""
    by_week: dict[int, list[Application]] = defaultdict(list)
    for application in applications:
        if application.kind == KEY_RESPONDENT:
            by_week[number_of(sight, application.week_id)].append(application)
    return dict(sorted(by_week.items(), key=lambda pair: (pair[0] == 0, pair[0])))


@dataclass(frozen=True, slots=True)
class Candidate:
    """An application as a key respondent, with the admins' notes on it."""

    application: Application
    notes: Sequence[ApplicationNote]


@dataclass(frozen=True, slots=True)
class Bench:
    """Candidates for the same week, or of the same region."""

    week: int | None
    region: str | None
    candidates: Sequence[Candidate]


def benches(sight: Sight, by: str) -> list[Bench]:
    """Group the candidates for key respondent ``by`` "week" or "region", in two queries."""
    wanted = visible_applications(sight).where(Application.kind == KEY_RESPONDENT, Application.state != WITHDRAWN)
    rows = sorted(db.session.scalars(wanted), key=lambda row: NEAREST_FIRST.index(row.state))
    notes = notes_on(sight, rows)
    if by == "week":
        return [Bench(number, None, _candidates(for_week, notes)) for number, for_week in _by_week(sight, rows).items()]
    regions = _in_order(sight, {row.region for row in rows})
    return [
        Bench(None, region, _candidates([row for row in rows if row.region == region], notes)) for region in regions
    ]


def _candidates(rows: Iterable[Application], notes: Mapping[int, Sequence[ApplicationNote]]) -> list[Candidate]:
    return [Candidate(row, notes.get(row.id, ())) for row in rows]


def notes_on(sight: Sight, applications: Iterable[Application]) -> dict[int, list[ApplicationNote]]:
    """Return the admins' notes by application id, the earliest first; one query."""
    ids = [application.id for application in applications]
    notes: dict[int, list[ApplicationNote]] = defaultdict(list)
    for note in db.session.scalars(application_notes(sight).where(ApplicationNote.application_id.in_(ids))):
        notes[note.application_id].append(note)
    return dict(notes)


@dataclass(frozen=True, slots=True)
class Told:
    """A mail about a decision: the state that it tells of, and when it is due, was sent, or was given up."""

    state: str
    due_at: datetime
    sent_at: datetime | None
    failed_at: datetime | None
    attempts: int
    reason: str
    """Why it could not be sent yet; empty if nothing went wrong."""


def told(application: Application) -> list[Told]:
    """Return the mails that told, or will tell, the applicant of decisions, in the order of time; two queries."""
    jobs, line = db.session.scalars(decision_mails(application)).all(), mail_line()
    return [_told(job, line.reason if line and job.failed_at is None else job.reason) for job in jobs]


def _told(job: Job, reason: str) -> Told:
    return Told(job.payload["state"], job.due_at, job.done_at, job.failed_at, job.attempts, reason)


def takes_part_only(sight: Sight, application: Application) -> bool:
    """Return whether a person who applied as a key respondent, and was accepted, is now a member without that role."""
    if (application.state, application.kind) != (ACCEPTED, KEY_RESPONDENT):
        return False
    membership = db.session.scalar(forum_memberships(sight).where(Membership.user_id == application.user_id))
    return membership is not None and KEY_RESPONDENT not in membership.roles
