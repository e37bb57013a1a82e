"""Answering programs that read along: they have no session, and ask again and again whether anything changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, g, request

from board.extensions import limiter

View = Callable[..., Any]

FEED, CALENDAR = "application/atom+xml", "text/calendar"


def for_programs(view: View) -> View:
    """Declare a route that anyone may open without a session, and limit how often one network address does.

    A session is not even read: what is answered depends on the address alone.
    """
    limited: View = limiter.limit("120 per minute")(view)
    limited.access = "public"  # type: ignore[attr-defined]
    return limited


def answered(document: bytes, kind: str, *, private: bool) -> Response:
    """Answer with a document, or that it is still the same. No cookie is set, and every copy is asked about again."""
    g.without_session = True
    response = Response(document, content_type=f"{kind}; charset=utf-8")
    response.headers["Cache-Control"] = f"{'private' if private else 'public'}, no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
