"""The languages that a member reads, in all forums or in this one."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from board.actions import profiles
from board.pages.welcome import own_membership
from board.visible import Sight
from board.web.frame.reads import languages_of, offered, ticked_before, typed_reads
from board.web.frame.render import forum_page
from board.web.security import safe_path
from board.web.viewer import access, myself, one_or_404

blueprint = Blueprint("reading_languages", __name__)

HERE = "here"
"""The value of the choice that counts in this forum alone."""


@blueprint.get("/f/<forum>/languages")
@access("member")
def page(sight: Sight) -> Response:
    """Ask which languages the person reads, and whether that counts in this forum alone."""
    chosen = ticked_before(myself())
    return forum_page(
        sight,
        "account/reading_languages.html",
        offered=offered(languages_of(sight.forum), chosen),
        chosen=chosen,
        is_here=bool(one_or_404(own_membership(sight)).reads),
        back=_back(sight, request.args.get("back")),
        here_alone=HERE,
    )


@blueprint.post("/f/<forum>/languages")
@access("member")
def save(sight: Sight) -> BaseResponse:
    """Keep the choice, and lead back to the page on which the person was."""
    membership = one_or_404(own_membership(sight))
    profiles.say_reads(myself(), membership, typed_reads(), here=request.form.get("where") == HERE)
    flash(_("Your languages are saved."))
    return redirect(_back(sight, request.form.get("back")), 303)


def _back(sight: Sight, path: str | None) -> str:
    return safe_path(path, url_for("forums.programme", forum=sight.forum.slug))
