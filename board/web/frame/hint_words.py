"""Hints on writing, in words, and those for the text of a form."""

from __future__ import annotations

from flask import Flask, request
from flask_babel import lazy_gettext as _l

from board.pages.hints import hints_for
from board.rules.languages import ENDONYMS
from board.text import Advice, Hint, clean
from board.visible import Sight
from board.web.lengths import MAX_BODY
from board.web.viewer import myself

HINT_WORDS = {
    Advice.LONG: _l("“%(words)s …” is a sentence of %(instead)s words. Two short ones are translated better."),
    Advice.UNSTOPPED: _l("No stop after “… %(words)s”: a machine may read on into the next paragraph."),
    Advice.TERM: _l("“%(words)s”: the glossary of this forum has “%(instead)s”."),
    Advice.ABBREVIATION: _l("Spell “%(words)s” out once: not every reader knows what it stands for."),
}


def hint_words(hint: Hint) -> str:
    """Return a hint in the reader's language."""
    return str(HINT_WORDS[hint.advice]) % {"words": hint.words, "instead": hint.instead}


def connect(app: Flask) -> None:
    """Give templates these words."""
    app.jinja_env.filters["hint"] = hint_words


def hints_of_form(sight: Sight) -> list[Hint]:
    """Return the hints for the text of a form, unless the person does without."""
    language = request.form.get("language", "")
    if not myself().hints:
        return []
    return hints_for(sight, clean(request.form.get("body", "")[:MAX_BODY]), language if language in ENDONYMS else "")
