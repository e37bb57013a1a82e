"""When a server process is told to stop: nobody new comes in, and everybody who is inside is answered."""

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
"""A packet filter of one instruction: let nothing through."""

LOOKS_EVERY = 1.0


async def watch(parent: int, leave: Callable[[], None], limits: Limits) -> None:
    """Until told to stop by SIGTERM, or because the process that started this one is gone; then do so.

    Who connects keeps trying and finds the next server, or none; who is inside asks once more and is told that the
    connection ends. Then the server's own handler of SIGINT stops it: it waits for the answers that are under way, but
    closes what seems idle, even where the request has just been sent.
    """
    told, limited = asyncio.Event(), False
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, told.set)
    while not told.is_set() and os.getppid() == parent:
        limited = limited or limit_connections(limits.taken_within)
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOKS_EVERY if limited else LOOKS_EVERY / 20):
                await told.wait()
    leave()
    for listener in listeners():
        close_door(listener)
    await asyncio.sleep(limits.leaves)
    os.kill(os.getpid(), signal.SIGINT)
    await asyncio.sleep(0.1)
    loop.add_signal_handler(signal.SIGINT, told.set)  # told again, the server's own would wait for ever


def listeners() -> Iterator[socket.socket]:
    """The sockets on which this process accepts connections, where the system lists its files (Linux)."""
    folder = Path("/proc/self/fd")
    for name in os.listdir(folder) if folder.exists() else []:  # noqa: PTH208 - names are all we need
        number = int(name)
        try:
            if not stat.S_ISSOCK(os.fstat(number).st_mode):
                continue
            found = socket.socket(fileno=os.dup(number))
        except OSError:  # the folder's own, closed by now
            continue
        with found:
            if found.family in (socket.AF_INET, socket.AF_INET6) and found.getsockopt(
                socket.SOL_SOCKET, socket.SO_ACCEPTCONN
            ):
                yield found


def limit_connections(seconds: float) -> bool:
    """Let connections end whose client takes nothing of what was sent for so long; False where none can come yet.

    They have it from the socket on which they were accepted.
    """
    if not hasattr(socket, "TCP_USER_TIMEOUT"):
        return True
    found = False
    for listener in listeners():
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(seconds * 1000))
        found = True
    return found


def close_door(listener: socket.socket) -> None:
    """Let no new connection begin. To close the socket would also end those that began and were not accepted yet."""
    filter_ = ctypes.create_string_buffer(REFUSE)
    with suppress(OSError):  # a system without packet filters: whoever comes in the last moment is cut off
        listener.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, struct.pack("HL", 1, ctypes.addressof(filter_)))
