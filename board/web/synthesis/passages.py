"""The passages of one post that are in the synthesis, each with its cell."""

from __future__ import annotations

from flask import Blueprint, Response

from board.extensions import db
from board.models import Excerpt
from board.pages.excerpts import excerpts
from board.pages.matrix import theme_names
from board.visible import Sight, quotable_text
from board.web.frame.render import forum_page
from board.web.viewer import access, one_or_404

blueprint = Blueprint("passages", __name__)


@blueprint.get("/f/<forum>/post/<key>/passages")
@access("reader")
def of_post(sight: Sight, key: str) -> Response:
    """List the passages of a post, the earliest placed first."""
    text, _author_id = one_or_404(db.session.execute(quotable_text(sight, "post", key)).first())
    return forum_page(
        sight,
        "synthesis/passages.html",
        key=key,
        target=text.target,
        views=excerpts(sight, Excerpt.text_id == text.id),
        themes={theme.id: (theme, name) for theme, name in theme_names(sight)},
    )
