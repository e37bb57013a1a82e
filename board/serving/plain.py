"""The server's own answers, for requests that do not reach the application."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from board.serving.messages import Answer

Pages = Callable[[int, Mapping[str, Any]], bytes]
"""Makes the page for a status (408, 500 or 503) in the client's language; prepared before the first request."""
HEADERS = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
    "hx-reswap": "none",  # a part of a page stays as it is; the page's script reports a failure
}
RETRY = {"retry-after": "5"}


def plain(pages: Pages, status: int, environ: Mapping[str, Any]) -> Answer:
    """Return the complete answer."""
    headers = HEADERS | (RETRY if status == 503 else {})
    return Answer(status, [(name.encode(), value.encode()) for name, value in headers.items()], pages(status, environ))
