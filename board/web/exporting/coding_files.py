"""The coding as a project of REFI-QDA, for researchers' tools."""

from __future__ import annotations

from flask import Blueprint, Response
from flask_babel import force_locale
from flask_babel import gettext as _

from board.exports.coding import Words, coding_file
from board.exports.gathering import gather
from board.exports.seeing import plain_sight
from board.rules.languages import INTERFACE
from board.visible import Sight
from board.web.exporting.answering import answered
from board.web.security import reads_slowly
from board.web.viewer import access, not_found, one_or_404, settings

blueprint = Blueprint("coding_files", __name__)


@blueprint.get("/f/<forum>/data/coding-<language>.qdpx")
@reads_slowly
@access("reader")
def export(sight: Sight, language: str) -> Response:
    """Send all texts with the passages placed in them, and the themes named in one of the forum's languages."""
    if language not in sight.forum.languages:
        not_found()
    data = coding_file(gather(plain_sight(sight)), language, _words(language), settings().site_url)
    return answered(one_or_404(data), "application/zip", f"{sight.forum.slug}-{language}.qdpx")


def _words(language: str) -> Words:
    with force_locale(language if language in INTERFACE else INTERFACE[0]):
        return Words(
            about=_(
                "The discussion of a forum. Each text stands beside its translation. What is no approved translation "
                "says so in its variables. A region is a case, and stands in the note of a passage."
            ),
            coder=_("Coder %(number)s", number="%s"),
            region=_("Region"),
            changed=_("Its author has changed the paragraph since."),
            week=_("Week"),
            author=_("Author"),
            author_region=_("Region of the author"),
            language=_("Language"),
            state=_("State of the translation"),
            origin=_("Origin of the translation"),
        )
