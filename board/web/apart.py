"""Long parts of a page that are put in after the rest of it was rendered.

The posts of a thread are nearly all of its page. Within the template, Jinja would copy them four times, and the search
for the scripts that the page needs would read them twenty times.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from flask import g
from markupsafe import Markup

from board.compressing import Piece

MARK = f"\ufffc{secrets.token_hex(8)}\ufffc"
"""Stands on both sides of a part's number in the page; nobody can type it, since it is another in each process."""


class Part(NamedTuple):
    """A part of a page, and the names of the scripts that it needs."""

    piece: Piece
    scripts: frozenset[str]


@contextmanager
def for_everyone() -> Iterator[None]:
    """Render something that other people will get, too: meanwhile it is an error to ask for the session's token."""
    g.for_everyone = True
    try:
        yield
    finally:
        g.for_everyone = False


def set_apart(*given: Part) -> Markup:
    """Return what stands in for parts until `put_in` puts them in."""
    parts: list[Part] = g.setdefault("parts_apart", [])
    first = len(parts)
    parts.extend(given)
    return Markup("".join(f"{MARK}{number}{MARK}" for number in range(first, len(parts))))  # noqa: S704 - ours


def scripts_apart() -> frozenset[str]:
    """Return the names of the scripts that the parts need which were set apart in this request."""
    parts: list[Part] = g.get("parts_apart", [])
    return frozenset(name for part in parts for name in part.scripts)


def put_in(html: str) -> Sequence[Piece]:
    """Return the pieces of a whole page, with each part where its stand-in was."""
    parts: list[Part] = g.get("parts_apart", [])
    if not parts:
        return [Piece(html.encode())]
    pieces = html.split(MARK)
    return [parts[int(piece)].piece if index % 2 else Piece(piece.encode()) for index, piece in enumerate(pieces)]
