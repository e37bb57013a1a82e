"""Running a forum again on new dates, with its structure and materials but without its participants' words.

A plan of the new dates is shown first, and made again by the same function before the run is made.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import chain

from sqlalchemy import insert, literal, select

from board.actions.acts import note_act
from board.actions.copying import Material, copy_forum, copy_row, material_of, ready_row
from board.actions.enrolling import membership_of
from board.actions.once import first_or_existing
from board.actions.plans import mark_of
from board.actions.posting import Conflict
from board.actions.preparing import reading_thread
from board.actions.setting_up import SlugTaken
from board.actions.standing_in import leave_behind
from board.extensions import db
from board.models import Forum, GlossaryTerm, Membership, MemoryUnit, Post, Reading, Thread, User, Week
from board.models.base import new_key
from board.models.fates import columns_of
from board.rules import permissions
from board.rules.cloning import Move, days_between, first_day, moved
from board.rules.closing import LastDay
from board.rules.permissions import check
from board.rules.roles import ADMIN, TRANSLATOR
from board.visible.gate import Sight

TEAM = frozenset({ADMIN, TRANSLATOR})


@dataclass(frozen=True, slots=True)
class Run:
    """What the form for a further run of a forum holds, after it was checked."""

    name: str
    slug: str
    starts_on: date
    moves_call: bool = False
    """Whether the call's opening and deadline move too; otherwise the new run has no dates for its call yet."""
    or_next: bool = False
    """Whether a time that clocks skip becomes the next time that exists; otherwise the run is refused."""
    case_studies: bool = False
    joins: bool = False
    """Whether the person who makes the run becomes an admin of it."""
    team: bool = False
    """Whether admins and translators of this run become members of the new one."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The dates of a further run, each beside the date that it replaces."""

    ends_on: date | None
    weeks: tuple[tuple[Week, Move | None], ...]
    call: Move | None
    deadline: Move | None

    @property
    def moves(self) -> list[Move]:
        """All moves, without the times that are not set."""
        return list(filter(None, [*(move for _, move in self.weeks), self.call, self.deadline]))

    @property
    def is_refused(self) -> bool:
        """Whether clocks skip one of the new times."""
        return any(move.is_refused for move in self.moves)

    @property
    def mark(self) -> str:
        """A fingerprint of the plan that somebody was shown: a run whose plan has changed since is refused."""
        moves = [(week.number, move) for week, move in self.weeks]
        return mark_of((self.ends_on, moves, self.call, self.deadline))


class TimeSkipped(ValueError):
    """Clocks skip one of the new times, and the form did not ask for the next that exists."""


def plan_run(sight: Sight, run: Run) -> Plan:
    """Return the dates of a further run, without making it."""
    forum = sight.forum
    first = first_day(forum.starts_on, [week.opens_at for week in sight.weeks], forum.zone)
    days = days_between(first, run.starts_on)

    def move(instant: datetime | None) -> Move | None:
        return moved(instant, forum.zone, days, or_next=run.or_next) if instant else None

    return Plan(
        ends_on=forum.ends_on + timedelta(days=days) if forum.ends_on else None,
        weeks=tuple((week, move(week.opens_at)) for week in sight.weeks),
        call=move(forum.applications_from) if run.moves_call else None,
        deadline=move(forum.applications_until) if run.moves_call else None,
    )


def run_again(sight: Sight, run: Run, owner: User, seen: str) -> Forum:
    """Make the further run that was planned, and return its forum; the same form sent twice makes one.

    Raises Conflict if the plan is no longer the one with the mark ``seen``, TimeSkipped, and SlugTaken.
    """
    check(permissions.run_installation(sight.viewer))
    if (made := _made_already(sight, run)) is not None:
        return made
    plan = plan_run(sight, run)
    if plan.mark != seen:
        raise Conflict
    if plan.is_refused:
        raise TimeSkipped
    material = material_of(sight, case_studies=run.case_studies)
    for row in (
        sight.forum,
        *sight.weeks,
        *material.call,
        *material.readings,
        *chain.from_iterable(material.questions),
    ):
        ready_row(row)
    forum, _ = first_or_existing(partial(_made_already, sight, run), partial(_make, sight, run, plan, material, owner))
    db.session.commit()
    return forum


def _made_already(sight: Sight, run: Run) -> Forum | None:
    """Return the run that the same form made before, if any. Raises SlugTaken if another forum has the short name."""
    taken = db.session.scalar(select(Forum).where(Forum.slug == run.slug))
    if taken is not None and (taken.previous_id, taken.name, taken.starts_on) != (
        sight.forum.id,
        run.name,
        run.starts_on,
    ):
        raise SlugTaken(run.slug)
    return taken


