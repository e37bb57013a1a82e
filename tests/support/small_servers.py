"""Small servers that say what they are told to: DNS over UDP, and a mailbox over IMAP."""

from __future__ import annotations

import socketserver
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread

import dns.message
import dns.rcode
import dns.rrset
from dns.resolver import Resolver


@contextmanager
def serving(server: socketserver.BaseServer) -> Iterator[int]:
    """Run a server in a thread; yield its port."""
    with server:
        thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server.server_address[1]  # type: ignore[index]
        finally:
            server.shutdown()
            thread.join(5)


class Names(socketserver.BaseRequestHandler):
    """Answers a question about TXT records; a name without any is not known."""

    texts: dict[str, list[str]]
    is_silent = False

    def handle(self) -> None:
        data, line = self.request
        question = dns.message.from_wire(data)
        name = question.question[0].name
        answer = dns.message.make_response(question)
        texts = self.texts.get(name.to_text(omit_final_dot=True))
        if texts is None:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        else:
            rows = ['"' + '" "'.join(text[at : at + 200] for at in range(0, len(text), 200)) + '"' for text in texts]
            answer.answer = [dns.rrset.from_text(name, 60, "IN", "TXT", *rows)]
        if not self.is_silent:
            line.sendto(answer.to_wire(), self.client_address)


@contextmanager
def dns_server(texts: dict[str, list[str]], *, is_silent: bool = False) -> Iterator[Resolver]:
    """Run a DNS server that knows these texts; yield a resolver that asks it alone."""
    handler = type("TheseNames", (Names,), {"texts": texts, "is_silent": is_silent})
    with serving(socketserver.ThreadingUDPServer(("127.0.0.1", 0), handler)) as port:
        resolver = Resolver(configure=False)
        resolver.nameservers, resolver.port, resolver.lifetime = ["127.0.0.1"], port, 0.4 if is_silent else 3.0
        yield resolver


class Mailbox(socketserver.StreamRequestHandler):
    """A mailbox with one folder."""

    password, folder, encrypts = "secret", "INBOX", None

    def setup(self) -> None:
        if isinstance(self.encrypts, ssl.SSLContext):
            self.request = self.encrypts.wrap_socket(self.request, server_side=True)
        super().setup()

    def finish(self) -> None:
        super().finish()
        self.request.close()

    def handle(self) -> None:
        self.say("* OK Ready")
        with suppress(OSError):
            while line := self.rfile.readline():
                self.hear(*line.decode().split(maxsplit=2))

    def hear(self, tag: str, verb: str, words: str = "") -> None:
        if verb == "CAPABILITY":
            self.say("* CAPABILITY IMAP4rev1")
        if verb == "LOGIN" and self.password not in words:
            return self.say(f"{tag} NO [AUTHENTICATIONFAILED] Wrong")
        if verb in ("SELECT", "EXAMINE") and words.strip().strip('"') != self.folder:
            return self.say(f"{tag} NO No such folder")
        return self.say(f"{tag} OK Done")

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class Mailboxes(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore clients that refuse a certificate."""


@contextmanager
def mailbox(encrypts: ssl.SSLContext | None = None) -> Iterator[int]:
    """Run a mailbox; yield its port."""
    handler = type("ThisMailbox", (Mailbox,), {"encrypts": encrypts})
    with serving(Mailboxes(("127.0.0.1", 0), handler)) as port:
        yield port
