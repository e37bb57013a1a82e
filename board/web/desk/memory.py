"""The translation memory: its export as TMX."""

from __future__ import annotations

from collections.abc import Iterable
from tempfile import SpooledTemporaryFile

from flask import Blueprint, Response, send_file

from board.pages.memory_file import memory_file
from board.visible import Sight
from board.web.security import reads_slowly
from board.web.viewer import access

blueprint = Blueprint("memory", __name__)

IN_MEMORY = 1024 * 1024
"""A larger file is written to the disk before it is sent."""


@blueprint.get("/f/<forum>/memory.tmx")
@reads_slowly
@access("translator")
def export(sight: Sight) -> Response:
    """Send all approved translations that the person may see as a TMX file, which can be imported elsewhere."""
    file = _written(memory_file(sight))
    name = f"memory-{sight.forum.slug}.tmx"
    return send_file(file, mimetype="application/x-tmx", as_attachment=True, download_name=name, etag=False)


def _written(pieces: Iterable[str]) -> SpooledTemporaryFile[bytes]:
    file = SpooledTemporaryFile[bytes](max_size=IN_MEMORY)
    for piece in pieces:
        file.write(piece.encode())
    file.seek(0)
    return file
