"""Security headers, limits, and the check of redirect targets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, g, request, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_login import current_user

from board.compressing import InPieces
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
    """Sessions that every page prolongs, but no static file: shared caches may keep those, with their cookies.

    A feed has no session at all.
    """

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not g.get("without_session"):
            super().save_session(app, session, response)

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        return request.endpoint != "static" and super().should_set_cookie(app, session)


def connect(app: Flask) -> None:
    """Add the headers to every response."""
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
        elif not g.get("without_session"):  # a feed says by itself who may keep it
            # What a page shows depends on the person and on the clock, so no shared cache may keep it.
            headers["Cache-Control"] = f"private, {'no-store' if _is_private(response) else 'no-cache'}"
            response.vary.add("Cookie")
        return response


def keep_address_secret(response: Response) -> Response:
    """Keep an address that holds a token out of search engines and of the Referer header.

    For ``after_request`` of a blueprint.
    """
    if request.view_args and "token" in request.view_args:
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def _is_private(response: Response) -> bool:
    """Return whether the browser may not store the page either: the next person at that computer could read it.

    This is so for everyone who is signed in. The exception is a page with a text area whose words are not kept while
    they are typed: not stored, it would come back empty when the person goes back to it.
    """
    if "_user_id" not in session or g.get("asks_again"):  # the browser may keep it, and asks each time
        return False
    if response.mimetype != "text/html" or response.is_streamed or response.direct_passthrough:
        return True
    html = response.own_html() if isinstance(response, InPieces) else response.get_data()  # no kept part has a form
    return b"<textarea" not in html or b"data-unsent=" in html


FILE_POLICY = (
    "sandbox allow-scripts allow-downloads allow-popups; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
"""An uploaded file is isolated from the site, whatever it contains. Scripts run since some PDF viewers are scripts."""


PICTURE_POLICY = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""A browser shows a picture on its own in a page of its own making, with styles in it."""
DOCUMENT_POLICY = (
    "sandbox allow-downloads allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src "
    "'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
"""A document made from people's words is isolated as well; it brings its styles and needs no script."""


def sandboxed(response: Response, policy: str = FILE_POLICY) -> Response:
    """Isolate a file from the site."""
    response.headers["Content-Security-Policy"] = policy
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _read_whole(response: Response) -> None:
    """Read a static file into memory: it is small, and as a stream it would reach some browsers uncompressed."""
    if response.status_code == 200 and request.method == "GET":
        response.direct_passthrough = False
        response.make_sequence()


def safe_path(target: str | None, fallback: str) -> str:
    """Return the target if it is a path on this site, otherwise the fallback: no redirect leads elsewhere."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or any(ord(c) < 32 for c in target):
        return fallback
    parts = urlsplit(target)
    return fallback if parts.scheme or parts.netloc or "\\" in parts.path else target


def keep_uncompressed(response: Response) -> Response:
    """Keep a response uncompressed that holds both a token and words from the request.

    Compressed together, their size would let an attacker guess the token letter by letter (BREACH).
    """
    g.echoes = True
    return response


def reads_slowly(view: View) -> View:
    """Limit a costly page. The limit is above what one person reads, also for many people behind one address."""
    limited: View = limiter.limit("240 per minute", key_func=rate_key)(view)
    return limited


def rate_key() -> str:
    """Return the key under which requests are counted: the account's, or the IP address without one."""
    return f"account:{current_user.user.key}" if current_user.is_authenticated else (request.remote_addr or "")
