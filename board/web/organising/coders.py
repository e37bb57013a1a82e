"""Admins ask members, and themselves, to go through the discussion at the coding desk."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from board.actions import coding
from board.visible import Sight
from board.web.frame.lookup import membership_by_key
from board.web.viewer import access

blueprint = Blueprint("coders", __name__)


@blueprint.post("/f/<forum>/admin/people/<key>/coding")
@access("admin")
def ask(sight: Sight, key: str) -> BaseResponse:
    """Ask a member to code, or no longer."""
    membership = membership_by_key(sight, key)
    name, codes = membership.shown.name, request.form.get("codes") == "yes"
    coding.ask_to_code(sight, membership, codes)
    flash(
        _("%(name)s codes now, and finds the coding desk beside the synthesis.", name=name)
        if codes
        else _("%(name)s does not code any more. What they placed stays.", name=name)
    )
    return redirect(url_for("members.person", forum=sight.forum.slug, key=key), 303)
