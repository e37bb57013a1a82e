"""Hints for somebody who writes a text of a forum that will be translated."""

from __future__ import annotations

from board.extensions import db
from board.rules.languages import target_for
from board.text import Hint, Term, guess_language, hints
from board.visible import Sight, writing_terms

ENOUGH = 12
"""Words of a text that has just been begun: fewer are no sentence yet."""


def hints_for(sight: Sight, source: str, language: str) -> list[Hint]:
    """Return the hints for a text; none unless the forum translates its language. ``language`` is "" if it is to be
    guessed. At most one query.
    """
    if len(source.split()) < ENOUGH:
        return []
    written = language or guess_language(source) or sight.forum.languages[0]
    if target_for(written, sight.forum.policy) is None:
        return []
    terms = [Term(*row) for row in db.session.execute(writing_terms(sight, written))]
    return hints(source, written, tuple(terms))
