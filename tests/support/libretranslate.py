"""A server with LibreTranslate's documented protocol, which can also fail in any way.

Its translations are not for reading: ``translated`` says how it turns a text into another.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

PAIRS = {"es": ["en", "es"], "en": ["en", "es"]}


def loudly(text: str) -> str:
    """Return every word in its place, but none unchanged."""
    return text.upper()


def backwards(text: str) -> str:
    """Return every word, but none in its place."""
    return " ".join(reversed(text.split()))


Trouble = Callable[["Conversation"], None]


@dataclass
class Engine:
    """What the server does now. ``asked`` are the requests that it got."""

    address: str = ""
    translated: Callable[[str], str] = loudly
    trouble: Trouble | None = None
    key: str | None = None
    asked: list[dict[str, Any]] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    stopping: Event = field(default_factory=Event)
    """Set when the tests end: a slow server then stops being slow."""

    def refresh(self) -> None:
        self.translated, self.trouble, self.key = loudly, None, None
        self.asked.clear()
        self.seen.clear()


class Conversation(BaseHTTPRequestHandler):
    """One request."""

    engine: Engine
    question: Any = None

    def do_GET(self) -> None:
        self.engine.seen.append(self.path)
        assert self.path == "/languages"
        listed = [{"code": code, "name": code, "targets": targets} for code, targets in PAIRS.items()]
        self.say(200, listed)

    def do_POST(self) -> None:
        self.engine.seen.append(self.path)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers["Content-Type"] == "application/json":  # or Apertium's form, sent to a failing server
            self.question = json.loads(body)
            self.engine.asked.append(self.question)
        (self.engine.trouble or Conversation.translate)(self)

    def translate(self) -> None:
        """Behave like the real service: refuse in its own sentences, and unescape its translations."""
        asked = self.question
        if self.path != "/translate" or asked.get("format") != "text" or not asked.get("q"):
            return self.say(400, {"error": "Invalid request"})
        if self.engine.key and asked.get("api_key") != self.engine.key:
            return self.say(403, {"error": "Invalid API key"})
        if asked["target"] not in PAIRS.get(asked["source"], []):
            return self.say(400, {"error": f"{asked['target']} no es compatible"})
        made = [html.unescape(self.engine.translated(text)) for text in asked["q"]]
        return self.say(200, {"translatedText": made})

    def say(self, status: int, body: Any) -> None:
        self.say_bytes(status, json.dumps(body).encode())

    def say_bytes(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing: the output belongs to the tests."""


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore that the client hung up: some tests do so on purpose."""


@contextmanager
def running() -> Iterator[Engine]:
    """Run the server on a free port of this machine."""
    engine = Engine()
    server = Server(("127.0.0.1", 0), type("Handler", (Conversation,), {"engine": engine}))
    engine.address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield engine
    finally:
        engine.stopping.set()
        server.shutdown()
        thread.join()
        server.server_close()
