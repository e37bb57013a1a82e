"""Calling the application: an ASGI request as WSGI expects it, and the complete answer."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from board.serving.messages import Answer, Scope

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

PROTOCOLS = {"1": "HTTP/1.0", "1.1": "HTTP/1.1", "2": "HTTP/2"}
OURS = {b"content-length", b"transfer-encoding"}
"""Once a body is complete, these headers are meaningless or wrong."""
JOINED_BY = {"HTTP_COOKIE": "; "}


USUAL_NAME = 64
"""Bytes of a header's name. Longer names are not cached: they may have 64 KB, and clients can invent them."""


def key_of(name: bytes) -> str | None:
    """Return a header's WSGI key, or None for a name that imitates another: ``a_b`` would be read as ``a-b``."""
    return _kept_key_of(name) if len(name) <= USUAL_NAME else _key_of(name)


def _key_of(name: bytes) -> str | None:
    if b"_" in name or name in OURS:
        return None
    key = name.decode("latin-1").upper().replace("-", "_")
    return key if key == "CONTENT_TYPE" else f"HTTP_{key}"


_kept_key_of = lru_cache(maxsize=1024)(_key_of)


def environ_of(scope: Scope, body: IO[bytes], size: int) -> dict[str, Any]:
    """Return the request for WSGI. ``size`` is the size of the body, or the announced size if it was not read."""
    server, client = scope["server"], scope["client"]
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": PROTOCOLS.get(scope["http_version"], "HTTP/1.1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "REMOTE_ADDR": client[0],
        "REMOTE_PORT": str(client[1]),
        "CONTENT_LENGTH": str(size),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        if key := key_of(name):
            text = value.decode("latin-1")
            environ[key] = f"{environ[key]}{JOINED_BY.get(key, ',')}{text}" if key in environ else text
    return environ


def call(app: WSGIApplication, environ: dict[str, Any]) -> Answer:
    """Return the application's complete answer."""
    head: tuple[str, list[tuple[str, str]]] = ("500 No Answer", [])
    written: list[bytes] = []

    def start(status: str, headers: list[tuple[str, str]], _error: Any = None) -> Callable[[bytes], object]:
        nonlocal head
        head = status, headers
        return written.append

    parts: Iterable[bytes] = app(environ, start)
    try:
        chunks = list(parts)
    finally:
        if close := getattr(parts, "close", None):
            close()
    status, headers = head
    encoded = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    return Answer(int(status[:3]), encoded, b"".join([*written, *chunks]))
