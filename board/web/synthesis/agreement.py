"""How far people who code agree, for admins."""

from __future__ import annotations

from flask import Blueprint, Response

from board.pages.agreement import agreement as agreement_of
from board.visible import Sight
from board.web.frame.render import forum_page
from board.web.viewer import access

blueprint = Blueprint("agreement", __name__)


@blueprint.get("/f/<forum>/coding/agreement")
@access("admin")
def agreement(sight: Sight) -> Response:
    """Show the agreement on each theme, and the paragraphs on which people differ."""
    return forum_page(sight, "synthesis/agreement.html", agreement=agreement_of(sight))
