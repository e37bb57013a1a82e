"""LibreTranslate, or any service with its protocol."""

from __future__ import annotations

import json
from collections.abc import Sequence

from board.engines.http import EngineError, Unsupported, ask


class LibreTranslate:
    name = "LibreTranslate"

    def __init__(self, url: str, deadline: float, key: str | None = None) -> None:
        self.url = url
        self.deadline = deadline
        self.key = key

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[str]:
        """Translate all texts in one request. Raise EngineError if the answer is no list of strings; its length is not
        checked here.
        """
        question = {"q": list(texts), "source": source, "target": target, "format": "text"}
        body = json.dumps(question | ({"api_key": self.key} if self.key else {}))
        answer = ask(f"{self.url}/translate", self.deadline, body)
        if answer.status == 400 and not self._has(source, target):
            raise Unsupported("it does not have this pair of languages")
        words = answer.field("translatedText")
        if answer.status != 200 or not isinstance(words, list) or not all(isinstance(text, str) for text in words):
            raise EngineError(f"it answered with status {answer.status}, or with something else than translations")
        return words

    def _has(self, source: str, target: str) -> bool:
        """Return whether the service lists the pair. Its refusals come in any language, and have other causes too."""
        listed = ask(f"{self.url}/languages", self.deadline).body
        known = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
        targets = [entry.get("targets") for entry in known if entry.get("code") == source]
        return not known or any(isinstance(codes, list) and target in codes for codes in targets)
