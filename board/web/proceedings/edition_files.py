"""The files of an edition: for everyone once it is published, and only while all of it may be read."""

from __future__ import annotations

from flask import Blueprint, Response, g, request

from board.extensions import db
from board.pages.editions import EditionView
from board.rules.proceedings import file_name
from board.visible import Sight, data_of_file
from board.web.proceedings.edition_words import FORMAT_TYPES
from board.web.proceedings.finding import edition_numbered, gone
from board.web.security import DOCUMENT_POLICY, FILE_POLICY, reads_slowly, sandboxed
from board.web.viewer import access, one_or_404

blueprint = Blueprint("edition_files", __name__)

SHOWN = ("html", "pdf")
"""Formats that browsers show; they save the others."""


@blueprint.get("/f/<forum>/proceedings/<int:number>/<name>")
@reads_slowly
@access("public")
def edition_file(sight: Sight, number: int, name: str) -> Response:
    """Send a file of an edition. Of one that is not served any more, nothing is sent, not even that it is the same."""
    view, views = edition_numbered(sight, number)
    if view.is_published and not view.is_served:
        return gone(sight, view, views)
    file = one_or_404(
        next((file for file in view.files if name == file_name(sight.forum.slug, number, *file[:2])), None)
    )
    data, digest = one_or_404(db.session.execute(data_of_file(view.edition, *file[:2])).first())
    response = Response(data, mimetype=FORMAT_TYPES[file.format])  # Flask adds the encoding to text
    response.headers.set("Content-Disposition", "inline" if file.format in SHOWN else "attachment", filename=name)
    return _kept_by(view, sandboxed(response, DOCUMENT_POLICY if file.format == "html" else FILE_POLICY), digest)


def _kept_by(view: EditionView, response: Response, digest: str) -> Response:
    """Let every cache keep a published file, if it asks each time whether the file is still served."""
    if view.is_published:
        g.without_session = True
        response.headers["Cache-Control"] = "public, no-cache"
    response.set_etag(digest)
    response.make_conditional(request)
    return response
