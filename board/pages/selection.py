"""Applications as the admins who choose among them read them: all of them, side by side, one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from board.extensions import db
from board.models import Application, ApplicationNote, Job, Membership, Week
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
"""Side by side, those come first who are closest to a seat."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What of the list somebody wants to see; "" and None are all."""

    kind: str = ""
    region: str | None = None
    week: int | None = None
    """The number of the preferred week; 0 where none is preferred."""
    state: str = ""

    def holds(self, sight: Sight, one: Application) -> bool:
        return (
            self.kind in ("", one.kind)
            and self.region in (None, one.region)
            and self.week in (None, number_of(sight, one.week_id))
            and self.state in ("", one.state)
        )


@dataclass(frozen=True, slots=True)
class Count:
    """How many applied for something, and how many of them are on the way to it."""

    applied: int = 0
    shortlisted: int = 0
    accepted: int = 0


@dataclass(frozen=True, slots=True)
class Overview:
    """The list, and figures of all applications that were not withdrawn."""

    groups: Mapping[str, Sequence[Application]]
    """By kind, as narrowed."""
    whole: int
    regions: Mapping[str, Mapping[str, Count]]
    """By region and kind."""
    weeks: Mapping[int, Count]
    """Key respondents by the number of the week that they prefer; 0 is none."""
    seats: Seats


def overview(sight: Sight, narrowed: Narrowed) -> Overview:
    """All applications, in two queries."""
    found = list(db.session.scalars(visible_applications(sight)))
    standing = [one for one in found if one.state != WITHDRAWN]
    shown = [one for one in found if narrowed.holds(sight, one)]
    return Overview(
        groups={kind: [one for one in shown if one.kind == kind] for kind in reversed(KINDS)},
        whole=len(found),
        regions={
            region: {
                kind: _count(one for one in standing if (one.region, one.kind) == (region, kind)) for kind in KINDS
            }
            for region in _in_order(sight, {one.region for one in standing})
        },
        weeks={number: _count(ones) for number, ones in _by_week(sight, standing).items()},
        seats=seats(sight),
    )


def seats(sight: Sight) -> Seats:
    """The seats of key respondents; one query."""
    return Seats(db.session.scalar(accepted_respondents(sight)) or 0, sight.forum.respondent_seats)


def number_of(sight: Sight, week_id: int | None) -> int:
    """The number of a week; 0 for none."""
    return sight.week(week_id).number if week_id else 0


def _count(ones: Iterable[Application]) -> Count:
    states = [one.state for one in ones]
    return Count(len(states), states.count(SHORTLISTED), states.count(ACCEPTED))


def _in_order(sight: Sight, regions: Iterable[str]) -> list[str]:
    """The forum's regions in its order, then others, then none."""
    known = {region: place for place, region in enumerate(sight.forum.regions)}
    return sorted(regions, key=lambda region: (not region, known.get(region, len(known)), region))


def _by_week(sight: Sight, ones: Iterable[Application]) -> dict[int, list[Application]]:
    """Key respondents by the week that they prefer, those without one last."""
    found: dict[int, list[Application]] = defaultdict(list)
    for one in ones:
        if one.kind == KEY_RESPONDENT:
            found[number_of(sight, one.week_id)].append(one)
    return dict(sorted(found.items(), key=lambda pair: (pair[0] == 0, pair[0])))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A key respondent to be, with what admins noted."""

    application: Application
    notes: Sequence[ApplicationNote]


@dataclass(frozen=True, slots=True)
class Bench:
    """Candidates for the same week, or of the same region."""

    week: int | None
    region: str | None
    candidates: Sequence[Candidate]


def benches(sight: Sight, by: str) -> list[Bench]:
    """Key respondents to be, those for one ``week`` or of one ``region`` together, in two queries."""
    wanted = visible_applications(sight).where(Application.kind == KEY_RESPONDENT, Application.state != WITHDRAWN)
    found = sorted(db.session.scalars(wanted), key=lambda one: NEAREST_FIRST.index(one.state))
    notes = notes_on(sight, found)
    if by == "week":
        return [Bench(number, None, _candidates(ones, notes)) for number, ones in _by_week(sight, found).items()]
    regions = _in_order(sight, {one.region for one in found})
    return [
        Bench(None, region, _candidates([one for one in found if one.region == region], notes)) for region in regions
    ]


def _candidates(ones: Iterable[Application], notes: Mapping[int, Sequence[ApplicationNote]]) -> list[Candidate]:
    return [Candidate(one, notes.get(one.id, ())) for one in ones]


def notes_on(sight: Sight, applications: Iterable[Application]) -> dict[int, list[ApplicationNote]]:
    """What admins noted, by the id of the application, the earliest first; one query."""
    ids = [one.id for one in applications]
    found: dict[int, list[ApplicationNote]] = defaultdict(list)
    for note in db.session.scalars(application_notes(sight).where(ApplicationNote.application_id.in_(ids))):
        found[note.application_id].append(note)
    return dict(found)


@dataclass(frozen=True, slots=True)
class Told:
    """A mail about a decision: of which state it tells; when it was sent, is to be, or should have been."""

    state: str
    due_at: datetime
    sent_at: datetime | None
    failed_at: datetime | None
    attempts: int
    reason: str
    """What is in its way."""


def told(application: Application) -> list[Told]:
    """What the applicant was told, and is to be told, in this order; two queries."""
    jobs, line = db.session.scalars(decision_mails(application)).all(), mail_line()
    return [_told(job, line.reason if line and job.failed_at is None else job.reason) for job in jobs]


def _told(job: Job, reason: str) -> Told:
    return Told(job.payload["state"], job.due_at, job.done_at, job.failed_at, job.attempts, reason)


def takes_part_only(sight: Sight, application: Application) -> bool:
    """Whether somebody who applied as a key respondent was accepted as a participant, or has become just that."""
    if (application.state, application.kind) != (ACCEPTED, KEY_RESPONDENT):
        return False
    membership = db.session.scalar(forum_memberships(sight).where(Membership.user_id == application.user_id))
    return membership is not None and KEY_RESPONDENT not in membership.roles


def weeks_to_choose(sight: Sight, application: Application) -> list[tuple[Week, bool]]:
    """The forum's weeks, each with whether the applicant prefers it."""
    return [(week, week.id == application.week_id) for week in sight.weeks]
