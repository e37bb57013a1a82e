"""Apertium through its own web service, apertium-apy."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from urllib.parse import urlencode

from board.engines.http import Answer, EngineError, Unsupported, ask

FORM = "application/x-www-form-urlencoded"
NO_PAIR = ("That pair is not installed", "That pair is invalid")
MARKS = re.compile(r"(?<![^\W_])[*#@](?=[^\W\d_])")
"""Marks of words that it does not know or cannot inflect; we never send a word with such a mark."""


class Apertium:
    name = "Apertium"

    def __init__(self, url: str, deadline: float) -> None:
        self.url = f"{url}/translate"
        self.deadline = deadline

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[str]:
        """Translate each text separately, since the service takes one at a time (20 ms each), but with one deadline for
        all.
        """
        end = time.monotonic() + self.deadline
        return [self._one(text, f"{source}|{target}", end - time.monotonic()) for text in texts]

    def _one(self, text: str, pair: str, seconds: float) -> str:
        if seconds <= 0:
            raise EngineError("it was too slow")
        form = {"q": text, "langpair": pair, "markUnknown": "no", "format": "txt"}
        return MARKS.sub("", _words(ask(self.url, seconds, urlencode(form), FORM)))


def _words(answer: Answer) -> str:
    words = answer.field("responseData", "translatedText")
    if answer.status == 200 and isinstance(words, str):
        return words
    if answer.status == 400 and answer.field("explanation") in NO_PAIR:
        raise Unsupported("it does not have this pair of languages")
    raise EngineError(f"it answered with status {answer.status}, or with something else than a translation")
