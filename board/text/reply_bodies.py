"""What somebody wrote in an answer by e-mail, and all the rest of it: quoted text, signatures, what clients add.

Nothing is lost: what is not new is in the tail, in the order in which it came.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from board.text.reflow import reflow
from board.text.reply_html import html_lines
from board.text.reply_lines import Line, Role, plain_lines
from board.text.reply_marks import has_mark
from board.text.reply_quotations import Quoted
from board.text.reply_roles import roles
from board.text.reply_secrets import ends_own_mail, without_secrets

_NO_PLAIN_PART = re.compile(
    r"(?:view|read|see) this (?:message|e-?mail) (?:in|as|with) html|html[- ](?:capable|compatible|enabled)|"
    r"(?:ver|leer|lea) este (?:mensaje|correo) en (?:formato )?html|does not support html",
    re.IGNORECASE,
)
# "<ana@example.org" and, on the next line, "> wrote:": a line that only looks quoted.
_TORN_ADDRESS = re.compile(
    r"(<[^<>\s]{3,200}) ?\r?\n>( ?[^\W\d_]{0,12}(?: [^\W\d_]{1,12})? ?:[ \t]*\r?$)", re.MULTILINE
)
MAX_ROUNDS = 8
_MANY_EMPTY = re.compile(r"\n{3,}")
SHORT = 300
"""Characters of a plain part that says no more than that there is another."""


class Cut(NamedTuple):
    """An answer by e-mail in two parts: its new words as Markdown, and what was cut."""

    new: str
    tail: str


def cut_reply(plain: str | None, html: str | None = None, is_wrapped: bool = True) -> Cut:
    """Return the new words of an answer, and the rest of it.

    An answer between quoted lines stands below the quoted paragraph that it answers. ``is_wrapped`` says that the line
    ends of the plain part may be those of a client; they are not if the text was ``format=flowed``.
    """
    if plain and plain.strip() and not (html and _says_nothing(plain)):
        return _cut_again(_cut(plain_lines(_TORN_ADDRESS.sub(r"\1>\2", plain)), is_wrapped))
    return _cut_again(_cut(html_lines(html or plain or ""), is_wrapped=False))


def _cut_again(cut: Cut) -> Cut:
    """Cut what looks like a client's words only since others beside it were cut."""
    for _round in range(MAX_ROUNDS):
        more = _cut(plain_lines(cut.new), is_wrapped=False)
        if more.new == cut.new:
            break
        cut = Cut(more.new, f"{cut.tail}\n\n{more.tail}".strip("\n"))
    return cut


def _says_nothing(plain: str) -> bool:
    return len(plain) <= SHORT and _NO_PLAIN_PART.search(plain) is not None


def _cut(lines: Sequence[Line], is_wrapped: bool) -> Cut:
    found = _below_all(lines, roles(lines))
    new = list(_new_parts(lines, found, is_wrapped))
    return Cut(without_secrets("\n\n".join(new)), without_secrets("\n".join(_tail(lines, found))))


def _tail(lines: Sequence[Line], found: Sequence[Role]) -> list[str]:
    """Return the lines that are not new; several empty ones are one."""
    kept = [line for line, role in zip(lines, found, strict=True) if role != Role.NEW or line.is_blank]
    tail = [_as_quoted(line) for line in kept]
    blank = [line.is_blank for line in kept]
    tail = [line for at, line in enumerate(tail) if not (blank[at] and (at == 0 or blank[at - 1]))]
    return tail[:-1] if tail and blank[-1] else tail


def _as_quoted(line: Line) -> str:
    return f"{'>' * line.depth} {line.words}".rstrip() if line.depth else line.words.rstrip()


def _below_all(lines: Sequence[Line], found: list[Role]) -> list[Role]:
    """Look for the answer below everything if there is none above.

    It stands below a mail of the site that a client quoted without marks, or below "Ana wrote:" if somebody took away
    what was quoted there.
    """
    if any(role == Role.NEW and not line.is_blank for line, role in zip(lines, found, strict=True)):
        return found
    ends = [at for at, line in enumerate(lines) if found[at] == Role.CUT and ends_own_mail(line.words)]
    if ends:
        return [*found[: ends[-1] + 1], *roles(lines[ends[-1] + 1 :])]
    return found if any(has_mark(line.words) for line in lines) else roles(lines, attributions_are_walls=False)


def _new_parts(lines: Sequence[Line], found: Sequence[Role], is_wrapped: bool) -> Iterator[str]:
    """Return the new words, each answer below what it answers."""
    quoted, part = Quoted(), list[str]()
    for line, role in [*zip(lines, found, strict=True), (Line(0, ""), Role.CUT)]:
        if role == Role.NEW:
            part.append(line.words)
            continue
        if any(words.strip() for words in part):
            yield from _part(quoted, part, is_wrapped)
            quoted = Quoted()
        part = []
        if role == Role.QUOTED:
            quoted.add(line)


def _part(quoted: Quoted, part: list[str], is_wrapped: bool) -> Iterator[str]:
    answered = quoted.answered(is_wrapped)
    if answered:
        yield "\n".join(f"> {line}".rstrip() for line in answered)
    words = "\n".join(line.rstrip() for line in (reflow(part) if is_wrapped else part))
    yield _MANY_EMPTY.sub("\n\n", words).strip()
