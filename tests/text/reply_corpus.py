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

How do towns buy?
=================

Luis Rojas · Tarija · Tue 3 Nov, 09:12 La Paz time

We asked three town halls how they buy. None could tell us who decides, and two of them do not keep the offers that they refused.

What would you ask them first?

On the site: https://forum.example.org/f/feria/post/baes8spx3zxjqn
Answer by e-mail: mailto:reply+TOKEN@forum.example.org

----------------------------------------

[You get this because you chose each post.]

Choose what you get: https://forum.example.org/mail/choices/TOKEN
Stop all e-mail from this forum: https://forum.example.org/mail/stop/TOKEN""",  # noqa: E501
    "es": """\
— semana — Escriba su respuesta encima de esta línea

¿Cómo compran los municipios?
=============================

Luis Rojas · Tarija · mar 3 nov, 09:12, hora de La Paz

Preguntamos a tres alcaldías cómo compran. Ninguna supo decir quién decide, y dos de ellas no guardan las ofertas que rechazaron.

¿Qué les preguntaría usted primero?

En el sitio: https://forum.example.org/f/feria/post/baes8spx3zxjqn
Responder por correo: mailto:reply+TOKEN@forum.example.org

----------------------------------------

[Recibe este correo porque eligió cada aporte.]

Elegir qué recibo: https://forum.example.org/mail/choices/TOKEN
No recibir más correo de este foro: https://forum.example.org/mail/stop/TOKEN""",  # noqa: E501
    "digest": """\
— semana — Escriba su respuesta encima de esta línea

Para responder a un aporte, escriba su número, como [1], al comienzo de un párrafo.

Semana 2: Quién compra
======================

[1] Luis Rojas · Tarija · mar 3 nov, 09:12

¿Conviene comprar en la feria?

En el sitio: https://forum.example.org/f/feria/post/baes8spx3zxjqn
Responder por correo: mailto:reply+TOKEN@forum.example.org

[2] María Quispe · El Alto · mar 3 nov, 10:40

¿Y quién lo controla?

[en] And who controls it?

En el sitio: https://forum.example.org/f/feria/post/caes8spx3zxjqn
Responder por correo: mailto:reply+TOKEN@forum.example.org

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
    return "\n".join(map(_paragraph, mail.split("\n\n")))


def _paragraph(paragraph: str) -> str:
    lines = paragraph.split("\n")
    links = [re.fullmatch(r"(.+): (https?:.+|mailto:.+)", line) for line in lines]
    if paragraph.startswith("-----"):
        return "<hr>"
    if lines[-1].startswith("====="):
        return f"<h2>{escape(lines[0])}</h2>"
    if all(links):
        return (
            '<p class="l">'
            + " · ".join(f'<a href="{found[2]}">{escape(found[1])}</a>' for found in links if found)
            + "</p>"
        )
    note = re.fullmatch(r"(\[\d+\] [^·]+|Luis Rojas) · (.+)", paragraph)
    if note:
        return f'<p class="n"><b>{escape(note[1].rstrip())}</b> · {escape(note[2])}</p>'
    return f"<p>{'<br>'.join(map(escape, lines))}</p>"
