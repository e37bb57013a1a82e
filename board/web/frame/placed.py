"""Lines below a post that are rendered apart from the kept post: that it names its reader, that a translator asks its
author something, and how many of its passages are in the synthesis.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from board.visible import Sight

PlacedLine = Callable[[str, int], Markup]
LINE = Markup('<p class="actions"><a href="{}">{}</a></p>')
NAMES_YOU = Markup('<p class="meta"><strong class="new">{}</strong></p>')
ASKED = Markup('<p class="notice"><a href="{}">{}</a></p>')
NOTHING = Markup()


def names_you() -> Markup:
    """Return the line of a post that names its reader."""
    return NAMES_YOU.format(_("names you"))


def reword_line(sight: Sight, text_key: str) -> Markup:
    """Return the line of a post of which a translator asks its reader, the author, to reword something."""
    words = _("A translator asks you to reword something")
    return ASKED.format(url_for("rewording.asked", forum=sight.forum.slug, key=text_key), words)


def placed_lines(sight: Sight) -> PlacedLine:
    """Return a function that gives the line of a post, by its key and the number of its passages."""

    def line(key: str, number: int) -> Markup:
        if not number:
            return NOTHING
        words = ngettext(
            "%(num)d passage of this post is in the synthesis", "%(num)d passages of this post are in the synthesis",
            number,
        )  # fmt: skip
        return LINE.format(url_for("passages.of_post", forum=sight.forum.slug, key=key), words)

    return line
