"""The matrix *regions × themes*: what the forum has said, at a glance."""

from __future__ import annotations

from flask import Blueprint, Response
from flask_babel import lazy_gettext as _l

from board.pages.cells import open_regions
from board.pages.matrix import matrix as matrix_of
from board.visible import Sight
from board.web.frame.render import forum_page
from board.web.viewer import access

blueprint = Blueprint("matrix", __name__)

VOICE_WORDS = {"true_here": _l("True here"), "not_here": _l("Not here"), "tried": _l("Tried here")}
"""What readers say of a post with one tap, as the heading of a row."""


@blueprint.get("/f/<forum>/synthesis")
@access("reader")
def matrix(sight: Sight) -> Response:
    """Show how many passages each cell holds, and what readers of each region say to the posts that are quoted."""
    counted = matrix_of(sight)
    regions = open_regions(sight, counted)
    return forum_page(
        sight, "synthesis/matrix.html", matrix=counted, voice_words=VOICE_WORDS, open_regions=regions,
        open_cells={(cell.theme.id, region.region) for region in regions for cell in region.cells},
    )  # fmt: skip
