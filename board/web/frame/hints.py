"""Hints beside a field: what in a text will be hard to translate. They block nothing; each person can do without."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, flash, make_response, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as BaseResponse

from board.actions import profiles
from board.extensions import limiter
from board.pages.hints import hints_for
from board.rules.languages import ENDONYMS
from board.text import Advice, Hint, clean
from board.visible import Sight
from board.web.frame.render import forum_part
from board.web.lengths import MAX_BODY
from board.web.security import rate_key, safe_path
from board.web.viewer import access, myself, wants_part

blueprint = Blueprint("hints", __name__)

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


@blueprint.post("/f/<forum>/hints")
@limiter.limit("60 per minute", key_func=rate_key)
@access("member")
def hints(sight: Sight) -> Response:
    """Return the hints for what is being typed."""
    return forum_part(sight, "frame/_hints.html", hints=hints_of_form(sight))


def hints_of_form(sight: Sight) -> list[Hint]:
    """Return the hints for the text of a form, unless the person does without."""
    language = request.form.get("language", "")
    if not myself().hints:
        return []
    return hints_for(sight, clean(request.form.get("body", "")[:MAX_BODY]), language if language in ENDONYMS else "")


@blueprint.post("/hints")
@access("signed_in")
def choose() -> Response | BaseResponse:
    """Switch the hints on or off for this person, in all forums."""
    wanted = request.form.get("hints") == "on"
    profiles.choose_hints(myself(), wanted)
    if wants_part():
        return make_response(render_template("frame/_hints_off.html"))
    flash(_("Hints on writing are on.") if wanted else _("Hints on writing are off."))
    return redirect(safe_path(request.form.get("back"), "/"), 303)
