"""A guess at the language somebody is writing."""

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
ENOUGH = 3_000  # characters; the model reads 50 a millisecond
LINK_MARKUP = re.compile(r"\]\([^()\s]*\)|[\[\]]")
OTHERS_WORDS = (Kind.CODE, Kind.QUOTE)


@computed_once
def guess_language(source: str, likely: Sequence[str] = ("es", "en", "pt", "fr")) -> str | None:
    """The ISO 639-1 code, among `likely`, of what the writer wrote; None when there is too little to tell.

    Code, quotes and addresses do not count. Raises ValueError if the model knows none of a code in `likely`.
    """
    written = (prose(chunk) for chunk in outline(source).blocks if chunk.kind not in OTHERS_WORDS)
    text = LINK_MARKUP.sub(" ", MAIL.sub(" ", ADDRESS.sub(" ", "\n".join(written))))
    if sum(map(str.isalpha, text)) < MIN_LETTERS:
        return None
    return str(_identifier(tuple(likely)).classify(text[:ENOUGH])[0])


@lru_cache(maxsize=8)
def _identifier(likely: tuple[str, ...]) -> LanguageIdentifier:
    # Loading takes a second or more, so nobody pays for it at import.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(list(likely))
    return identifier
