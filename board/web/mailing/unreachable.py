"""Mail again to an address from which it came back, because its person says that it is right."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from board.actions import bouncing
from board.extensions import limiter
from board.web.security import rate_key, safe_path
from board.web.viewer import access, myself

blueprint = Blueprint("unreachable", __name__)


@blueprint.post("/profile/send-again")
@limiter.limit("5 per day", key_func=rate_key)  # other servers resent a site that keeps writing to nobody
@access("signed_in")
def send_again() -> BaseResponse:
    """Send mail of forums to the person's address again."""
    bouncing.lift(myself().email)
    flash(_("E-mail is sent to your address again. If it comes back once more, this notice does too."))
    return redirect(safe_path(request.form.get("back"), "/"), 303)
