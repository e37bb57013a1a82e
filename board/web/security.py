"""Headers that every answer carries, and where a redirect may lead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, g, request, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_login import current_user

from board.extensions import limiter

View = Callable[..., Any]

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "font-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


class Sessions(SecureCookieSessionInterface):
    """Sessions that are prolonged by every page, but never by a file that other people's caches may keep."""

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        return request.endpoint != "static" and super().should_set_cookie(app, session)


def connect(app: Flask) -> None:
    """Add the headers to every answer."""
    app.session_interface = Sessions()
    policy = "; ".join(f"{name} {value}" for name, value in POLICY.items())

    @app.after_request
    def _secure(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", policy)
        headers["X-Content-Type-Options"] = "nosniff"
        headers.setdefault("Referrer-Policy", "same-origin")
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        if request.is_secure:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        if request.endpoint == "static":
            _read_whole(response)
        else:
            # What a page shows depends on who asks and on the clock: nobody else's cache may keep it.
            headers["Cache-Control"] = f"private, {'no-store' if _is_private(response) else 'no-cache'}"
            response.vary.add("Cookie")
        return response


def _is_private(response: Response) -> bool:
    """Of somebody who is signed in not even their own browser keeps a page: the next one at that computer has it, too.

    Going back, they would find the fields of a form empty. So this is not said of a page with a long field whose words
    we do not keep while they are typed.
    """
    if "_user_id" not in session:
        return False
    if response.mimetype != "text/html" or response.is_streamed or response.direct_passthrough:
        return True
    html = response.get_data()
    return b"<textarea" not in html or b"data-unsent=" in html


FILE_POLICY = (
    "sandbox allow-scripts allow-downloads allow-popups; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
"""A file of somebody's has no part in this site, whatever it holds. Viewers of PDFs are scripts in some browsers."""


def sandboxed(response: Response) -> Response:
    """For a file that people put here."""
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _read_whole(response: Response) -> None:
    """Ours are small files: as a stream they would reach some browsers uncompressed."""
    if response.status_code == 200 and request.method == "GET":
        response.direct_passthrough = False
        response.make_sequence()


def safe_path(target: str | None, fallback: str) -> str:
    """A path on this site, or the fallback: no redirect leads elsewhere."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or any(ord(c) < 32 for c in target):
        return fallback
    parts = urlsplit(target)
    return fallback if parts.scheme or parts.netloc or "\\" in parts.path else target


def keep_uncompressed(response: Response) -> Response:
    """For an answer in which the asker's words stand beside a token: squeezed together, the token could be guessed from
    the size, letter by letter (BREACH)."""
    g.echoes = True
    return response


def reads_slowly(view: View) -> View:
    """For a page that costs more than most: nobody reads that many, and a village may share one address."""
    limited: View = limiter.limit("240 per minute", key_func=rate_key)(view)
    return limited


def rate_key() -> str:
    """Whose requests are counted together: an account's, otherwise an address's."""
    return f"account:{current_user.user.key}" if current_user.is_authenticated else (request.remote_addr or "")
