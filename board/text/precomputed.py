"""Results about a text that are computed before rows are held, so that they are there when they are.

A writer holds SQLite's only lock, or rows of PostgreSQL, and others wait. So an action calls its slow functions before
its first change, with the same arguments that it uses again while it writes (`actions/readying.py`); the second call
returns the result of the first. Results live for one request or one job, and only in its own thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")

_results: ContextVar[dict[object, object] | None] = ContextVar("results", default=None)


def keep() -> None:
    """Compute nothing twice from now on, until `forget`."""
    _results.set({})


def forget() -> None:
    """Drop all results: the work is done."""
    _results.set(None)


def is_keeping() -> bool:
    """Return whether a result computed now will be available later."""
    return _results.get() is not None


@contextmanager
def keeping() -> Iterator[None]:
    """Compute nothing twice in this context."""
    keep()
    try:
        yield
    finally:
        forget()


def put(name: object, value: object) -> None:
    """Store another value for later."""
    results = _results.get()
    if results is not None:
        results[name] = value


def has(name: object) -> bool:
    """Return whether a value was `put` under this name and not taken yet."""
    results = _results.get()
    return results is not None and name in results


def take(name: object) -> object | None:
    """Return the value that was ``put`` under this name, and forget it; None if there is none."""
    results = _results.get()
    return results.pop(name, None) if results is not None else None


def computed_once(function: Callable[Given, Result]) -> Callable[Given, Result]:
    """Mark a slow pure function; its arguments are hashable, and nobody changes its results."""

    @wraps(function)
    def once(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        results = _results.get()
        if results is None:
            return work(function, *args, **kwargs)
        key = (function, args, tuple(sorted(kwargs.items())))
        if key not in results:
            results[key] = work(function, *args, **kwargs)
        return results[key]  # type: ignore[return-value]  # a result of this very function

    return once


def work(function: Callable[Given, Result], *args: Given.args, **kwargs: Given.kwargs) -> Result:
    """Do the actual computing in one place, so that a test can watch when."""
    return function(*args, **kwargs)
