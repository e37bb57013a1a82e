"""The whole forum as one file, for its admins."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, Response, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from board.archive.making import take_along
from board.visible import Sight
from board.web.security import reads_slowly
from board.web.viewer import access

blueprint = Blueprint("archives", __name__)

MAX_MB = 50
"""An answer is made in memory; the command line writes larger archives."""


class TooLarge(Exception):
    """The archive is larger than an answer may be."""


class _Answer(BytesIO):
    """A file in memory that does not grow beyond the limit."""

    def write(self, data: bytes) -> int:  # type: ignore[override]
        if self.tell() + len(data) > MAX_MB * 10**6:
            raise TooLarge
        return super().write(data)


@blueprint.post("/f/<forum>/admin/archive")
@reads_slowly
@access("admin")
def download(sight: Sight) -> Response | BaseResponse:
    """Send everything of the forum but credentials and sessions; the log keeps who took it along."""
    answer = _Answer()
    try:
        take_along(sight, answer)
    except TooLarge:
        flash(_("This forum is too large to be sent as one file. The person who runs the site can write its archive."))
        return redirect(f"{url_for('data.data', forum=sight.forum.slug)}#archive", 303)
    response = Response(answer.getvalue(), content_type="application/zip")
    response.headers.set("Content-Disposition", "attachment", filename=f"{sight.forum.slug}-archive.zip")
    return response
