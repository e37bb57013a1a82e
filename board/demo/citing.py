"""Citations in the demo's texts: what is cited stands in braces in the TOML files, by its id there."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import count

CITED = re.compile(r"\{([\w-]+)\}")


def linked(words: str, address_of: Callable[[str], str]) -> str:
    """Replace ids in braces with citations, numbered as the forms number them."""
    numbers = count(1)
    return CITED.sub(lambda match: f"[{next(numbers)}]({address_of(match[1])})", words)
