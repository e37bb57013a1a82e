"""Statements that are made once, in each thread.

SQLAlchemy finishes a construct (an alias, a select, a subquery) when it is first used: it makes the columns and notes
them in the construct. When two threads finish one construct at the same time, each makes columns of its own, and only
the later ones are kept: what was built with the earlier ones refers to columns that the construct does not have. The
statement is then wrong, and stays wrong. So no thread uses a construct that another thread made.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from threading import local
from typing import Any, ParamSpec, TypeVar

Given = ParamSpec("Given")
Made = TypeVar("Made")


def per_thread(maximum: int = 1) -> Callable[[Callable[Given, Made]], Callable[Given, Made]]:
    """Keep what a function returns, for its latest ``maximum`` arguments (hashable ones), in each thread by itself."""

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
