"""Taking out of quoted mail what would let others act for its first reader: links and addresses with a token."""

from __future__ import annotations

import re

HIDDEN = "…"
"""Stands where a link or an address was."""

# Some providers wrap a link in one of their own, so that its slashes are written %2F.
_BEGINS = r"(?:\+|%2[Bb]|/mail/[a-z-]{1,20}/|%2[Ff]mail%2[Ff][a-z-]{1,20}%2[Ff])"
_AROUND = r"[^\s<>()\[\]\"'—…]"
_OWN_END = re.compile(r"/mail/(?:choices|stop)/|%2Fmail%2F(?:choices|stop)%2F", re.IGNORECASE)
_SECRET = re.compile(_BEGINS + "[a-z2-7]{32}")
_WORD = re.compile(f"{_AROUND}+")


def without_secrets(text: str) -> str:
    """Return a text without the site's own links and reply addresses that carry a token."""
    if not _SECRET.search(text):
        return text
    return _WORD.sub(lambda word: HIDDEN if _SECRET.search(word[0]) else word[0], text)


def ends_own_mail(line: str) -> bool:
    """Tell whether a line belongs to the last ones of a mail of a forum, which link to what its reader gets."""
    return _OWN_END.search(line) is not None
