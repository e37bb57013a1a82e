"""Adding many people to a forum from a list: what becomes of each row is shown first; then all are added, or none."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from board import jobs
from board.actions.acts import note_act
from board.actions.holding import hold_forum
from board.actions.newcomers import newcomer, setup_mail
from board.actions.plans import Outcome, Plan, PlannedRow, plan_of
from board.actions.posting import Conflict
from board.actions.roster_rows import Added, Reading, said_in
from board.actions.standing_in import who_left_something
from board.extensions import db
from board.models import Membership, User
from board.rules import permissions
from board.rules.intake import Fault
from board.rules.permissions import check
from board.text import SheetRow
from board.visible.gate import Sight

PersonRow = PlannedRow[Added, Membership, Fault]
"""A row for a person, beside the membership that its address has already."""
RosterPlan = Plan[Added, Membership, Fault]
Understood = tuple[int, Added, tuple[Fault, ...]]
"""The number of a row, what it says, and what is wrong with it."""


def plan_people(sight: Sight, rows: Iterable[SheetRow], reading: Reading, left_out: Collection[int] = ()) -> RosterPlan:
    """Return what would become of each row; rows with a number in ``left_out`` are deliberately skipped."""
    check(permissions.manage(sight.viewer))
    return _plan(_members(sight), _understood(sight, rows, reading), left_out)


def _understood(sight: Sight, rows: Iterable[SheetRow], reading: Reading) -> list[Understood]:
    return [(row.number, *said_in(sight, row, reading)) for row in rows]


def _members(sight: Sight) -> Mapping[str, Membership]:
    query = select(Membership).where(Membership.forum_id == sight.forum.id).options(joinedload(Membership.user))
    return {member.user.email: member for member in db.session.scalars(query)}


def _plan(members: Mapping[str, Membership], rows: Iterable[Understood], left_out: Collection[int]) -> RosterPlan:
    seen: dict[str, tuple[int, Added]] = {}
    return plan_of((_planned(row, members, seen, left_out) for row in rows), _shown)


def _shown(row: PersonRow) -> object:
    said = row.said
    return said.name, said.email, sorted(said.roles), said.region, said.interface


def _planned(
    row: Understood, members: Mapping[str, Membership], seen: dict[str, tuple[int, Added]], left_out: Collection[int]
) -> PersonRow:
    number, said, faults = row
    if number in left_out:
        return PlannedRow(number, said, Outcome.LEFT_OUT, faults)
    if (member := members.get(said.email)) is not None:
        return PlannedRow(number, said, Outcome.UNCHANGED, standing=member)
    if faults:
        return PlannedRow(number, said, Outcome.REFUSED, faults)
    first, earlier = seen.setdefault(said.email, (number, said))
    if first == number:
        return PlannedRow(number, said, Outcome.NEW)
    return PlannedRow(number, said, Outcome.LEFT_OUT if earlier == said else Outcome.REFUSED, twice=first)


def add_people(
    sight: Sight, rows: Sequence[SheetRow], reading: Reading, left_out: Collection[int], seen: str
) -> RosterPlan:
    """Add all people as the plan showed, or none; existing accounts stay unchanged.

    Raises Conflict if the plan is no longer the one with the mark ``seen``, and RowsRefused if a row cannot be added
    and was not left out.
    """
    check(permissions.manage(sight.viewer))
    understood = _understood(sight, rows, reading)
    hold_forum(sight.forum)
    plan = _plan(_members(sight), understood, left_out)
    plan.check(seen)
    try:
        _add(sight, [row.said for row in plan.of(Outcome.NEW)])
        db.session.commit()
    except IntegrityError:  # one of the addresses has got an account at this moment
        db.session.rollback()
        raise Conflict from None
    return plan


def _add(sight: Sight, people: Sequence[Added]) -> None:
    accounts = _accounts([said.email for said in people])
    known = who_left_something(sight.forum, [user.id for user in accounts.values()])
    accounts |= _made([said for said in people if said.email not in accounts], sight.now)
    for said in people:
        user = accounts[said.email]
        membership = newcomer(sight, user, said.name, is_known=user.id in known)
        membership.roles, membership.region = said.roles, said.region
        db.session.add(membership)
    db.session.flush()
    others = [user for user in accounts.values() if user.id != sight.viewer.user_id]
    jobs.enqueue_all("mail.setup", [setup_mail(sight, user) for user in others], sight.now)
    if people:
        note_act(sight, "people.added", str(len(people)))


def _accounts(addresses: Collection[str]) -> dict[str, User]:
    query = select(User).where(User.email.in_(addresses), User.is_stand_in.is_(False))
    return {user.email: user for user in db.session.scalars(query)}


def _made(people: Iterable[Added], now: datetime) -> dict[str, User]:
    """Make accounts for people who have none; return them by address."""
    made = [User(email=said.email, name=said.name, created_at=now, interface=said.interface) for said in people]
    db.session.add_all(made)
    db.session.flush()
    return {user.email: user for user in made}
