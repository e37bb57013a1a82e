"""How far translation has come, for the people who organise it."""

from __future__ import annotations

from flask import Blueprint, Response
from flask_babel import format_timedelta

from board.pages.waiting import backlog
from board.visible import Sight
from board.web.desk.plot import drawn_pace
from board.web.frame.render import forum_page
from board.web.viewer import access

blueprint = Blueprint("backlog", __name__)


@blueprint.get("/f/<forum>/admin/translation")
@access("admin")
def translation(sight: Sight) -> Response:
    """Show by week and language what waits, since when, and how long translation has taken lately."""
    lines, total = backlog(sight)
    return forum_page(
        sight, "desk/backlog.html", lines=lines, total=total, span=format_timedelta, plot=drawn_pace(sight)
    )
