"""A mail server with moods: it speaks SMTP, and fails in each way in which mail servers fail."""

from __future__ import annotations

import email
import socket
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import policy

from bench.chaos.writing import MARK, OF_A_QUESTION
from tests.support.ports import free_port

FINE = "fine"
MOODS = {
    "refused": "nobody listens",
    "hanging": "it says nothing",
    "dripping": "its greeting comes a byte a second, and never ends",
    "421": "it is too busy, and closes",
    "450": "it takes nothing for anybody at present",
    "550": "it does not know one recipient",
    "cut": "it takes a mail and closes without an answer",
    "auth": "it does not take our password",
}
UNKNOWN_WORDS = "no such person here, says chaos"


class MoodyServer:
    """Listens on a port of this machine; its mood may change at any time."""

    def __init__(self) -> None:
        self.port = free_port()
        self.unknown: set[str] = set()
        self.mails: dict[str, list[tuple[str, str]]] = defaultdict(list)
        """By the post that a mail is about: (recipient, Message-ID)."""
        self.open = 0
        """The number of open sessions."""
        self._lock = threading.Lock()
        self._mood = FINE
        self._listener: socket.socket | None = None
        self._listen()

    def be(self, mood: str) -> None:
        """Change the mood for following sessions."""
        self._mood = mood
        if mood == "refused":
            self.close()
        elif self._listener is None:
            self._listen()

    def close(self) -> None:
        if self._listener:
            listener, self._listener = self._listener, None
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()

    def _listen(self) -> None:
        listener = socket.create_server(("127.0.0.1", self.port))
        self._listener = listener
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        while self._listener is listener:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            self._note(1)
            threading.Thread(target=self._answer, args=(line,), daemon=True).start()

    def _answer(self, line: socket.socket) -> None:
        line.settimeout(120)
        with suppress(OSError), line, self._noted():
            if self._mood == "hanging":
                line.recv(1)
            elif self._mood == "dripping":
                self._drip(line)
            elif self._mood == "421":
                line.sendall(b"421 too busy, come again\r\n")
            else:
                Conversation(self, line, self._mood).hold()

    def _note(self, more: int) -> None:
        with self._lock:
            self.open += more

    @contextmanager
    def _noted(self) -> Iterator[None]:
        try:
            yield
        finally:
            self._note(-1)

    def _drip(self, line: socket.socket) -> None:
        for byte in b"220-" + b"well " * 1000:
            line.sendall(bytes([byte]))
            time.sleep(1)


class Conversation:
    """One session with a client, as far as the mood allows."""

    def __init__(self, server: MoodyServer, line: socket.socket, mood: str) -> None:
        self._server, self._line, self._mood = server, line, mood
        self._file = line.makefile("rb")
        self._recipient = ""

    def hold(self) -> None:
        self._say("220 chaos")
        while words := self._file.readline().decode("utf-8", "replace").strip():
            verb = words[:4].upper()
            if verb == "DATA":
                self._say("354 go on")
                if not self._take():
                    return
            elif verb == "EHLO":
                self._say("250-chaos\r\n250 AUTH PLAIN LOGIN")
            elif verb == "AUTH":
                self._say("535 5.7.8 this password is not known" if self._mood == "auth" else "235 welcome")
            elif verb == "RCPT":
                self._say(self._about(words))
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _say(self, words: str) -> None:
        self._line.sendall(f"{words}\r\n".encode())

    def _about(self, words: str) -> str:
        self._recipient = words.partition("<")[2].partition(">")[0].lower()
        if self._mood == "450":
            return "450 4.2.1 this mailbox is busy"
        if self._mood == "550" and self._recipient in self._server.unknown:
            return f"550 5.1.1 {UNKNOWN_WORDS}"
        return "250 ok"

    def _take(self) -> bool:
        """Read and store a mail; return whether the session continues."""
        lines = []
        while (line := self._file.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        message = email.message_from_bytes(b"".join(lines), policy=policy.default)
        body, identity = message.get_body(("plain",)), str(message["Message-ID"])
        for mark in set(MARK.findall(body.get_content())) if body and identity.startswith(OF_A_QUESTION) else ():
            self._server.mails[mark].append((self._recipient, identity))
        if self._mood == "cut":
            return False
        self._say("250 taken")
        return True
