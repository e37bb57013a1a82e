"""Stopping a server process: accept no new connections, and answer everybody who is connected."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import socket
import stat
import struct
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from board.serving.limits import Limits

SO_ATTACH_FILTER = 26
REFUSE = struct.pack("HBBI", 6, 0, 0, 0)
"""A packet filter of one instruction that drops everything."""

CHECK_EVERY = 1.0


async def watch(parent: int, leave: Callable[[], None], limits: Limits) -> None:
    """Stop the process on SIGTERM, or when its parent process is gone.

    New clients keep trying and find the next server, or none; connected clients are told with their next answer that
    the
    connection closes. Then the server's own handler of SIGINT stops it: it waits for answers under way, but closes
    connections that seem idle, even where a request has just been sent.
    """
    told, limited = asyncio.Event(), False
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, told.set)
    while not told.is_set() and os.getppid() == parent:
        limited = limited or limit_connections(limits.taken_within)
        with suppress(TimeoutError):
            async with asyncio.timeout(CHECK_EVERY if limited else CHECK_EVERY / 20):
                await told.wait()
    leave()
    for listener in listeners():
        refuse_new_connections(listener)
    await asyncio.sleep(limits.leaves)
    os.kill(os.getpid(), signal.SIGINT)
    await asyncio.sleep(0.1)
    loop.add_signal_handler(signal.SIGINT, told.set)  # at a second signal, the server's own handler would wait for ever


def listeners() -> Iterator[socket.socket]:
    """Yield the sockets on which this process accepts connections, where the system lists open files (Linux)."""
    folder = Path("/proc/self/fd")
    for name in os.listdir(folder) if folder.exists() else []:  # noqa: PTH208 - names are all we need
        number = int(name)
        try:
            if not stat.S_ISSOCK(os.fstat(number).st_mode):
                continue
            found = socket.socket(fileno=os.dup(number))
        except OSError:  # the folder's own descriptor, closed by now
            continue
        with found:
            if found.family in (socket.AF_INET, socket.AF_INET6) and found.getsockopt(
                socket.SOL_SOCKET, socket.SO_ACCEPTCONN
            ):
                yield found


def limit_connections(seconds: float) -> bool:
    """Close connections whose client takes no data for so long. Return False while no socket is listening yet.

    Connections inherit the setting from the socket that accepted them.
    """
    if not hasattr(socket, "TCP_USER_TIMEOUT"):
        return True
    found = False
    for listener in listeners():
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(seconds * 1000))
        found = True
    return found


def refuse_new_connections(listener: socket.socket) -> None:
    """Refuse new connections.

    Closing the socket would also end connections that are established but not accepted yet.
    """
    filter_ = ctypes.create_string_buffer(REFUSE)
    with suppress(OSError):  # without packet filters, connections of the last moment are cut
        listener.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, struct.pack("HL", 1, ctypes.addressof(filter_)))
