"""Where the sentences of a paragraph end."""

from __future__ import annotations

import re

SENTENCE_END = re.compile(r"""(?<=[.!?…])["'”’»)\]]*\s+(?=[^a-zà-ÿ])""")
"""White space after the end of a sentence. A small letter after it goes on with the sentence, as in "approx. ten"."""
BEFORE_A_NAME = re.compile(
    r"(?:\b(?:Sr|Sra|Sres|Srta|Dr|Dra|Mr|Mrs|Ms|St|Sto|Sta|Dña|Prof|Lic|Ing|Gral|EE|Av|vs|cf|e\.g|i\.e|p\. ?ej)"
    r"|(?<![^\W\d_])[^\W\d_])\.$"
)
"""An abbreviation that a capital letter may follow, or one letter alone, as in "J. Pérez" and "S. A."."""
BEFORE_A_NUMBER = re.compile(r"\b(?:No|Nos|Nº|[Nn]úm|[Aa]rts?|[Pp]p?|[Pp]ágs?|[Ff]ig|[Vv]ol|[Cc]ap|[Ss]ec)\.$")
"""An abbreviation only before a number: "No. 3", but "No. Nobody did."."""
LONGEST = 8
"""The most characters that decide whether a full stop belongs to an abbreviation."""


def sentence_starts(words: str) -> list[int]:
    """Return where each sentence of a paragraph begins, but the first."""
    return [match.end() for match in SENTENCE_END.finditer(words) if not _is_abbreviation(words, match)]


def _is_abbreviation(words: str, end: re.Match[str]) -> bool:
    before = words[max(0, end.start() - LONGEST) : end.start()]
    if not end[0].isspace() or not before.endswith("."):
        return False
    after = words[end.end()]
    return BEFORE_A_NAME.search(before) is not None or (after.isdigit() and BEFORE_A_NUMBER.search(before) is not None)
