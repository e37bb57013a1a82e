"""A mail server that does what it is told: healthy, or failing in any way at any step of a session."""

from __future__ import annotations

import socketserver
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from threading import Event, Lock, Thread

HEALTHY = {
    "greeting": "220 mail.example.org ESMTP",
    "EHLO": "250-mail.example.org\r\n250-8BITMIME\r\n250 AUTH PLAIN",
    "HELO": "250 mail.example.org",
    "AUTH": "235 Accepted",
    "MAIL": "250 OK",
    "RCPT": "250 OK",
    "DATA": "354 Go ahead",
    "the end": "250 Accepted",
    "RSET": "250 OK",
    "QUIT": "221 Bye",
}
Act = Callable[["Conversation"], None]


@dataclass
class MailServer:
    """What the server does now, and what it got: Message-IDs by how often they were accepted, with their recipients."""

    port: int = 0
    says: dict[str, str | Act] = field(default_factory=dict)
    """Answers that differ from a healthy server's, by step; a function may answer nothing, or hang up."""
    refuses: dict[str, str] = field(default_factory=dict)
    """Answers to particular recipients."""
    taken: Counter[str] = field(default_factory=Counter)
    recipients: list[str] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    mails: list[bytes] = field(default_factory=list)
    conversations: int = 0
    lock: Lock = field(default_factory=Lock)
    stopping: Event = field(default_factory=Event)
    """Set when the tests end: a slow server then stops being slow."""

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def recover(self) -> None:
        """Be healthy from now on."""
        self.says.clear()
        self.refuses.clear()

    def refresh(self) -> None:
        self.recover()
        self.taken.clear()
        self.recipients.clear()
        self.commands.clear()
        self.mails.clear()
        self.conversations = 0

    def take(self, mail: bytes, recipient: str) -> None:
        with self.lock:
            self.taken[str(message_from_bytes(mail)["Message-ID"])] += 1
            self.recipients.append(recipient)
            self.mails.append(mail)


class HungUp(Exception):
    """The server has closed the connection."""


class Conversation(socketserver.StreamRequestHandler):
    """One connection."""

    kept: MailServer
    recipient = ""

    def handle(self) -> None:
        with self.kept.lock:
            self.kept.conversations += 1
        with suppress(HungUp, OSError):
            self.answer("greeting")
            while line := self.rfile.readline():
                self.hear(line.decode().strip())

    def hear(self, line: str) -> None:
        verb = line.split()[0].upper()
        self.kept.commands.append(line)
        if verb == "RCPT":
            self.recipient = line.split("<")[1].split(">")[0]
            if refusal := self.kept.refuses.get(self.recipient):
                return self.say(refusal)
        self.answer(verb)
        if verb == "DATA" and self.said.startswith("354"):
            mail = b"".join(iter(self.rfile.readline, b".\r\n"))
            self.answer("the end", mail)
        if verb == "QUIT":
            raise HungUp
        return None

    def answer(self, step: str, mail: bytes = b"") -> None:
        answer = self.kept.says.get(step, HEALTHY.get(step, "500 What?"))
        if callable(answer):
            if step == "the end":  # accepted, whatever becomes of the answer
                self.kept.take(mail, self.recipient)
            self.said = ""
            return answer(self)
        if step == "the end" and answer.startswith("250"):
            self.kept.take(mail, self.recipient)
        return self.say(answer)

    def say(self, answer: str) -> None:
        self.said = answer
        self.wfile.write(f"{answer}\r\n".encode())


def hang(conversation: Conversation) -> None:
    """Say nothing, and leave the connection open."""
    conversation.kept.stopping.wait(5)
    raise HungUp


def drip(conversation: Conversation) -> None:
    """Send a byte now and then: no single wait is long."""
    for byte in b"220-" + b"." * 200:
        conversation.wfile.write(bytes([byte]))
        conversation.wfile.flush()
        if conversation.kept.stopping.wait(0.02):
            raise HungUp


def hang_up(_conversation: Conversation) -> None:
    raise HungUp


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore that the client hung up: some tests do so on purpose."""


@contextmanager
def running() -> Iterator[MailServer]:
    """Run the server on a free port of this machine."""
    kept = MailServer()
    handler = type("OneOfThese", (Conversation,), {"kept": kept})
    with Server(("127.0.0.1", 0), handler) as server:
        kept.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield kept
        finally:
            kept.stopping.set()
            server.shutdown()
            thread.join(5)
