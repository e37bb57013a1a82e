"""The page on which a forum can be taken along, with the form for admins, who can bring a codebook."""

from __future__ import annotations

from flask import Response

from board.exports.codebook import has_codes
from board.exports.seeing import plain_sight
from board.visible import Sight
from board.web.exporting.forms import MAX_FILE, CodebookForm
from board.web.frame.render import forum_page


def data_page(sight: Sight, form: CodebookForm, status: int = 200) -> Response:
    """Say what each file is, and what is not in it."""
    has_themes = has_codes(plain_sight(sight))
    return forum_page(sight, "exporting/data.html", status=status, form=form, has_themes=has_themes, max_bytes=MAX_FILE)
