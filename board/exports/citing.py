"""Citations in texts of the synthesis: Markdown links to posts and passages, which others may have removed since."""

from __future__ import annotations

import re
from collections.abc import Collection

from board.models.base import KEY_ALPHABET, KEY_LENGTH


class Citations:
    """What the texts of a forum can cite in an export: the keys of the posts and passages that are in it."""

    def __init__(self, forum_address: str, keys: Collection[str]) -> None:
        path = "/f/" + forum_address.rpartition("/f/")[2]
        addresses = (
            rf"(?:{re.escape(forum_address)}|{re.escape(path)})/(?:post|excerpt)/([{KEY_ALPHABET}]{{{KEY_LENGTH}}})"
        )
        self.link = re.compile(rf"\[([^\[\]]*)\]\({addresses}(?:#[^()\s]*)?\)")
        self.keys = frozenset(keys)

    def cited(self, markdown: str) -> tuple[str, ...]:
        """Return the keys that a text cites, each once, in its order."""
        keys = (match[2] for match in self.link.finditer(markdown))
        return tuple(dict.fromkeys(key for key in keys if key in self.keys))

    def resolved(self, markdown: str) -> str:
        """Return a text without its links to what is not in the export: of a numbered one nothing is left."""
        return self.link.sub(self._resolved, markdown)

    def _resolved(self, match: re.Match[str]) -> str:
        label, key = match[1], match[2]
        if key in self.keys:
            return match[0]
        return "" if label.isdigit() else label
