"""Follow a thread, or stop following it."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from board.actions import following
from board.visible import Sight
from board.web.frame.lookup import thread_address, thread_by_key
from board.web.frame.render import forum_part
from board.web.viewer import access, wants_part

blueprint = Blueprint("following", __name__)


@blueprint.post("/f/<forum>/thread/<key>/follow")
@access("member")
def follow(sight: Sight, key: str) -> Response | BaseResponse:
    """Follow a thread, or stop following it. htmx gets the button that does the opposite."""
    thread, wanted = thread_by_key(sight, key), request.form.get("following") == "1"
    following.follow(sight, thread, wanted)
    if wants_part():
        return forum_part(sight, "frame/_follow.html", thread=thread, follows=wanted)
    flash(_("You follow this thread.") if wanted else _("You no longer follow this thread."))
    return redirect(thread_address(sight, thread), 303)
