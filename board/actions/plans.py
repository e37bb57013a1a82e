"""Plans: what an import would do is shown first; then exactly that is done, or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from board.actions.holding import let_go
from board.actions.posting import Conflict
from board.text import SheetRow, is_showable

Said = TypeVar("Said")
Standing = TypeVar("Standing")
Fault = TypeVar("Fault")


class Outcome(StrEnum):
    """What an import would make of a row."""

    REFUSED = "refused"
    CHANGED = "changed"
    NEW = "new"
    UNCHANGED = "unchanged"
    """The forum has it already."""
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class PlannedRow(Generic[Said, Standing, Fault]):
    """A row of a sheet, and what the import would make of it."""

    number: int
    said: Said
    outcome: Outcome
    faults: tuple[Fault, ...] = ()
    standing: Standing | None = None
    """What the forum had under the same name before the import."""
    twice: int | None = None
    """The number of an earlier row that this one contradicts or repeats."""


class RowsRefused(ValueError):
    """At least one row cannot be imported, so none was."""


@dataclass(frozen=True, slots=True)
class Plan(Generic[Said, Standing, Fault]):
    """What an import would make of a sheet."""

    rows: tuple[PlannedRow[Said, Standing, Fault], ...]
    mark: str
    """A fingerprint of the plan that somebody was shown: an import whose plan has changed since is refused."""

    def of(self, outcome: str) -> list[PlannedRow[Said, Standing, Fault]]:
        """Return the rows with this outcome."""
        return [row for row in self.rows if row.outcome == outcome]

    def check(self, seen: str) -> None:
        """Raise Conflict if this is not the plan with the mark ``seen``, and RowsRefused if a row cannot be imported.

        Held rows are released before.
        """
        if self.mark != seen:
            let_go()
            raise Conflict
        if self.of(Outcome.REFUSED):
            let_go()
            raise RowsRefused


def plan_of(
    rows: Iterable[PlannedRow[Said, Standing, Fault]], shown: Callable[[PlannedRow[Said, Standing, Fault]], object]
) -> Plan[Said, Standing, Fault]:
    """Return a plan of these rows. ``shown`` is what a row says, in a form that is always written in the same way."""
    planned = tuple(rows)
    return Plan(planned, mark_of([(row.number, row.outcome, row.faults, shown(row)) for row in planned]))


def mark_of(shown: object) -> str:
    """Return a fingerprint of what somebody was shown: what they do with an outdated one is a conflict."""
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


def faults_of_row(row: SheetRow, surplus: Fault, unshowable: Fault) -> list[Fault]:
    """List the faults of a row as a whole. They come before others, since they explain them."""
    faults = [surplus] if row.has_surplus else []
    return faults if all(map(is_showable, row.cells.values())) else [*faults, unshowable]
