"""Whether a port is free to listen on."""

from __future__ import annotations

import errno
import socket
import time


class CannotServe(Exception):
    """The site cannot be served; the message says why."""


def wait_until_free(host: str, port: int, seconds: float = 5.0) -> None:
    """Wait until the port is free. Raise CannotServe if somebody else goes on listening there.

    The server itself would silently share the port. A server that is stopping gets a moment.
    """
    deadline = time.monotonic() + seconds
    while (error := trouble_at(host, port)) is not None:
        if time.monotonic() > deadline or error.errno != errno.EADDRINUSE:
            raise CannotServe(f"{host} port {port} cannot be used ({error.strerror}).")
        time.sleep(0.1)


def trouble_at(host: str, port: int) -> OSError | None:
    """Return the error that keeps a server from listening there, if any."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error
    return None
