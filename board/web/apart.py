"""Long parts of a page that are put in after the rest of it was rendered.

The posts of a thread are nearly all of its page. Within the template, Jinja would copy them four times, and the search
for the scripts that the page needs would read them twenty times.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from flask import g
from markupsafe import Markup

MARK = f"\ufffc{secrets.token_hex(8)}\ufffc"
"""Stands on both sides of a part's number in the page; nobody can type it, since it is another in each process."""


def set_apart(html: str, scripts: Iterable[str]) -> Markup:
    """Return what stands in for a part, with the names of the scripts that it needs, until `put_in` puts it in."""
    if not html:
        return Markup()
    parts: list[str] = g.setdefault("parts_apart", [])
    parts.append(html)
    g.setdefault("scripts_apart", set()).update(scripts)
    return Markup(f"{MARK}{len(parts) - 1}{MARK}")  # noqa: S704 - ours


def scripts_apart() -> frozenset[str]:
    """Return the names of the scripts that the parts need which were set apart in this request."""
    return frozenset(g.get("scripts_apart", ()))


def put_in(html: str) -> str:
    """Return a page with all its parts."""
    parts: list[str] = g.get("parts_apart", [])
    pieces = html.split(MARK) if parts else [html]
    pieces[1::2] = [parts[int(number)] for number in pieces[1::2]]
    return "".join(pieces)
