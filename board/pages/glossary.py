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
    """A page of the terms that were asked for."""

    terms: Sequence[GlossaryTerm]
    wanted: str
    found: int
    """How many terms were found, on all pages."""
    whole: int
    """How many terms there are at all."""
    page: int
    pages: int
    pairs: frozenset[tuple[str, str]]
    """Languages of all terms, from and into."""


def glossary(sight: Sight, wanted: str = "", page: int = 1) -> Glossary:
    """The terms in which something stands, whatever its case and accents; one query.

    Databases do not fold alike, and a glossary is small: it is looked through here.
    """
    terms = list(db.session.scalars(visible_terms(sight)))
    found = [term for term in terms if _holds(term, fold(wanted))]
    pages = max(1, ceil(len(found) / A_PAGE))
    page = min(max(page, 1), pages)
    shown = found[(page - 1) * A_PAGE : page * A_PAGE]
    pairs = frozenset((term.language, term.target) for term in terms)
    return Glossary(shown, wanted, len(found), len(terms), page, pages, pairs)


def _holds(term: GlossaryTerm, folded: str) -> bool:
    return folded in term.folded or folded in fold(term.translation) or folded in fold(term.note)
