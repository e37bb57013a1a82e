"""Importing a translation memory: its units are offered to translators from then on, and fill nothing by themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from board.actions.plans import Outcome, Plan, PlannedRow, plan_of
from board.actions.posting import Conflict
from board.extensions import db
from board.models import MemoryUnit
from board.models.base import new_key
from board.rules import permissions
from board.rules.memory import Fault, Unit, faults
from board.rules.permissions import check
from board.text import TmxPair, clean, is_showable, memory_digest, tidy
from board.visible import whole_memory
from board.visible.gate import Sight

MemoryRow = PlannedRow[Unit, str, Fault]
"""A unit of a file, beside the translation that the memory has of the same source from an earlier import."""
MemoryPlan = Plan[Unit, str, Fault]
Same = tuple[str, str, str]
"""What identifies a unit: its two languages, and the digest of its source."""
AT_ONCE = 1_000
"""How many units a query looks up."""
SHOWN = 300
"""Characters of a unit that is left out."""


def plan_import(sight: Sight, pairs: Iterable[TmxPair]) -> MemoryPlan:
    """Return what the import would make of each pair of a file."""
    return _plan(sight, _units(pairs), {})


def import_units(sight: Sight, pairs: Iterable[TmxPair], note: str, seen: str) -> MemoryPlan:
    """Import all units as the plan showed, or none. ``note`` says where they come from.

    Raises Conflict if the plan is no longer the one with the mark ``seen``.
    """
    check(permissions.keep_memory(sight.viewer))
    standing: dict[Same, MemoryUnit] = {}
    plan = _plan(sight, _units(pairs), standing, lock=True)
    plan.check(seen)
    batch = new_key()
    for row in [*plan.of(Outcome.NEW), *plan.of(Outcome.CHANGED)]:
        unit = standing.get(_same(row.said)) or MemoryUnit(forum_id=sight.forum.id)
        _fill(unit, row.said)
        unit.batch, unit.note, unit.author_id, unit.created_at = batch, note, sight.viewer.user_id, sight.now
        db.session.add(unit)
    try:
        db.session.commit()
    except IntegrityError:  # somebody imported one of the units meanwhile
        db.session.rollback()
        raise Conflict from None
    return plan


def remove_import(sight: Sight, batch: str) -> int:
    """Remove what is left of an import; return how many units were removed. What was taken over from it stays."""
    check(permissions.keep_memory(sight.viewer))
    units = delete(MemoryUnit).where(MemoryUnit.forum_id == sight.forum.id, MemoryUnit.batch == batch)
    removed = db.session.execute(units)
    db.session.commit()
    return int(removed.rowcount)  # type: ignore[attr-defined]


def _fill(row: MemoryUnit, unit: Unit) -> None:
    row.language, row.target, row.digest = _same(unit)
    row.source, row.translation = unit.source, unit.translation


def _same(unit: Unit) -> Same:
    return unit.language, unit.target, memory_digest(unit.source)


Read = tuple[int, Unit, tuple[Fault, ...]]
"""A unit's number in its file, the unit, and why it is left out."""


def _units(pairs: Iterable[TmxPair]) -> list[Read]:
    return [_read(pair.number, Unit(pair.language, pair.target, pair.source, pair.translation)) for pair in pairs]


def _read(number: int, unit: Unit) -> Read:
    """Clean a unit as texts are cleaned. One that is left out is not, which could take long; its beginning is shown."""
    found = tuple(faults(unit))
    if not is_showable(unit.source + unit.translation):
        found = (*found, Fault.UNSHOWABLE)
    if found:
        return (
            number,
            unit._replace(source=tidy(unit.source[:SHOWN]), translation=tidy(unit.translation[:SHOWN])),
            found,
        )
    unit = unit._replace(source=clean(unit.source).strip("\n"), translation=clean(unit.translation).strip("\n"))
    return number, unit, tuple(faults(unit))


def _plan(
    sight: Sight,
    units: Sequence[Read],
    standing: dict[Same, MemoryUnit],
    *,
    lock: bool = False,
) -> MemoryPlan:
    """Plan the import of units, and put the imported units with the same sources into ``standing``."""
    sames = {_same(unit) for _, unit, found in units if not found}
    approved = _approved(sight, sames)  # before any row is held: it reads the whole memory
    standing.update(_standing(sight, sames, lock=lock))
    seen: dict[Same, int] = {}
    rows = [_planned(number, unit, found, standing, approved, seen) for number, unit, found in units]
    return plan_of(rows, lambda row: (row.said, row.standing, row.twice))


def _standing(sight: Sight, sames: Collection[Same], *, lock: bool) -> dict[Same, MemoryUnit]:
    found: dict[Same, MemoryUnit] = {}
    digests = sorted({digest for *_languages, digest in sames})
    for first in range(0, len(digests), AT_ONCE):
        some = MemoryUnit.digest.in_(digests[first : first + AT_ONCE])
        query = select(MemoryUnit).where(MemoryUnit.forum_id == sight.forum.id, some)
        if lock:  # wait for anyone who is importing or removing one of them now
            query = query.order_by(MemoryUnit.id).with_for_update().execution_options(populate_existing=True)
        found.update({(unit.language, unit.target, unit.digest): unit for unit in db.session.scalars(query)})
    return found


def _approved(sight: Sight, sames: Collection[Same]) -> set[tuple[Same, str]]:
    """Return the approved translations of the same sources that the person may see."""
    found = set()
    for _key, _lineage, language, target, source, translation, *_rest in db.session.execute(whole_memory(sight)):
        same = language, target, memory_digest(source)
        if same in sames:
            found.add((same, translation.strip()))
    return found


def _planned(
    number: int, unit: Unit, found: tuple[Fault, ...], standing: dict[Same, MemoryUnit],
    approved: set[tuple[Same, str]], seen: dict[Same, int],
) -> MemoryRow:  # fmt: skip
    if found:
        return PlannedRow(number, unit, Outcome.LEFT_OUT, found)
    same = _same(unit)
    before = standing[same].translation if same in standing else None
    if same in seen:
        return PlannedRow(number, unit, Outcome.LEFT_OUT, twice=seen[same])
    seen[same] = number
    if before == unit.translation or (same, unit.translation.strip()) in approved:
        return PlannedRow(number, unit, Outcome.UNCHANGED)
    return PlannedRow(number, unit, Outcome.CHANGED if before is not None else Outcome.NEW, standing=before)
