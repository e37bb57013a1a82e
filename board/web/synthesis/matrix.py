"""The matrix *regions × themes*: what the forum has said, at a glance."""

from __future__ import annotations

from flask import Blueprint, Response

from board.pages.matrix import matrix as matrix_of
from board.visible import Sight
from board.web.frame.render import forum_page
from board.web.viewer import access

blueprint = Blueprint("matrix", __name__)


@blueprint.get("/f/<forum>/synthesis")
@access("reader")
def matrix(sight: Sight) -> Response:
    """Show how many passages each cell holds."""
    return forum_page(sight, "synthesis/matrix.html", matrix=matrix_of(sight))
