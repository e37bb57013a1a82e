"""Taking out of quoted mail what would let others act for its first reader: links and addresses with a token."""

from __future__ import annotations

import re

HIDDEN = "…"
"""Stands where a link or an address was."""

# Some providers wrap a link in one of their own, so that its slashes are written %2F. Some programs break a long word
# over two lines: a part of a token counts too. Links about accounts carry 64 digits.
_SLASH, _PLUS = "(?:/|%2F)", r"(?:\+|%2B)"
_SECRETS = (
    f"{_PLUS}[a-z2-7]{{20}}",
    f"{_SLASH}mail{_SLASH}(?:stop|choices){_SLASH}[a-z2-7]{{6}}",
    f"{_SLASH}mail{_SLASH}[a-z-]{{1,20}}{_SLASH}[a-z2-7]{{32}}",
    f"{_SLASH}(?:address|again|application|reset|set-up|link){_SLASH}[0-9a-f]{{64}}",
    f"{_SLASH}feeds{_SLASH}[a-z0-9_-]{{30}}",
)
_AROUND = r"[^\s<>()\[\]\"'—…]"
_OWN_END = re.compile(r"/mail/(?:choices|stop)/|%2Fmail%2F(?:choices|stop)%2F", re.IGNORECASE)
_SECRET = re.compile("|".join(_SECRETS), re.IGNORECASE)
_WORD = re.compile(f"{_AROUND}+")


def without_secrets(text: str) -> str:
    """Return a text without the site's own links and reply addresses that carry a token."""
    if not _SECRET.search(text):
        return text
    return _WORD.sub(lambda word: HIDDEN if _SECRET.search(word[0]) else word[0], text)


def ends_own_mail(line: str) -> bool:
    """Tell whether a line belongs to the last ones of a mail of a forum, which link to what its reader gets."""
    return _OWN_END.search(line) is not None
