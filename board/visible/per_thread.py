"""Statements that each thread builds once for itself.

SQLAlchemy finishes a construct (an alias, a select, a subquery) when it is first used: it creates the columns and
stores them in the construct. When two threads finish the same construct at once, each creates its own columns, and
only the later ones are stored: whatever was built with the earlier ones refers to columns that the construct does
not have. Such a statement is wrong, and stays wrong. So no thread uses a construct that another thread built.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from threading import local
from typing import Any, ParamSpec, TypeVar

Given = ParamSpec("Given")
Made = TypeVar("Made")


def per_thread(maximum: int = 1) -> Callable[[Callable[Given, Made]], Callable[Given, Made]]:
    """Cache a function's results for its latest ``maximum`` sets of hashable arguments, separately in each thread."""

    def decorate(make: Callable[Given, Made]) -> Callable[Given, Made]:
        mine = local()

        @wraps(make)
        def find(*args: Given.args, **kwargs: Given.kwargs) -> Made:
            kept: Callable[..., Made] | None = getattr(mine, "kept", None)
            if kept is None:
                kept = mine.kept = _keeping(make, maximum)
            return kept(*args, **kwargs)

        return find

    return decorate


def _keeping(make: Callable[..., Made], maximum: int) -> Callable[..., Made]:
    kept: Callable[..., Any] = lru_cache(maxsize=maximum)(make)
    return kept
