"""The translation memory as a file that other tools read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from board.extensions import db
from board.models import MemoryUnit
from board.text import TmxUnit, write_tmx
from board.visible import Sight, memory_units, whole_memory

AT_ONCE = 500
"""How many units are in memory at once."""


def memory_file(sight: Sight) -> Iterator[str]:
    """Yield the memory as TMX, piece by piece: what the viewer may see now."""
    return write_tmx(_units(sight), sight.forum.name)


def _units(sight: Sight) -> Iterator[TmxUnit]:
    for row in db.session.execute(whole_memory(sight).execution_options(yield_per=AT_ONCE)):
        yield _unit(sight, *row)
    for unit in db.session.scalars(memory_units(sight).execution_options(yield_per=AT_ONCE)):
        yield _imported(unit)


def _unit(
    sight: Sight, key: str, lineage: str, language: str, target: str, source: str, translation: str,
    created_at: Any, changed_at: Any, kind: str, week_id: int | None,
) -> TmxUnit:  # fmt: skip
    week = {"x-week": str(sight.week(week_id).number)} if week_id is not None else {}
    props = {"x-kind": kind, **week}
    return TmxUnit(f"{key}.{lineage}", language, target, source, translation, created_at, changed_at, props)


def _imported(unit: MemoryUnit) -> TmxUnit:
    unit_id = f"imported.{unit.language}-{unit.target}.{unit.digest[:16]}"
    sides = unit.language, unit.target, unit.source, unit.translation
    return TmxUnit(unit_id, *sides, unit.created_at, unit.created_at, {"x-origin": unit.note})
