"""The history of a translation: every version that was ever saved."""

from __future__ import annotations

from flask import Blueprint, Response, request

from board.pages.translation_history import translation_history
from board.visible import Sight
from board.web.field_rules import whole_number
from board.web.frame.lookup import standing_text
from board.web.frame.render import forum_page
from board.web.security import reads_slowly
from board.web.viewer import access

blueprint = Blueprint("translation_history", __name__)


@blueprint.get("/f/<forum>/translate/<key>/history")
@reads_slowly
@access("translator")
def history(sight: Sight, key: str) -> Response:
    """Show all translations of each paragraph, the newest first, each compared with the one before."""
    text = standing_text(sight, key)
    portion = translation_history(sight, text, whole_number(request.args.get("part")))
    return forum_page(sight, "desk/translation_history.html", text=text, portion=portion)
