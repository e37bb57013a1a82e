"""The short name of a forum in addresses."""

from __future__ import annotations

import re

MAX_SLUG = 60
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def is_slug(text: str) -> bool:
    """Return whether a forum can have this short name: lowercase letters, digits, and single hyphens between them."""
    return len(text) <= MAX_SLUG and _SLUG.fullmatch(text) is not None