def _make(sight: Sight, run: Run, plan: Plan, material: Material, owner: User) -> Forum:
    into = _copy_weeks(sight, _copy_forum(sight, run, plan), plan)
    for version in material.call:
        copy_row(version, into.forum, sight.now, forum_id=into.forum.id)
    _copy_readings(sight, into, material.readings, owner)
    _copy_questions(sight, into, material.questions)
    _copy_glossary(sight, into)
    _enrol(sight, into, run, owner)
    _mask_newcomers(sight, into)
    note_act(sight, "forum.ran_again", run.name)
    note_act(into, "forum.made", sight.forum.name)
    return into.forum


def _copy_forum(sight: Sight, run: Run, plan: Plan) -> Forum:
    return copy_forum(
        sight.forum,
        sight.now,
        slug=run.slug,
        name=run.name,
        starts_on=run.starts_on,
        ends_on=plan.ends_on,
        closed_at=LastDay(plan.ends_on, sight.forum.zone).end,
        applications_from=plan.call.new if plan.call else None,
        applications_until=plan.deadline.new if plan.deadline else None,
        previous_id=sight.forum.id,
    )


def _copy_weeks(sight: Sight, forum: Forum, plan: Plan) -> Sight:
    """Copy the weeks without their overrides; return the sight of the new forum, for the person who makes the run."""
    weeks = [
        copy_row(week, forum, sight.now, forum_id=forum.id, opens_at=move.new if move else None)
        for week, move in plan.weeks
    ]
    return replace(sight, forum=forum, weeks=tuple(weeks), open_week_ids=frozenset())


def _copy_readings(sight: Sight, into: Sight, readings: Iterable[Reading], owner: User) -> None:
    for reading in readings:
        copy = copy_row(reading, into.forum, sight.now, **_own(sight, into, reading.week_id))
        reading_thread(into, copy, owner)


def _own(sight: Sight, into: Sight, week_id: int) -> dict[str, object]:
    """Return the column values in which a copy in a week differs from its original."""
    number = sight.week(week_id).number
    week = next(week for week in into.weeks if week.number == number)
    return {"forum_id": into.forum.id, "week_id": week.id, "key": new_key(), "created_at": sight.now}


def _copy_questions(sight: Sight, into: Sight, questions: Iterable[tuple[Thread, Post]]) -> None:
    """Ask the admins' questions again, as their authors. The replies stay in the first forum."""
    for thread, opening in questions:
        pinned_at = sight.now if thread.pinned_at else None
        own = _own(sight, into, thread.week_id)
        copy = copy_row(thread, into.forum, sight.now, **own, pinned_at=pinned_at)
        own = {"forum_id": into.forum.id, "thread_id": copy.id, "key": new_key(), "created_at": sight.now}
        copy_row(opening, into.forum, sight.now, **own)


def _copy_glossary(sight: Sight, into: Sight) -> None:
    """Copy the terms, and the units of imported memories."""
    terms = select(GlossaryTerm).where(GlossaryTerm.forum_id == sight.forum.id).order_by(GlossaryTerm.id)
    for term in db.session.scalars(terms):
        copy_row(term, into.forum, sight.now, forum_id=into.forum.id, key=new_key())
    same = columns_of(MemoryUnit, copying="same")
    units = select(literal(into.forum.id), *same).where(MemoryUnit.forum_id == sight.forum.id)
    db.session.execute(insert(MemoryUnit).from_select(["forum_id", *(column.key for column in same)], units))


def _enrol(sight: Sight, into: Sight, run: Run, owner: User) -> None:
    """Add the members that the form asks for: the person who makes the run, and the team of the one before."""
    roles: dict[int, frozenset[str]] = {}
    places: dict[int, Membership] = {}
    if run.team:
        members = select(Membership).where(Membership.forum_id == sight.forum.id, Membership.suspended_at.is_(None))
        for member in db.session.scalars(members.order_by(Membership.id)):
            roles[member.user_id], places[member.user_id] = member.roles & TEAM, member
    if run.joins:
        roles[owner.id] = roles.get(owner.id, frozenset()) | {ADMIN}
    for user_id in filter(roles.get, roles):
        place = Membership(forum_id=into.forum.id, user_id=user_id, roles=roles[user_id], created_at=sight.now)
        place.mail_since = sight.now
        if (before := places.get(user_id)) is not None:
            place.region = before.region
            place.added_as, place.came_in_at = before.added_as, before.came_in_at
            place.added_key = new_key() if before.added_key else None
        db.session.add(place)


def _mask_newcomers(sight: Sight, into: Sight) -> None:
    """Give copied words of newcomers who never came into the earlier run to stand-ins, unless the newcomers are members
    of the new run.
    """
    before = select(Membership).where(Membership.forum_id == sight.forum.id).order_by(Membership.id)
    for place in filter(lambda membership: membership.is_newcomer, db.session.scalars(before).all()):
        if membership_of(into.forum, place.user_id) is None:
            leave_behind(into.forum, place, sight.now)
