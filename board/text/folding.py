"""Folding: the form that two spellings of a word share, and one line of visible text."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from board.text.cleaning import CONTROLS, INVISIBLE

WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+")
"""A run of letters and digits; an accent may follow its letter as a separate character."""
TILDE = "\u0303"


def is_showable(words: str) -> bool:
    """Return whether no character breaks a page or a database; line ends and tabs, which ``tidy`` replaces, do not."""
    return not CONTROLS.search(words)


def tidy(words: str) -> str:
    """Return one line with single spaces and without invisible characters."""
    return " ".join(INVISIBLE.sub("", CONTROLS.sub("", words)).split())


@lru_cache(maxsize=8_192)
def fold(words: str) -> str:
    """Return words without case, accents and double spaces. Ñ is its own letter: peña (a club) is not pena (sorrow)."""
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
    """Return letters and their accents as separate characters."""
    return unicodedata.normalize("NFKD", words)
