"""The line above which an answer is written, in mails that can be answered.

Its words are translated. The mark at its beginning is the same in every language, so answers are cut there without
knowing in which language the mail was.
"""

from __future__ import annotations

import re

MARK = "— semana —"
"""It stands first in the line, so that a client that wraps the line does not part it from the beginning."""
# Some clients replace the long dashes by hyphens. Sentences have hyphens, too, so these count only where a line begins.
_MARK = re.compile(
    r"(?:—|–|&mdash;|^[\s>*_|]{0,20}(?:--?|\?))[ \xa0]semana[ \xa0](?:—|–|--?|&mdash;|\?)", re.IGNORECASE
)


def answer_line(words: str) -> str:
    """Return the line with its mark."""
    return f"{MARK} {words}"


def has_mark(line: str) -> bool:
    """Return whether a line contains the mark, also as clients that know no dashes write it."""
    return _MARK.search(line) is not None
