"""Looking up an edition, and the page that says why one is not served any more."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response

from board.pages.editions import EditionView, edition_views, newest_served
from board.visible import Sight
from board.web.frame.render import forum_page
from board.web.viewer import one_or_404


def edition_numbered(sight: Sight, number: int) -> tuple[EditionView, Sequence[EditionView]]:
    """Return the edition with this number, and all that the viewer sees, or abort with 404."""
    views = edition_views(sight)
    return one_or_404(next((view for view in views if view.edition.number == number), None)), views


def gone(sight: Sight, view: EditionView, views: Sequence[EditionView]) -> Response:
    """Say that a published edition is not served any more, and which one is: 410."""
    return forum_page(sight, "proceedings/gone.html", status=410, view=view, newest=newest_served(views))
