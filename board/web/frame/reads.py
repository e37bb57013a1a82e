"""Asking somebody which languages they read: the boxes of the form, and what was ticked in them."""

from __future__ import annotations

from collections.abc import Collection

from flask import request
from flask_babel import get_locale

from board.models import Forum, User
from board.rules.languages import ENDONYMS
from board.rules.panes import known_languages
from board.web.viewer import languages_read


def languages_of(forum: Forum) -> tuple[str, ...]:
    """Return the languages in which texts of a forum are written, or into which they are translated."""
    pairs = (code for pair in forum.policy for code in pair.split(">"))
    return known_languages([*forum.languages, *pairs])


def offered(first: Collection[str], chosen: Collection[str], *, all_languages: bool = True) -> list[str]:
    """Return the languages to tick: those of the forum first, then those that are ticked, then the others."""
    return list(dict.fromkeys([*first, *chosen, *(ENDONYMS if all_languages else ())]))


def ticked_before(user: User) -> tuple[str, ...]:
    """Return what is ticked when somebody is asked: what they said, or else what their profile and this page tell."""
    return languages_read() or known_languages([*user.languages, str(get_locale())])


def typed_reads() -> tuple[str, ...]:
    """Return the known languages that were ticked."""
    return known_languages(request.form.getlist("reads"))
