"""Applications that came by e-mail: entered by hand, or imported from a sheet whole or not at all.

They came in time, whenever an admin gets to them: the deadline is the applicants', not the admins'.
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
    """What would become of a row."""

    REFUSED = "refused"
    NEW = "new"
    THERE = "there"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class Fate:
    """A row of the sheet, and what would become of it."""

    number: int
    said: Applied
    becomes: Become
    faults: tuple[Fault, ...] = ()
    there: Application | None = None
    """The application of this address that the forum has already."""
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
    """A row cannot be kept; so none is."""


def enter(sight: Sight, said: Applied) -> Application:
    """Write down an application that came by e-mail. Raises AppliedAlready."""
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
    """The forum's applications by address, a confirmed one first. Who withdrew one may apply again."""
    query = select(Application).where(Application.forum_id == sight.forum.id, Application.state != WITHDRAWN)
    found = db.session.scalars(query.order_by(Application.verified_at.is_not(None), Application.id))
    return {one.email: one for one in found}


def _keep(sight: Sight, said: Applied, origin: str, unconfirmed: Application | None) -> Application:
    """What somebody began in the form and then sent by mail is one application: the mail confirms the address."""
    if unconfirmed is None:
        return record(sight.forum, trimmed(said), origin, sight.now, verified=True)
    write_down(unconfirmed, trimmed(said))
    unconfirmed.origin, unconfirmed.verified_at, unconfirmed.changed_at = origin, sight.now, sight.now
    return unconfirmed


def plan_import(sight: Sight, rows: Iterable[SheetRow], left_out: Collection[int] = ()) -> list[Fate]:
    """What would become of every row; ``left_out`` are the numbers of those that are deliberately not imported."""
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
    """Names what somebody was shown: if it has changed meanwhile, nothing happens."""
    told = [(fate.number, fate.becomes, fate.faults, _comparable(fate.said)) for fate in fates]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def _comparable(said: Applied) -> tuple[object, ...]:
    plain = replace(said, week=None, characteristics=frozenset())
    return *astuple(plain), sorted(said.characteristics), said.week.number if said.week else None


def import_applications(sight: Sight, rows: Sequence[SheetRow], left_out: Collection[int], seen: str) -> list[Fate]:
    """Let all rows become what was told, or none.

    Raises Conflict when it would come out otherwise by now (``seen`` marks the plan that was told), RowsRefused when
    a row cannot be kept and was not left out.
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
