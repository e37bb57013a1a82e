"""Importing a glossary: all rows as the plan showed, or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from board.actions.glossary import entry_from, entry_of, entry_troubles, fill, new_term
from board.actions.plans import Outcome, Plan, PlannedRow, faults_of_row, plan_of
from board.actions.posting import Conflict
from board.extensions import db
from board.models import GlossaryTerm
from board.rules import permissions
from board.rules.glossary import Entry, Trouble
from board.rules.languages import ENDONYMS
from board.rules.permissions import check
from board.text import SheetRow, fold
from board.visible.gate import Sight

CODES = {fold(name): code for code, name in ENDONYMS.items()} | {code: code for code in ENDONYMS}
"""How a file may name a language."""

TermRow = PlannedRow[Entry, Entry, Trouble]
"""A row for a term, beside the glossary's entry for that term."""
TermPlan = Plan[Entry, Entry, Trouble]
Same = tuple[str, str, str]
"""What identifies a term: its language, its target language, and the term without case and accents."""


def plan_import(sight: Sight, rows: Iterable[SheetRow], pair: tuple[str, str]) -> TermPlan:
    """Return what the import would make of each row. ``pair`` is the languages of rows that name none."""
    return _plan(_terms(sight), rows, pair)


def _terms(sight: Sight, *, lock: bool = False) -> dict[Same, GlossaryTerm]:
    query = select(GlossaryTerm).where(GlossaryTerm.forum_id == sight.forum.id).order_by(GlossaryTerm.id)
    if lock:  # wait for anyone who is changing a term now
        query = query.with_for_update().execution_options(populate_existing=True)
    return {_same(entry_of(term)): term for term in db.session.scalars(query)}


def _plan(terms: Mapping[Same, GlossaryTerm], rows: Iterable[SheetRow], pair: tuple[str, str]) -> TermPlan:
    standing = {same: entry_of(term) for same, term in terms.items()}
    seen: dict[Same, tuple[int, Entry]] = {}
    return plan_of((_planned(row, pair, standing, seen) for row in rows), lambda row: (row.said, row.standing))


def _same(entry: Entry) -> Same:
    return entry.language, entry.target, fold(entry.term)


def _planned(
    row: SheetRow, pair: tuple[str, str], standing: Mapping[Same, Entry], seen: dict[Same, tuple[int, Entry]]
) -> TermRow:
    entry = _entry(row, pair, standing)
    before = standing.get(_same(entry))
    troubles = *faults_of_row(row, Trouble.SURPLUS, Trouble.UNSHOWABLE), *entry_troubles(entry)
    first, earlier = seen.setdefault(_same(entry), (row.number, entry)) if not troubles else (row.number, entry)
    twice = first if earlier != entry else None
    if troubles or twice:
        outcome = Outcome.REFUSED
    elif entry == before or first != row.number:
        outcome = Outcome.UNCHANGED
    else:
        outcome = Outcome.CHANGED if before else Outcome.NEW
    return PlannedRow(row.number, entry, outcome, troubles, before, twice)


def _entry(row: SheetRow, pair: tuple[str, str], standing: Mapping[Same, Entry]) -> Entry:
    """Read an entry from a row. If the file has no column for notes, the term keeps its note."""
    language, target = (_code(row.cells.get(name, "")) for name in ("language", "target"))
    given = row.cells.get("term", ""), row.cells.get("translation", "")
    entry = entry_from(*given, row.cells.get("note", ""), language or pair[0], target or pair[1])
    before = standing.get(_same(entry))
    return (
        entry_from(*given, before.note, entry.language, entry.target) if before and "note" not in row.cells else entry
    )


def _code(cell: str) -> str:
    return CODES.get(fold(cell), cell.strip())


def import_terms(sight: Sight, rows: Sequence[SheetRow], pair: tuple[str, str], seen: str) -> TermPlan:
    """Import all rows as the plan showed, or none.

    Raises Conflict if the plan is no longer the one with the mark ``seen``, and RowsRefused if a row cannot be
    imported.
    """
    check(permissions.keep_glossary(sight.viewer))
    terms = _terms(sight, lock=True)
    plan = _plan(terms, rows, pair)
    plan.check(seen)
    for row in plan.of(Outcome.CHANGED):
        fill(terms[_same(row.said)], row.said)
    db.session.add_all(new_term(sight, row.said) for row in plan.of(Outcome.NEW))
    try:
        db.session.commit()
    except IntegrityError:  # somebody added one of the terms meanwhile
        db.session.rollback()
        raise Conflict from None
    return plan
