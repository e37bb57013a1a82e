"""Guessing the language that somebody writes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from board.text.addresses import ADDRESS, MAIL
from board.text.grammar import Kind
from board.text.outline import outline, prose
from board.text.precomputed import computed_once

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

MIN_LETTERS = 12
ENOUGH = 3_000  # characters; the model reads 50 in a millisecond
LINK_MARKUP = re.compile(r"\]\([^()\s]*\)|[\[\]]")
OTHERS_WORDS = (Kind.CODE, Kind.QUOTE)


@computed_once
def guess_language(source: str, likely: Sequence[str] = ("es", "en", "pt", "fr")) -> str | None:
    """Return the ISO 639-1 code, among `likely`, of what the writer wrote, or None if it is too short to tell.

    Code, quotes and addresses do not count. Raise ValueError if the model does not know a code in `likely`.
    """
    written = (prose(chunk) for chunk in outline(source).blocks if chunk.kind not in OTHERS_WORDS)
    text = LINK_MARKUP.sub(" ", MAIL.sub(" ", ADDRESS.sub(" ", "\n".join(written))))
    if sum(map(str.isalpha, text)) < MIN_LETTERS:
        return None
    return str(_identifier(tuple(likely)).classify(text[:ENOUGH])[0])


@lru_cache(maxsize=8)
def _identifier(likely: tuple[str, ...]) -> LanguageIdentifier:
    # Loading takes a second or more, so it does not happen at import.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(list(likely))
    return identifier
