"""Members say whether they may be written to after the forum."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from board.actions import further
from board.visible import Sight
from board.web.viewer import access, myself

blueprint = Blueprint("further", __name__)


@blueprint.post("/f/<forum>/further")
@access("member")
def choose(sight: Sight) -> BaseResponse:
    """Agree to be written to about further opportunities, or no longer."""
    wanted = request.form.get("agreed") == "y"
    further.choose_further(sight, wanted)
    flash(_("Thank you. The admins may write to you.") if wanted else _("The admins do not write to you about it."))
    return redirect(f"{url_for('people.person', forum=sight.forum.slug, key=myself().key)}#further", 303)
