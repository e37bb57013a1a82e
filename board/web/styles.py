"""The style sheet: one file per component in ``static/css``, served as one, so that a page waits for one request.

The files are joined when the application starts, without a build step. Their order is that of their names; what wins
over what is said by the layers alone (``static/css/_layers.css``).
"""

from __future__ import annotations

import re
from pathlib import Path

from flask import Response, current_app, request

NAME = "site.css"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
STRING = re.compile(r'("[^"]*")')
NEEDLESS = (
    (re.compile(r"\s+"), " "),
    (re.compile(r" ?([{};]) ?"), r"\1"),
    (re.compile(r"([:,]) "), r"\1"),
    (re.compile(";}"), "}"),
)
"""Space that says nothing, and the last semicolon of a block."""


def joined(folder: Path) -> bytes:
    """Return all files of the folder as one, without comments and needless space."""
    files = sorted(folder.glob("*.css"))
    written = COMMENT.sub("", "\n".join(path.read_text(encoding="utf-8") for path in files))
    return "".join(part if part.startswith('"') else _tight(part) for part in STRING.split(written)).strip().encode()


def _tight(style: str) -> str:
    for space, instead in NEEDLESS:
        style = space.sub(instead, style)
    return style


def answer(content: bytes, kind: str = "text/css") -> Response:
    """Return the style sheet, or a script, as an answer that browsers keep as long as any other static file."""
    response = Response(content, mimetype=kind)
    response.cache_control.public = True
    response.cache_control.max_age = current_app.get_send_file_max_age(NAME)
    response.add_etag()
    response.make_conditional(request)
    return response
