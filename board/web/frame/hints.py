"""Hints beside a field: what in a text will be hard to translate. They block nothing; each person can do without."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from board.actions import profiles
from board.extensions import limiter
from board.visible import Sight
from board.web.frame.hint_words import hints_of_form
from board.web.frame.render import forum_part
from board.web.security import rate_key, safe_path
from board.web.viewer import access, myself, wants_part

blueprint = Blueprint("hints", __name__)


@blueprint.post("/f/<forum>/hints")
@limiter.limit("60 per minute", key_func=rate_key)
@access("member")
def hints(sight: Sight) -> Response:
    """Return the hints for what is being typed."""
    return forum_part(sight, "frame/_hints.html", hints=hints_of_form(sight))


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
