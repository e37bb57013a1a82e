"""Looking up a theme that an address names."""

from __future__ import annotations

from flask import url_for

from board.extensions import db
from board.models import Theme
from board.pages.texts import Pair, titles
from board.visible import Sight, visible_themes
from board.web.viewer import one_or_404


def theme_address(sight: Sight, theme: Theme) -> str:
    """Return the address of a theme's page."""
    return url_for("themes.theme", forum=sight.forum.slug, key=theme.key)


def theme_by_key(sight: Sight, key: str) -> tuple[Theme, Pair]:
    """Return a theme and its name, or abort with 404."""
    theme: Theme = one_or_404(db.session.scalar(visible_themes(sight).where(Theme.key == key)))
    return theme, titles(sight, [theme.name_id])[theme.name_id]
