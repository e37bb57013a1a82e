"""Answering with a file that is the same byte for byte while the forum is."""

from __future__ import annotations

from flask import Response, request


def answered(data: bytes, kind: str, name: str) -> Response:
    """Send a file to be stored under this name, or say that the one with the caller's ETag is still the same."""
    response = Response(data, content_type=kind)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.add_etag()
    response.make_conditional(request)
    return response
