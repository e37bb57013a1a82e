"""Keeping the codebook: admins put themes to use, retire, order and merge them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from board.actions import codebook
from board.rules.synthesis import IN_USE, RETIRED
from board.visible import Sight
from board.web.synthesis.finding import theme_address, theme_by_key
from board.web.viewer import access, not_found

blueprint = Blueprint("codebook", __name__)


@blueprint.post("/f/<forum>/theme/<key>/state")
@access("admin")
def set_state(sight: Sight, key: str) -> BaseResponse:
    """Put a theme to use, or retire it."""
    theme, name = theme_by_key(sight, key)
    wanted = request.form.get("state")
    if wanted not in (IN_USE, RETIRED):
        not_found()
    codebook.set_state(sight, theme, wanted, name.source)
    flash(_("The theme is in use.") if wanted == IN_USE else _("The theme is retired, and its passages with it."))
    return _to_codebook(sight)


def _to_codebook(sight: Sight, **anchor: Any) -> BaseResponse:
    return redirect(url_for("themes.themes", forum=sight.forum.slug, **anchor), 303)


@blueprint.post("/f/<forum>/theme/<key>/move")
@access("admin")
def move(sight: Sight, key: str) -> BaseResponse:
    """Move a theme one place up or down."""
    theme, _name = theme_by_key(sight, key)
    codebook.move_theme(sight, theme, up=request.form.get("way") == "up")
    return _to_codebook(sight, _anchor=f"t-{key}")


@blueprint.post("/f/<forum>/theme/<key>/merge")
@access("admin")
def merge(sight: Sight, key: str) -> BaseResponse:
    """Hand all passages of a theme to another one, and retire it."""
    (theme, name), (into, other) = theme_by_key(sight, key), theme_by_key(sight, request.form.get("into", ""))
    number = codebook.merge_themes(sight, theme, into, (name.source, other.source))
    flash(
        ngettext(
            "%(num)d passage is under “%(theme)s” now.", "%(num)d passages are under “%(theme)s” now.", number,
            theme=other.source,
        )
    )  # fmt: skip
    return redirect(theme_address(sight, into), 303)
