"""Applications that came by e-mail: entered by hand, or imported from a sheet, all rows or none.

The deadline does not apply here: it is for applicants, and an admin may get to their mails later.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from enum import StrEnum

from sqlalchemy import select

from board.actions.acts import note_act
from board.actions.applying import Applied, record, write_down
from board.actions.holding import hold_forum, let_go
from board.actions.intake import said_in, trimmed
from board.actions.posting import Conflict
from board.extensions import db
from board.models import Application
from board.rules import permissions
from board.rules.applications import IMPORT, MAIL, WITHDRAWN
from board.rules.intake import Fault
from board.rules.permissions import check
from board.text import SheetRow
from board.visible.gate import Sight


class Become(StrEnum):
    """What an import would make of a row. THERE: the address has a confirmed application already."""

    REFUSED = "refused"
    NEW = "new"
    THERE = "there"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class Fate:
    """A row of the sheet, and what the import would make of it."""

    number: int
    said: Applied
    becomes: Become
    faults: tuple[Fault, ...] = ()
    there: Application | None = None
    """The application that the forum already has from this address."""
    twice: int | None = None
    """The earlier row with the same address."""


Understood = tuple[int, Applied, tuple[Fault, ...]]
"""The number of a row, what it says, and what is wrong with it."""


class AppliedAlready(ValueError):
    """This address has applied to the forum; carries that application."""

    def __init__(self, application: Application) -> None:
        super().__init__(application.key)
        self.application = application


class RowsRefused(ValueError):
    """At least one row cannot be imported, so none was."""


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


def plan_import(sight: Sight, rows: Iterable[SheetRow], left_out: Collection[int] = ()) -> list[Fate]:
    """Return what the import would make of each row; rows with a number in ``left_out`` are deliberately skipped."""
    return _plan(_standing(sight), _understood(sight, rows), left_out)


def _understood(sight: Sight, rows: Iterable[SheetRow]) -> list[Understood]:
    return [(row.number, *said_in(sight, row)) for row in rows]


def _plan(standing: Mapping[str, Application], rows: Iterable[Understood], left_out: Collection[int]) -> list[Fate]:
    seen: dict[str, int] = {}
    return [_fate(row, standing, seen, left_out) for row in rows]


def _fate(
    row: Understood, standing: Mapping[str, Application], seen: dict[str, int], left_out: Collection[int]
) -> Fate:
    number, said, faults = row
    if number in left_out:
        return Fate(number, said, Become.LEFT_OUT, faults)
    there = standing.get(said.email)
    if there is not None and there.verified_at is not None:
        return Fate(number, said, Become.THERE, there=there)
    if faults:
        return Fate(number, said, Become.REFUSED, faults)
    first = seen.setdefault(said.email, number)
    if first != number:
        return Fate(number, said, Become.REFUSED, twice=first)
    return Fate(number, said, Become.NEW)


def plan_mark(fates: Iterable[Fate]) -> str:
    """Return a fingerprint of the plan that somebody was shown: an import whose plan has changed since is refused."""
    shown = [(fate.number, fate.becomes, fate.faults, _comparable(fate.said)) for fate in fates]
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


def _comparable(said: Applied) -> tuple[object, ...]:
    plain = replace(said, week=None, characteristics=frozenset())
    return *astuple(plain), sorted(said.characteristics), said.week.number if said.week else None


def import_applications(sight: Sight, rows: Sequence[SheetRow], left_out: Collection[int], seen: str) -> list[Fate]:
    """Import all rows as the plan showed, or none.

    Raises Conflict if the plan is no longer the one with the mark ``seen``, and RowsRefused if a row cannot be imported
    and was not left out.
    """
    check(permissions.administer(sight.viewer))
    understood = _understood(sight, rows)
    hold_forum(sight.forum)
    standing = _standing(sight)
    fates = _plan(standing, understood, left_out)
    if plan_mark(fates) != seen:
        let_go()
        raise Conflict
    if any(fate.becomes is Become.REFUSED for fate in fates):
        let_go()
        raise RowsRefused
    new = [fate.said for fate in fates if fate.becomes is Become.NEW]
    for said in new:
        _keep(sight, said, IMPORT, standing.get(said.email))
    if new:
        note_act(sight, "application.imported", str(len(new)))
    db.session.commit()
    return fates
