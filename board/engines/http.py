"""One request to a server that may be down, slow or hostile: a bounded answer within a bounded time, or EngineError.

The standard library's client is enough: it follows no redirect and decompresses nothing. Like every client built on
it, it never gives up on a server that sends a byte now and then; so a timer cuts the connection.
"""

from __future__ import annotations

import json
import socket
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Timer
from typing import Any
from urllib.parse import urlsplit

MAX_BYTES = 1024 * 1024


class EngineError(Exception):
    """There is no translation this time; a later attempt may succeed."""


class Unusable(EngineError):
    """The answer for this paragraph is useless. Drafting tries the next one; any other EngineError ends it."""


class Unsupported(EngineError):
    """The engine does not translate between these languages: asking again does not help."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The response: its status, and its JSON body (None if it has none)."""

    status: int
    body: Any

    def field(self, *names: str) -> Any:
        """Return the value under these names, or None if the answer has another structure."""
        value = self.body
        for name in names:
            value = value.get(name) if isinstance(value, dict) else None
        return value


def ask(url: str, deadline: float, body: str | None = None, kind: str = "application/json") -> Answer:
    """GET the address, or POST ``body`` to it, within ``deadline`` seconds in all."""
    parts = urlsplit(url)
    connecting = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = connecting(parts.hostname or "", parts.port, timeout=deadline)
    headers = {"Accept": "application/json", **({"Content-Type": kind} if body is not None else {})}
    with _Watch(deadline, connection) as watch:
        try:
            connection.connect()
            watch.line = connection.sock
            if watch.late:  # the lookup took all the time: nothing could cut the connection now
                raise TimeoutError
            connection.request("GET" if body is None else "POST", parts.path, body and body.encode(), headers)
            response = connection.getresponse()
            content = response.read(MAX_BYTES + 1)
        except (OSError, HTTPException, ValueError) as error:
            raise EngineError("it was too slow" if watch.late else f"it cannot be reached: {_kind(error)}") from None
    if watch.late:
        raise EngineError("it was too slow")
    if len(content) > MAX_BYTES:
        raise EngineError("its answer is too long")
    return Answer(response.status, _json(content))


class _Watch:
    """Cuts a connection after a time, wherever its reader is waiting."""

    def __init__(self, seconds: float, connection: HTTPConnection) -> None:
        self.connection = connection
        self.line: socket.socket | None = None  # the connection drops its own reference before the answer is fully read
        self.late = False
        self.timer = Timer(seconds, self._cut)
        self.timer.daemon = True

    def __enter__(self) -> _Watch:
        self.timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.timer.cancel()
        self.connection.close()

    def _cut(self) -> None:
        self.late = True
        line = self.line or self.connection.sock
        if line is not None:
            with suppress(OSError):  # closed just now
                socket.socket.shutdown(line, socket.SHUT_RDWR)  # not SSLSocket's own: the reader still uses it


def _kind(error: Exception) -> str:
    """Return what went wrong without the server's own words, which may repeat our request, including the key."""
    return repr(error) if isinstance(error, OSError) and error.errno else type(error).__name__


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None
