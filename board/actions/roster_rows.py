"""Reading a list of people: what a row says in its cells, in whatever order, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from board.actions.enrolling import normal_email
from board.actions.intake import LANGUAGE_WORDS, faults_of_person, region_in
from board.actions.plans import faults_of_row
from board.rules.intake import Fault, Trouble
from board.rules.languages import INTERFACE
from board.rules.leaving import reaches_nobody
from board.rules.roles import PARTICIPANT
from board.rules.roster import COLUMN_NAMES, ROLE_NAMES, SHOWN
from board.text import Layout, SheetRow, fold, tidy
from board.visible.gate import Sight

_PLACES = tuple(f"cell {number}" for number in range(1, 9))
"""The columns of a list whose first row does not name them: each cell tells by what it holds what it is."""
SHEET = Layout(
    order=_PLACES,
    names={name: column for column, names in COLUMN_NAMES.items() for name in names},
    needed=frozenset({"name", "email"}),
    by_order=True,
)
_ROLE_WORDS = {name: role for role, names in ROLE_NAMES.items() for name in names}
_BETWEEN_CELLS = re.compile(r"[,;\t]")
_BETWEEN_ROLES = re.compile(r"[,;|+&\n]| (?:and|y|e|et) ")


@dataclass(frozen=True, slots=True)
class Added:
    """A person to add, as a row says."""

    name: str
    email: str
    roles: frozenset[str]
    region: str
    interface: str


@dataclass(frozen=True, slots=True)
class Reading:
    """How a list is read: words for roles besides the usual ones, and what holds for a row that does not say."""

    role_words: Mapping[str, str] = field(default_factory=dict)
    role: str = PARTICIPANT
    interface: str = INTERFACE[0]

    def role_of(self, words: str) -> str | None:
        return self.role_words.get(words) or _ROLE_WORDS.get(words)

    def roles_in(self, cell: str) -> frozenset[str] | None:
        """Return the roles that a cell names, or None if any of its words is no role."""
        words = fold(cell)
        parts = [words] if self.role_of(words) else map(str.strip, _BETWEEN_ROLES.split(words))
        roles = [self.role_of(part) for part in parts if part]
        return frozenset(filter(None, roles)) if roles and None not in roles else None


def said_in(sight: Sight, row: SheetRow, reading: Reading) -> tuple[Added, tuple[Fault, ...]]:
    """Return whom a row adds, and its faults; those of the row as a whole come first."""
    faults = faults_of_row(row, Fault(Trouble.SURPLUS), Fault(Trouble.UNSHOWABLE))
    cells = _sorted_out(sight, row.cells, reading, faults) if row.cells.keys() <= set(_PLACES) else dict(row.cells)
    bracketed = [_bracketed(cells.get(column, "")) for column in ("name", "email")]
    name = next((name for name, _ in bracketed if name), "" if "@" in cells.get("name", "") else cells.get("name", ""))
    email = next((email for _, email in reversed(bracketed) if email), cells.get("email", ""))
    added = Added(
        name=tidy(name),
        email=normal_email(email.strip().removeprefix("mailto:")),
        roles=_roles(cells.get("roles", ""), reading, faults),
        region=region_in(sight, cells.get("region", "").strip(), faults),
        interface=_interface(cells.get("interface", ""), reading, faults),
    )
    faults += faults_of_person(added.name, added.email)
    if reaches_nobody(added.email):
        faults.append(Fault(Trouble.BAD_EMAIL, added.email))
    return added, tuple(dict.fromkeys(faults))


def _bracketed(cell: str) -> tuple[str, str]:
    """Return the name and the address of "Name <address>"; two empty words for anything else."""
    name, opened, rest = cell.partition("<")
    address, closed, _after = rest.partition(">")
    return (name.strip(" \"'“”"), address) if opened and closed and "@" in address else ("", "")


def _sorted_out(sight: Sight, cells: Mapping[str, str], reading: Reading, faults: list[Fault]) -> dict[str, str]:
    """Return cells by column, when no first row names the columns: each is known by what it holds."""
    parts = [part.strip() for part in _parts(list(cells.values())) if part.strip()]
    addresses = [part for part in parts if "@" in part]
    if len(addresses) > 1 or any(part.count("@") > 1 for part in addresses):
        faults.append(Fault(Trouble.SEVERAL_ADDRESSES))
    others = [part for part in parts if "@" not in part]
    found = {"email": addresses[0] if addresses else "", "name": ""}
    is_named = bool(_bracketed(found["email"])[0])
    for part in others:
        column = _column_of(sight, part, reading)
        if column is None and not is_named:
            found["name"], is_named = part, True
        elif column is None:
            faults.append(Fault(Trouble.UNKNOWN_CELL, part[:SHOWN]))
        else:
            found[column] = f"{found[column]}, {part}" if column == "roles" and column in found else part
    return found


def _parts(cells: list[str]) -> Iterable[str]:
    """Return the cells; a single one is a line with another separator than the rest of the list."""
    filled = [cell for cell in cells if cell.strip()]
    return _BETWEEN_CELLS.split(filled[0]) if len(filled) == 1 else filled


def _column_of(sight: Sight, cell: str, reading: Reading) -> str | None:
    """Return the column that a cell belongs to, or None for words that are no role, language or region."""
    words = fold(cell)
    if reading.roles_in(cell) is not None:
        return "roles"
    if LANGUAGE_WORDS.get(words) in INTERFACE:
        return "interface"
    return "region" if words in map(fold, sight.forum.regions) else None


def _roles(cell: str, reading: Reading, faults: list[Fault]) -> frozenset[str]:
    roles = reading.roles_in(cell)
    if cell.strip() and roles is None:
        faults.append(Fault(Trouble.UNKNOWN_ROLE, tidy(cell)[:SHOWN]))
    return roles or frozenset({reading.role})


def _interface(cell: str, reading: Reading, faults: list[Fault]) -> str:
    code = LANGUAGE_WORDS.get(fold(cell), "")
    if cell.strip() and code not in INTERFACE:
        faults.append(Fault(Trouble.UNKNOWN_INTERFACE, tidy(cell)[:SHOWN]))
    return code if code in INTERFACE else reading.interface
