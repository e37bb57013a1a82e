"""Subjects of mails, without what clients and forums put before them."""

from __future__ import annotations

import re

_ANSWER = r"re|r|aw|sv|fwd?|fw|wg|rv|rm|reenv|tr|ré|réf|ref|res|resp|enc"
"""How clients mark answers and forwarded mail, in English, Spanish, French, Portuguese, and some other languages."""
_BEFORE = re.compile(
    rf"(?:(?:{_ANSWER})\s{{0,2}}(?:\[\d{{1,3}}\]|\(\d{{1,3}}\))?\s{{0,2}}:|\[[^\[\]]{{1,120}}\])\s*", re.I
)
MAX_PREFIXES = 40


def bare_subject(subject: str) -> str:
    """Return a subject without "Re:" and the like, and without names in brackets at its beginning."""
    words = " ".join(subject.split())
    for _time in range(MAX_PREFIXES):
        found = _BEFORE.match(words)
        if found is None:
            break
        words = words[found.end() :]
    return words
