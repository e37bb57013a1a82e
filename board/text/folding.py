"""Words as they are compared: without case and accents."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+")
"""A run of letters and digits; an accent may follow its letter as a character of its own."""
ACCENTS = re.compile(r"[\u0300-\u036f]")


@lru_cache(maxsize=8_192)
def fold(word: str) -> str:
    return ACCENTS.sub("", unicodedata.normalize("NFD", word)).casefold()
