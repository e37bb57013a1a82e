"""What every form that places a passage needs: the text, the themes, the likeliest region, the cell that was chosen."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import get_locale

from board.actions.excerpting import Cell
from board.extensions import db
from board.models import Text, Theme
from board.pages.matrix import theme_names
from board.pages.texts import Pair, load_pairs
from board.rules.synthesis import takes_excerpts
from board.visible import Sight, quotable_text, region_of_author
from board.web.frame.credits import in_my_language
from board.web.viewer import one_or_404

Themes = list[tuple[Theme, str]]
"""Themes under which a passage can be placed, with their names in the reader's language."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A text from which a passage is taken, and where it stands."""

    text: Text
    pair: Pair
    kind: str
    key: str
    author_id: int | None


def quoted_by_key(sight: Sight, kind: str, key: str) -> Quoted:
    """Return the text at an address, or abort with 404."""
    text, author_id = one_or_404(db.session.execute(quotable_text(sight, kind, key)).first())
    return Quoted(text, load_pairs(sight, [text])[text.id], kind, key, author_id)


def themes_to_choose(sight: Sight) -> Themes:
    """Return the themes under which the viewer can place a passage."""
    locale = str(get_locale())
    return [(theme, in_my_language(name, locale)) for theme, name in theme_names(sight) if takes_excerpts(theme.state)]


def likely_region(sight: Sight, quoted: Quoted) -> str:
    """Return the region of the passage's author, which is the likeliest one."""
    return db.session.scalar(region_of_author(sight, quoted.author_id)) or ""


def cell_of(themes: Themes, theme_key: str, region: str, why: str) -> Cell:
    """Return the cell that a valid form names; without a reason, the theme's name is the reason."""
    theme, name = next((theme, name) for theme, name in themes if theme.key == theme_key)
    return Cell(theme, region, why or name)


def source_address(sight: Sight, kind: str, key: str) -> str:
    """Return the address at which the words of an excerpt stand among the others."""
    endpoint = "discussion.post" if kind == "post" else "forums.reading"
    return url_for(endpoint, forum=sight.forum.slug, key=key)
