"""One question to a server that may be down, slow or hostile: a bounded answer within a bounded time, or EngineError.

The standard library's client does: it follows no redirect and unpacks nothing. What it lacks, as every client built
on it does, is an end to a server that drips a byte now and then; so a timer cuts the line.
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
    """There is no translation this time; a later attempt may do better."""


class Unusable(EngineError):
    """It answered, but nothing can be made of what it said about this paragraph; of another, perhaps."""


class Unsupported(EngineError):
    """The engine does not translate between these languages: asking again helps nothing."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, and the JSON of the body (None where it is none)."""

    status: int
    body: Any

    def field(self, *names: str) -> Any:
        """What stands at the end of these names, None where the answer is built otherwise."""
        found = self.body
        for name in names:
            found = found.get(name) if isinstance(found, dict) else None
        return found


def ask(url: str, deadline: float, body: str | None = None, kind: str = "application/json") -> Answer:
    """GET the address, or POST ``body`` to it. ``deadline``: seconds for all of it."""
    parts = urlsplit(url)
    connecting = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = connecting(parts.hostname or "", parts.port, timeout=deadline)
    headers = {"Accept": "application/json", **({"Content-Type": kind} if body is not None else {})}
    with _Watch(deadline, connection) as watch:
        try:
            connection.connect()
            watch.line = connection.sock
            if watch.late:  # finding the server took all the time: nothing is left that could cut the line
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
    """Cuts a connection's line after a time, wherever its reader then waits."""

    def __init__(self, seconds: float, connection: HTTPConnection) -> None:
        self.connection = connection
        self.line: socket.socket | None = None  # the connection forgets it before the answer is read to its end
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
    """What went wrong, in no words of the server's: it may say back what it was told, the key among it."""
    return repr(error) if isinstance(error, OSError) and error.errno else type(error).__name__


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None
