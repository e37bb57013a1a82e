"""The forum's glossary as a page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from board.extensions import db
from board.models import GlossaryTerm
from board.text import fold
from board.visible import Sight, visible_terms

A_PAGE = 200


@dataclass(frozen=True, slots=True)
class Glossary:
    """One page of the terms that match a search."""

    terms: Sequence[GlossaryTerm]
    wanted: str
    found: int
    """How many terms match, on all pages."""
    whole: int
    """How many terms the glossary has."""
    page: int
    pages: int
    pairs: frozenset[tuple[str, str]]
    """The pairs of languages, from and into, of all terms."""


def glossary(sight: Sight, wanted: str = "", page: int = 1) -> Glossary:
    """Find the terms that contain ``wanted``, ignoring case and accents; one query.

    SQLite and PostgreSQL fold letters differently, and a glossary is small, so it is searched in Python.
    """
    terms = list(db.session.scalars(visible_terms(sight)))
    matching = [term for term in terms if _holds(term, fold(wanted))]
    pages = max(1, ceil(len(matching) / A_PAGE))
    page = min(max(page, 1), pages)
    shown = matching[(page - 1) * A_PAGE : page * A_PAGE]
    pairs = frozenset((term.language, term.target) for term in terms)
    return Glossary(shown, wanted, len(matching), len(terms), page, pages, pairs)


def _holds(term: GlossaryTerm, folded: str) -> bool:
    return folded in term.folded or folded in fold(term.translation) or folded in fold(term.note)
