"""Between the server and the application: complete requests in, complete answers out."""

from __future__ import annotations

import asyncio
import contextvars
import logging
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from io import BytesIO
from traceback import format_tb
from typing import IO, TYPE_CHECKING, Any

from board.serving import stopping
from board.serving.bodies import Bodies, Gone, NoRoom, TooLarge, TooSlow
from board.serving.limits import Limits
from board.serving.messages import Answer, Receive, Scope, Send
from board.serving.plain import Pages, plain
from board.serving.threads import Busy, Threads
from board.serving.wsgi import call, environ_of

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

HEALTH = (b"/healthz", b"/readyz")
"""Each path has a thread of its own: a busy site still answers anyone who asks how it is."""
PART = 64 * 1024
LARGE = 4 * PART
LOG_EVERY = 60.0
CLOSE = (b"connection", b"close")

log = logging.getLogger(__name__)


class Gateway:
    """The application as ASGI servers call it."""

    def __init__(
        self, app: WSGIApplication, pages: Pages, *, parent: int, threads: int, largest: int, limits: Limits
    ) -> None:
        self.app, self.pages, self.parent = app, pages, parent
        self.limits, self.largest = limits, largest
        self.bodies = Bodies(limits, largest)
        self.threads = Threads(threads, waiting=limits.waiting, seconds=limits.waits)
        self.health = {path: Threads(1, waiting=limits.waiting, seconds=limits.waits) for path in HEALTH}
        self.leaves = False
        self._counts, self._logged_at = Counter[int](), -LOG_EVERY

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or follow the process from its start to its end."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            with suppress(Gone):
                await self._answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        watch = asyncio.create_task(stopping.watch(self.parent, self._leave, self.limits))
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        watch.cancel()
        for pool in (self.threads, *self.health.values()):
            pool.close()
        await send({"type": "lifespan.shutdown.complete"})

    def _leave(self) -> None:
        """Close each connection with its next answer from now on."""
        self.leaves = True
        self.bodies.hurry(self.limits.bodies_leave)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        announced = _announced(headers)
        if announced is not None and announced > self.largest:
            await self._refuse(await self._ask(scope, BytesIO(), announced), receive, send)
        elif announced == 0:
            await self._send(await self._ask(scope, BytesIO(), 0), send)
        else:
            await self._answer_with_body(scope, announced, receive, send)

    async def _answer_with_body(self, scope: Scope, announced: int | None, receive: Receive, send: Send) -> None:
        try:
            async with self.bodies.whole(receive, announced) as body:
                answer = await self._ask(scope, body.file, body.size)
        except TooLarge:  # the application says so, on its own page
            await self._refuse(await self._ask(scope, BytesIO(), self.largest + 1), receive, send)
        except (TooSlow, NoRoom) as reason:
            status = 408 if isinstance(reason, TooSlow) else 503
            await self._refuse(self._say(status, environ_of(scope, BytesIO(), 0)), receive, send)
        else:
            await self._send(answer, send)

    async def _ask(self, scope: Scope, body: IO[bytes], size: int) -> Answer:
        """Return the application's answer, or say that it is busy, or that it failed."""
        threads = self.health.get(scope["raw_path"], self.threads)
        context = contextvars.Context()  # a new one, so that it holds nothing of another request
        environ = environ_of(scope, body, size)
        try:
            return await threads.run(partial(context.run, call, self.app, environ))
        except Busy:
            return self._say(503, environ)
        except Exception as error:  # its message may quote what people wrote
            log.error("The application broke: %s\n%s", type(error).__name__, "".join(format_tb(error.__traceback__)))
            return self._say(500, environ)

    def _say(self, status: int, environ: Mapping[str, Any]) -> Answer:
        """Return the server's own answer to a request; log these once a minute."""
        self._counts[status] += 1
        if time.monotonic() >= self._logged_at + LOG_EVERY:
            log.warning("Answered by the server itself: %s", ", ".join(f"{n}x {s}" for s, n in self._counts.items()))
            self._counts.clear()
            self._logged_at = time.monotonic()
        return plain(self.pages, status, environ)

    async def _refuse(self, answer: Answer, receive: Receive, send: Send) -> None:
        """Answer before the whole request has arrived, and close the connection."""
        await self._send(Answer(answer.status, [*answer.headers, CLOSE], answer.body), send)
        read = 0
        with suppress(TimeoutError):
            async with asyncio.timeout(self.limits.refused_reads):
                while read <= self.largest and (message := await receive()).get("more_body"):
                    read += len(message["body"])

    async def _send(self, answer: Answer, send: Send) -> None:
        headers = [*answer.headers, CLOSE] if self.leaves and CLOSE not in answer.headers else answer.headers
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        if len(answer.body) > LARGE:
            await self._send_parts(answer.body, send)
        else:
            await send({"type": "http.response.body", "body": answer.body})

    async def _send_parts(self, body: bytes, send: Send) -> None:
        """Send a large answer in parts, each within a time: a client must not hold it for ever."""
        with suppress(TimeoutError):
            for begin in range(0, len(body), PART):
                async with asyncio.timeout(self.limits.part_within):
                    part, more = body[begin : begin + PART], begin + PART < len(body)
                    await send({"type": "http.response.body", "body": part, "more_body": more})


def _announced(headers: dict[bytes, bytes]) -> int | None:
    """Return the announced size of the body; None if it is unknown, 0 without a body."""
    if b"content-length" in headers:
        return int(headers[b"content-length"])
    return None if b"transfer-encoding" in headers else 0
