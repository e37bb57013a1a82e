"""Whether one text is another version of a second one, or something else altogether."""

from __future__ import annotations

from difflib import SequenceMatcher

from board.text.folding import fold
from board.text.words import WORD

SHORT = 200
"""Characters up to which letters are compared, too: in a text of three words, three mended ones leave none the same."""
ALIKE = 0.6


def is_version_of(new: str, old: str) -> bool:
    """Return whether words may be meant to take the place of others: every third of them stands there, too, or both are
    short and look alike.

    "Thanks!" is no version of a post, however short that is; a text with mended words is, and so is one of its parts.
    """
    said, before = WORD.findall(fold(new)), WORD.findall(fold(old))
    known = set(before)
    return 3 * sum(word in known for word in said) >= len(said) or _look_alike(" ".join(said), " ".join(before))


def _look_alike(new: str, old: str) -> bool:
    return max(len(new), len(old)) <= SHORT and SequenceMatcher(None, new, old, autojunk=False).ratio() >= ALIKE
