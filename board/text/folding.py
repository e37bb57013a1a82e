"""Words as people type them → what two spellings of one word have in common, and one line of what can be seen."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from board.text.cleaning import CONTROLS, INVISIBLE

WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+")
"""A run of letters and digits; an accent may follow its letter as a character of its own."""
TILDE = "\u0303"


def is_showable(words: str) -> bool:
    """Nothing in it breaks a page or a database; line ends and tabs, which ``tidy`` makes spaces, do not."""
    return not CONTROLS.search(words)


def tidy(words: str) -> str:
    """One line, single spaces, nothing that cannot be seen."""
    return " ".join(INVISIBLE.sub("", CONTROLS.sub("", words)).split())


@lru_cache(maxsize=8_192)
def fold(words: str) -> str:
    """Without case, accents and double spaces. Ñ is a letter of its own: peña (a club) is not pena (sorrow)."""
    if words.isascii():
        return " ".join(words.casefold().split())
    letters = _apart(_apart(words).casefold())
    kept = (
        letter
        for before, letter in zip(f" {letters}", letters, strict=False)
        if not unicodedata.combining(letter) or (before, letter) == ("n", TILDE)
    )
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())


def _apart(words: str) -> str:
    """Letters and their accents one after the other."""
    return unicodedata.normalize("NFKD", words)
