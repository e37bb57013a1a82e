"""Themes that occur together, as a plot and as the same in a table."""

from __future__ import annotations

from flask import Blueprint, Response
from flask_babel import get_locale

from board.pages.together import Together
from board.pages.together import together as together_of
from board.visible import Sight
from board.web.charts import ArcChart, arcs
from board.web.frame.credits import in_my_language
from board.web.frame.render import forum_page
from board.web.viewer import access

blueprint = Blueprint("together", __name__)


@blueprint.get("/f/<forum>/synthesis/together")
@access("reader")
def together(sight: Sight) -> Response:
    """Show which themes have passages of the same posts and readings."""
    view = together_of(sight)
    return forum_page(sight, "synthesis/together.html", together=view, chart=_plot(view))


def _plot(view: Together) -> ArcChart:
    """Draw the themes among each other, with an arc for each two that occur together."""
    places = {theme.id: place for place, (theme, _name) in enumerate(view.drawn)}
    names = [in_my_language(name, str(get_locale())) for _theme, name in view.drawn]
    drawn = [(pair.ids, pair.number) for pair in view.pairs if places.keys() >= set(pair.ids)]
    return arcs(names, [(places[one], places[other], number) for (one, other), number in drawn])
