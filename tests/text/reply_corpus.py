"""Answers by e-mail in the shapes that clients write, as bytes, each with its new words.

A file of `replies/` has one answer after another: ``=== name``, then parts that begin with ``--- plain``, ``--- html``
and ``--- new``; ``charset``, ``encoding`` and ``flowed`` say how it is sent. ``@plain es``, ``@quoted es`` and
``@html es`` are a mail of the site: as it was, quoted line by line as Gmail does, and as HTML. ``␠``, ``␣`` and ``⎵``
are a space at the end of a line, one that does not break, and a narrow one.
"""

from __future__ import annotations

import base64
import quopri
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import escape
from pathlib import Path

HERE = Path(__file__).parent / "replies"
TOKEN = "abcdefghijklmnopqrstuvwxyz234567"

MAILS = {
    "en": """\
— semana — Write your answer above this line

=== How do towns buy? ===

[Luis Rojas, 3 November 2026, 9:12]

We asked three town halls how they buy. None could tell us who decides, and two of them do not keep the offers that they refused.

What would you ask them first?

----------------------------------------

[You get this because you chose each post.]

Choose what you get: https://forum.example.org/mail/choices/TOKEN
Stop all e-mail of this forum: https://forum.example.org/mail/stop/TOKEN""",  # noqa: E501
    "es": """\
— semana — Escriba su respuesta encima de esta línea

=== ¿Cómo compran los municipios? ===

[Luis Rojas, 3 de noviembre de 2026, 9:12]

Preguntamos a tres alcaldías cómo compran. Ninguna supo decir quién decide, y dos de ellas no guardan las ofertas que rechazaron.

¿Qué les preguntaría usted primero?

----------------------------------------

[Recibe este correo porque eligió cada aporte.]

Elegir qué recibo: https://forum.example.org/mail/choices/TOKEN
No recibir más correo de este foro: https://forum.example.org/mail/stop/TOKEN""",  # noqa: E501
    "digest": """\
— semana — Escriba su respuesta encima de esta línea

=== Semana 2: Quién compra ===

--- [1] Luis Rojas, ayer

¿Conviene comprar en la feria?

--- [2] María Quispe, ayer

¿Y quién lo controla?

----------------------------------------

Elegir qué recibo: https://forum.example.org/mail/choices/TOKEN
No recibir más correo de este foro: https://forum.example.org/mail/stop/TOKEN""",
}
SPACES = str.maketrans({"␠": " ", "␣": "\u00a0", "⎵": "\u202f"})


@dataclass
class Reply:
    """An answer as a client sends it."""

    name: str
    new: str = ""
    plain: str | None = None
    html: str | None = None
    charset: str = "utf-8"
    raw_charset: str = ""
    encoding: str = "8bit"
    flowed: str = ""
    parts: dict[str, list[str]] = field(default_factory=dict)

    @property
    def octets(self) -> bytes:
        """The mail as it comes in."""
        head = "From: Ana <ana@example.org>\r\nSubject: Re: Hola\r\nMIME-Version: 1.0\r\n"
        if self.plain is not None and self.html is not None:
            inside = b"".join(b"--b\r\n" + self._part(kind) + b"\r\n" for kind in ("plain", "html"))
            return f'{head}Content-Type: multipart/alternative; boundary="b"\r\n\r\n'.encode() + inside + b"--b--\r\n"
        return head.encode() + self._part("html" if self.plain is None else "plain")

    def _part(self, kind: str) -> bytes:
        text = (self.plain if kind == "plain" else self.html) or ""
        flows = "; format=flowed" if self.flowed and kind == "plain" else ""
        octets = text.replace("\n", "\r\n").encode(self.raw_charset or self.charset, "replace")
        head = f"Content-Type: text/{kind}; charset={self.charset}{flows}\r\n"
        return f"{head}Content-Transfer-Encoding: {self.encoding}\r\n\r\n".encode() + self._encoded(octets)

    def _encoded(self, octets: bytes) -> bytes:
        if self.encoding == "base64":
            return base64.encodebytes(octets)
        return quopri.encodestring(octets) if self.encoding == "quoted-printable" else octets

    @property
    def message(self) -> EmailMessage:
        """The mail as the standard library reads it."""
        made = message_from_bytes(self.octets, policy=policy.default)
        assert isinstance(made, EmailMessage)
        return made


def replies(name: str) -> list[Reply]:
    """Return the answers of a file."""
    source = (HERE / f"{name}.txt").read_text(encoding="utf-8").translate(SPACES)
    return [_reply(part) for part in re.split(r"^=== ", source, flags=re.MULTILINE)[1:]]


def _reply(source: str) -> Reply:
    name, _end, rest = source.partition("\n")
    reply = Reply(name)
    for part in re.split(
        r"^--- (?=plain\n|html\n|new\n|charset|raw-charset|encoding|flowed\n)", rest, flags=re.MULTILINE
    )[1:]:
        head, _end, body = part.partition("\n")
        key, _space, value = head.partition(" ")
        setattr(reply, key.replace("-", "_"), value or (key if key == "flowed" else _filled(body.rstrip("\n"))))
    return reply


def _filled(body: str) -> str:
    return re.sub(r"@(plain|quoted|html) (en|es|digest)", lambda found: _mail(*found.groups()), body).replace(
        "TOKEN", TOKEN
    )


def _mail(form: str, name: str) -> str:
    mail = MAILS[name]
    if form == "plain":
        return mail
    return "\n".join(_quoted(mail)) if form == "quoted" else _html(mail)


def _quoted(mail: str) -> Iterator[str]:
    for line in mail.split("\n"):
        for wrapped in textwrap.wrap(line, 76, break_long_words=False, break_on_hyphens=False) or [""]:
            yield f"> {wrapped}".rstrip()


def _html(mail: str) -> str:
    """Return a mail as HTML, its last lines as links."""
    made = []
    for paragraph in mail.split("\n\n"):
        lines = [_line(line) for line in paragraph.split("\n")]
        made.append("<hr>" if paragraph.startswith("-----") else f"<p>{'<br>'.join(lines)}</p>")
    return "".join(made)


def _line(line: str) -> str:
    words, _colon, address = line.partition(": http")
    return f'<a href="http{address}">{escape(words)}</a>' if address else escape(line)
