"""Importing a glossary: a plan shows first what would become of each row; then exactly that happens, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from board.actions.glossary import entry_from, entry_of, entry_troubles, fill, mark, new_term
from board.actions.holding import let_go
from board.actions.posting import Conflict
from board.extensions import db
from board.models import GlossaryTerm
from board.rules import permissions
from board.rules.glossary import Entry, Trouble
from board.rules.languages import ENDONYMS
from board.rules.permissions import check
from board.text import SheetRow, fold, is_showable
from board.visible.gate import Sight

CODES = {fold(name): code for code, name in ENDONYMS.items()} | {code: code for code in ENDONYMS}
"""How a file may name a language."""


class Become(StrEnum):
    """What an import would make of a row."""

    REFUSED = "refused"
    CHANGE = "change"
    NEW = "new"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Fate:
    """A row of the file, and what the import would make of it."""

    number: int
    entry: Entry
    becomes: Become
    before: Entry | None
    """The glossary's entry for the term before the import."""
    troubles: tuple[Trouble, ...]
    twice: int | None
    """The number of an earlier row that says something else about the same term."""


class RowsRefused(ValueError):
    """At least one row cannot be imported, so none was."""


Same = tuple[str, str, str]
"""What identifies a term: its language, its target language, and the term without case and accents."""


def plan_import(sight: Sight, rows: Iterable[SheetRow], pair: tuple[str, str]) -> list[Fate]:
    """Return what the import would make of each row. ``pair`` is the languages of rows that name none."""
    return _plan(_terms(sight), rows, pair)


def _terms(sight: Sight, *, lock: bool = False) -> dict[Same, GlossaryTerm]:
    query = select(GlossaryTerm).where(GlossaryTerm.forum_id == sight.forum.id).order_by(GlossaryTerm.id)
    if lock:  # wait for anyone who is changing a term now
        query = query.with_for_update().execution_options(populate_existing=True)
    return {_same(entry_of(term)): term for term in db.session.scalars(query)}


def _plan(terms: Mapping[Same, GlossaryTerm], rows: Iterable[SheetRow], pair: tuple[str, str]) -> list[Fate]:
    standing = {same: entry_of(term) for same, term in terms.items()}
    seen: dict[Same, tuple[int, Entry]] = {}
    return [_fate(row, pair, standing, seen) for row in rows]


def _same(entry: Entry) -> Same:
    return entry.language, entry.target, fold(entry.term)


def _fate(
    row: SheetRow, pair: tuple[str, str], standing: Mapping[Same, Entry], seen: dict[Same, tuple[int, Entry]]
) -> Fate:
    entry = _entry(row, pair, standing)
    before = standing.get(_same(entry))
    troubles = _row_troubles(row, entry)
    first, earlier = seen.setdefault(_same(entry), (row.number, entry)) if not troubles else (row.number, entry)
    twice = first if earlier != entry else None
    if troubles or twice:
        becomes = Become.REFUSED
    elif entry == before or first != row.number:
        becomes = Become.SAME
    else:
        becomes = Become.CHANGE if before else Become.NEW
    return Fate(row.number, entry, becomes, before, troubles, twice)


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


def _row_troubles(row: SheetRow, entry: Entry) -> tuple[Trouble, ...]:
    """List what is wrong with a row. Faults of the row as a whole come first, since they explain the others."""
    row_faults = [Trouble.SURPLUS] if row.has_surplus else []
    row_faults += [] if all(map(is_showable, row.cells.values())) else [Trouble.UNSHOWABLE]
    return (*row_faults, *entry_troubles(entry))


def plan_mark(fates: Sequence[Fate]) -> str:
    """Return a fingerprint of the plan that somebody was shown: an import whose plan has changed since is refused."""
    return mark([entry for fate in fates for entry in (fate.entry, fate.before) if entry])


def import_terms(sight: Sight, rows: Sequence[SheetRow], pair: tuple[str, str], seen: str) -> list[Fate]:
    """Import all rows as the plan showed, or none.

    Raises Conflict if the plan is no longer the one with the mark ``seen``, and RowsRefused if a row cannot be
    imported.
    """
    check(permissions.keep_glossary(sight.viewer))
    terms = _terms(sight, lock=True)
    fates = _plan(terms, rows, pair)
    if plan_mark(fates) != seen:
        let_go()
        raise Conflict
    if any(fate.becomes is Become.REFUSED for fate in fates):
        let_go()
        raise RowsRefused
    _write(sight, fates, terms)
    return fates


def _write(sight: Sight, fates: Iterable[Fate], terms: Mapping[Same, GlossaryTerm]) -> None:
    for fate in fates:
        if fate.becomes is Become.CHANGE:
            fill(terms[_same(fate.entry)], fate.entry)
        elif fate.becomes is Become.NEW:
            db.session.add(new_term(sight, fate.entry))
    try:
        db.session.commit()
    except IntegrityError:  # somebody added one of the terms meanwhile
        db.session.rollback()
        raise Conflict from None
