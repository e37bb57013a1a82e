"""The forum's glossary: translators add, change and remove its terms."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from board.actions.holding import let_go
from board.actions.plans import mark_of
from board.actions.posting import Conflict
from board.extensions import db
from board.models import GlossaryTerm
from board.rules import permissions
from board.rules.glossary import Entry, Trouble, troubles, variants
from board.rules.permissions import check
from board.text import fold, tidy
from board.visible.gate import Sight


class TermTaken(ValueError):
    """The glossary has this term already, with another translation or note."""

    def __init__(self, standing: Entry) -> None:
        super().__init__(standing.term)
        self.standing = standing


class TermGone(LookupError):
    """Somebody removed the term meanwhile."""


def entry_from(term: str, translation: str, note: str, language: str, target: str) -> Entry:
    """Tidy what somebody typed, or what a file holds, into an entry of the glossary."""
    return Entry(tidy(term), " | ".join(variants(tidy(translation))), tidy(note), language, target)


def entry_troubles(entry: Entry) -> list[Trouble]:
    """List everything that is wrong with an entry."""
    return list(troubles(entry, fold(entry.term)))


def entry_of(term: GlossaryTerm) -> Entry:
    """Return the entry that a term holds."""
    return Entry(term.term, term.translation, term.note, term.language, term.target)


def add_term(sight: Sight, entry: Entry) -> GlossaryTerm:
    """Add a term; the same form sent twice adds one. Raises TermTaken."""
    check(permissions.keep_glossary(sight.viewer))
    standing = find_term(sight, entry)
    if standing is None:
        term = new_term(sight, entry)
        if _kept(term):
            return term
        standing = find_term(sight, entry)  # somebody else added it first
    if standing is None or entry_of(standing) != entry:
        raise TermTaken(entry_of(standing) if standing else entry)
    return standing


def find_term(sight: Sight, entry: Entry) -> GlossaryTerm | None:
    """Return the forum's term that equals this one but for case and accents."""
    return db.session.scalar(
        select(GlossaryTerm).where(
            GlossaryTerm.forum_id == sight.forum.id,
            GlossaryTerm.language == entry.language,
            GlossaryTerm.target == entry.target,
            GlossaryTerm.folded == fold(entry.term),
        )
    )


def new_term(sight: Sight, entry: Entry) -> GlossaryTerm:
    """Build a term, without adding it to the database."""
    term = GlossaryTerm(forum_id=sight.forum.id, author_id=sight.viewer.user_id, created_at=sight.now)
    fill(term, entry)
    return term


def fill(term: GlossaryTerm, entry: Entry) -> None:
    """Write an entry into a term."""
    term.term, term.folded, term.translation, term.note = entry.term, fold(entry.term), entry.translation, entry.note
    term.language, term.target = entry.language, entry.target


def _kept(term: GlossaryTerm) -> bool:
    """Commit, unless somebody else added the same term meanwhile."""
    db.session.add(term)
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        return False
    return True


def change_term(sight: Sight, term: GlossaryTerm, entry: Entry, base: str) -> None:
    """Change a term; ``base`` is the mark of what it said when the form was filled.

    Raises Conflict if somebody else changed it meanwhile, TermGone if they removed it, and TermTaken if another term
    already says the same.
    """
    check(permissions.keep_glossary(sight.viewer))
    _lock(term)
    if mark_of(entry_of(term)) != base and entry_of(term) != entry:
        let_go()
        raise Conflict
    other = find_term(sight, entry)
    if other is not None and other.id != term.id:
        let_go()
        raise TermTaken(entry_of(other))
    fill(term, entry)
    if not _kept(term):
        raise TermTaken(entry)


def _lock(term: GlossaryTerm) -> None:
    """Hold the term until the transaction ends, and read it again. Raises TermGone."""
    query = select(GlossaryTerm).where(GlossaryTerm.id == term.id).with_for_update()
    if db.session.scalar(query.execution_options(populate_existing=True)) is None:
        raise TermGone


def remove_term(sight: Sight, term: GlossaryTerm) -> None:
    """Remove a term from the glossary; it is no error if somebody else has removed it already."""
    check(permissions.keep_glossary(sight.viewer))
    db.session.execute(delete(GlossaryTerm).where(GlossaryTerm.id == term.id))
    db.session.commit()
