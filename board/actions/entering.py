"""Applications that came by e-mail: entered by hand, or imported from a sheet, all rows or none.

The deadline does not apply here: it is for applicants, and an admin may get to their mails later.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import select

from board.actions.acts import note_act
from board.actions.applying import Applied, columns_of, record, write_down
from board.actions.holding import hold_forum, let_go
from board.actions.intake import said_in, trimmed
from board.actions.plans import Outcome, Plan, PlannedRow, plan_of
from board.extensions import db
from board.models import Application
from board.rules import permissions
from board.rules.applications import IMPORT, MAIL, WITHDRAWN
from board.rules.intake import Fault
from board.rules.permissions import check
from board.text import SheetRow
from board.visible.gate import Sight

ApplicationRow = PlannedRow[Applied, Application, Fault]
"""A row for an application, beside the confirmed one that the forum has from the same address."""
ApplicationPlan = Plan[Applied, Application, Fault]
Understood = tuple[int, Applied, tuple[Fault, ...]]
"""The number of a row, what it says, and what is wrong with it."""


class AppliedAlready(ValueError):
    """This address has applied to the forum; carries that application."""

    def __init__(self, application: Application) -> None:
        super().__init__(application.key)
        self.application = application


def enter(sight: Sight, said: Applied) -> Application:
    """Enter an application that came by e-mail. Raises AppliedAlready."""
    check(permissions.administer(sight.viewer))
    hold_forum(sight.forum)
    standing = _standing(sight).get(said.email)
    if standing is not None and standing.verified_at is not None:
        let_go()
        raise AppliedAlready(standing)
    application = _keep(sight, said, MAIL, standing)
    note_act(sight, "application.entered", application.name)
    db.session.commit()
    return application


def _standing(sight: Sight) -> Mapping[str, Application]:
    """Map addresses to the forum's applications, preferring confirmed ones. Withdrawn ones are left out, since their
    applicants may apply again.
    """
    query = select(Application).where(Application.forum_id == sight.forum.id, Application.state != WITHDRAWN)
    applications = db.session.scalars(query.order_by(Application.verified_at.is_not(None), Application.id))
    return {application.email: application for application in applications}  # the last of an address wins


def _keep(sight: Sight, said: Applied, origin: str, unconfirmed: Application | None) -> Application:
    """Keep an application that came by mail. It also confirms the one that the applicant left unconfirmed in the form,
    if any.
    """
    if unconfirmed is None:
        return record(sight.forum, trimmed(said), origin, sight.now, verified=True)
    write_down(unconfirmed, trimmed(said))
    unconfirmed.origin, unconfirmed.verified_at, unconfirmed.changed_at = origin, sight.now, sight.now
    return unconfirmed


def plan_import(sight: Sight, rows: Iterable[SheetRow], left_out: Collection[int] = ()) -> ApplicationPlan:
    """Return what the import would make of each row; rows with a number in ``left_out`` are deliberately skipped."""
    return _plan(_standing(sight), _understood(sight, rows), left_out)


def _understood(sight: Sight, rows: Iterable[SheetRow]) -> list[Understood]:
    return [(row.number, *said_in(sight, row)) for row in rows]


def _plan(
    standing: Mapping[str, Application], rows: Iterable[Understood], left_out: Collection[int]
) -> ApplicationPlan:
    seen: dict[str, int] = {}
    return plan_of((_planned(row, standing, seen, left_out) for row in rows), _shown)


def _shown(row: ApplicationRow) -> object:
    return {**columns_of(row.said), "characteristics": sorted(row.said.characteristics)}


def _planned(
    row: Understood, standing: Mapping[str, Application], seen: dict[str, int], left_out: Collection[int]
) -> ApplicationRow:
    number, said, faults = row
    if number in left_out:
        return PlannedRow(number, said, Outcome.LEFT_OUT, faults)
    there = standing.get(said.email)
    if there is not None and there.verified_at is not None:
        return PlannedRow(number, said, Outcome.UNCHANGED, standing=there)
    if faults:
        return PlannedRow(number, said, Outcome.REFUSED, faults)
    first = seen.setdefault(said.email, number)
    if first != number:
        return PlannedRow(number, said, Outcome.REFUSED, twice=first)
    return PlannedRow(number, said, Outcome.NEW)


def import_applications(
    sight: Sight, rows: Sequence[SheetRow], left_out: Collection[int], seen: str
) -> ApplicationPlan:
    """Import all rows as the plan showed, or none.

    Raises Conflict if the plan is no longer the one with the mark ``seen``, and RowsRefused if a row cannot be imported
    and was not left out.
    """
    check(permissions.administer(sight.viewer))
    understood = _understood(sight, rows)
    hold_forum(sight.forum)
    standing = _standing(sight)
    plan = _plan(standing, understood, left_out)
    plan.check(seen)
    new = [row.said for row in plan.of(Outcome.NEW)]
    for said in new:
        _keep(sight, said, IMPORT, standing.get(said.email))
    if new:
        note_act(sight, "application.imported", str(len(new)))
    db.session.commit()
    return plan
