"""Leave a line out of the checklist of a forum, or put it back."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from board.actions.checklist import leave_out
from board.rules.checklist import OPTIONAL
from board.visible import Sight
from board.web.viewer import access

blueprint = Blueprint("checklist", __name__)


@blueprint.post("/f/<forum>/admin/checklist")
@access("admin")
def change(sight: Sight) -> BaseResponse:
    """Leave a line out that the forum does not need, or put it back."""
    name, wanted = request.form.get("name", ""), request.form.get("wanted")
    if name not in OPTIONAL or wanted not in ("out", "back"):
        abort(400)
    leave_out(sight, name, wanted == "out")
    flash(_("It is left out.") if wanted == "out" else _("It is on the list again."))
    return redirect(f"{url_for('cockpit.cockpit', forum=sight.forum.slug)}#checklist", 303)
