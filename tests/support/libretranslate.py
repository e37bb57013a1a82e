"""A server that speaks LibreTranslate's protocol, as its documentation describes it, and can be in any trouble.

What it translates is not for reading: ``translated`` says how it makes one text into another.
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
    """Every word there, in its place, and none as it was."""
    return text.upper()


def backwards(text: str) -> str:
    """Every word there, and none in its place."""
    return " ".join(reversed(text.split()))


Trouble = Callable[["Conversation"], None]


@dataclass
class Engine:
    """What the server does now. ``asked`` are the questions that it got."""

    address: str = ""
    translated: Callable[[str], str] = loudly
    trouble: Trouble | None = None
    key: str | None = None
    asked: list[dict[str, Any]] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    stopping: Event = field(default_factory=Event)
    """Set when the tests end: a server that is being slow stops being so."""

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
        if self.headers["Content-Type"] == "application/json":  # else it is Apertium's form, to a server in trouble
            self.question = json.loads(body)
            self.engine.asked.append(self.question)
        (self.engine.trouble or Conversation.translate)(self)

    def translate(self) -> None:
        """As the real one: refuses in sentences of its own, and undoes the escaping of what it made."""
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
        """Nothing: the tests' output is for the tests."""


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who asked hung up in the middle: that is the point of some tests."""


@contextmanager
def running() -> Iterator[Engine]:
    """The server on a free port of this machine."""
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
