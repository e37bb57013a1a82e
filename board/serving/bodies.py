"""Request bodies: read completely before a thread is used, with a deadline, a minimum speed and bounded memory."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile

from board.serving.limits import Limits
from board.serving.messages import Receive


class TooSlow(Exception):
    """The body did not arrive in time."""


class TooLarge(Exception):
    """The body is larger than a request may be."""


class NoRoom(Exception):
    """There is no room for this body now."""


class Gone(Exception):
    """The client left before it had sent everything."""


@dataclass(eq=False, slots=True)
class Body:
    """A body, as far as it has arrived."""

    file: SpooledTemporaryFile[bytes]
    deadline: asyncio.Timeout
    began: float
    size: int = 0


class Bodies:
    """All bodies of this process. Only the event loop's thread uses it; another thread may read a complete body."""

    def __init__(self, limits: Limits, largest: int) -> None:
        self.limits, self.largest = limits, largest
        self._arriving: dict[Body, None] = {}  # in the order in which they began
        self._bytes = 0
        self._until = math.inf

    def hurry(self, seconds: float) -> None:
        """Let no body take longer than so many seconds from now on: the process is stopping."""
        self._until = asyncio.get_running_loop().time() + seconds
        for body in self._arriving:
            when = body.deadline.when()
            if when is not None and when > self._until and not body.deadline.expired():
                body.deadline.reschedule(self._until)

    @asynccontextmanager
    async def whole(self, receive: Receive, announced: int | None) -> AsyncIterator[Body]:
        """Give the complete body until its request is answered. Raise TooSlow, TooLarge, NoRoom or Gone."""
        now = asyncio.get_running_loop().time()
        file = SpooledTemporaryFile[bytes](max_size=self.limits.body_in_memory)
        body = Body(file, asyncio.timeout_at(min(now + self.limits.body_within, self._until)), now)
        try:
            await self._arrive(body, receive, announced)
            yield body
        finally:
            self._bytes -= body.size
            file.close()

    async def _arrive(self, body: Body, receive: Receive, announced: int | None) -> None:
        while len(self._arriving) >= self.limits.bodies:
            self._cut_slowest()
        self._arriving[body] = None
        try:
            async with body.deadline:
                await self._read(body, receive, announced)
        except TimeoutError:
            raise TooSlow from None
        except OSError as error:  # the disk is full, or no file can be opened
            raise NoRoom from error
        finally:
            self._arriving.pop(body, None)
        body.file.seek(0)

    async def _read(self, body: Body, receive: Receive, announced: int | None) -> None:
        more = True
        while more and body.size != announced:
            message = await receive()
            if message["type"] != "http.request":
                raise Gone
            if body not in self._arriving:
                raise TooSlow
            self._keep(body, message.get("body", b""))
            more = message.get("more_body", False)

    def _keep(self, body: Body, part: bytes) -> None:
        body.size += len(part)
        self._bytes += len(part)
        if body.size > self.largest:
            raise TooLarge
        earned = self.limits.body_within + body.size / self.limits.body_speed
        body.deadline.reschedule(min(body.began + min(earned, self.limits.body_longest), self._until))
        while self._bytes > self.limits.bytes_of_bodies:
            if self._slowest() is body:
                raise NoRoom
            self._cut_slowest()
        body.file.write(part)

    def _slowest(self) -> Body | None:
        """Return the body whose time is up first; of several, the one that began first."""
        return min(self._arriving, key=lambda body: body.deadline.when() or 0.0, default=None)

    def _cut_slowest(self) -> None:
        """Drop the slowest body.

        Its task notices when it next runs, and frees its memory; it does not count from now on.
        """
        slowest = self._slowest()
        if slowest is None:
            raise NoRoom
        self._arriving.pop(slowest, None)
        self._bytes -= slowest.size
        slowest.size = 0
        if not slowest.deadline.expired():
            slowest.deadline.reschedule(slowest.began)
