"""The short name of a forum in addresses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

MAX_SLUG = 60
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def is_slug(text: str) -> bool:
    """Return whether a forum can have this short name: lowercase letters, digits, and single hyphens between them."""
    return len(text) <= MAX_SLUG and _SLUG.fullmatch(text) is not None


def slug_from(name: str, taken: Collection[str]) -> str:
    """Return a short name made of a forum's name that no other forum has: whole words, without accents."""
    letters = unicodedata.normalize("NFKD", name.replace("&", " ")).encode("ascii", "ignore").decode().lower()
    stem = _cut("-".join(re.findall(r"[a-z0-9]+", letters)), MAX_SLUG) or "forum"
    endings = ["", *(f"-{number}" for number in range(2, len(taken) + 3))]
    return next(slug for ending in endings if (slug := _cut(stem, MAX_SLUG - len(ending)) + ending) not in taken)


def _cut(slug: str, most: int) -> str:
    """Return as many whole words as fit; a part of the first if not even that does."""
    if len(slug) <= most:
        return slug
    return slug[: most + 1].rpartition("-")[0] or slug[:most]
