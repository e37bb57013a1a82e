"""For load balancers: whether this server can do its work."""

from __future__ import annotations

from flask import Blueprint
from sqlalchemy import text

from board.extensions import db, limiter
from board.web.viewer import access

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@limiter.exempt
@access("public")
def healthz() -> tuple[str, int, dict[str, str]]:
    """200 when the database answers."""
    db.session.execute(text("select 1"))
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8"}
