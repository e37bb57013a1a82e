"""What is worked out of a text before rows are held, so that it is there when they are.

Whoever writes holds SQLite's one lock, or rows of PostgreSQL, and others wait. So an action asks for what takes long
before its first change, with the same call that is made again while it writes (`actions/readying.py`); the second call
gives what the first one found. It is kept for one request, or one piece of work, and for the thread that does it alone.
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
    """From now on nothing is worked out twice, until `forget`."""
    _results.set({})


def forget() -> None:
    """The work is done: what was found goes."""
    _results.set(None)


def is_keeping() -> bool:
    """Whether what is worked out now will be there later."""
    return _results.get() is not None


@contextmanager
def keeping() -> Iterator[None]:
    """In here nothing is worked out twice."""
    keep()
    try:
        yield
    finally:
        forget()


def put(name: object, value: object) -> None:
    """Keep something else for later."""
    results = _results.get()
    if results is not None:
        results[name] = value


def has(name: object) -> bool:
    """Whether that was `put`, and not taken yet."""
    results = _results.get()
    return results is not None and name in results


def take(name: object) -> object | None:
    """Return what was ``put`` under this name, and forget it; None where nothing was."""
    results = _results.get()
    return results.pop(name, None) if results is not None else None


def computed_once(function: Callable[Given, Result]) -> Callable[Given, Result]:
    """Mark a pure function that takes long; what it is given can be hashed, and nobody changes what it gives."""

    @wraps(function)
    def once(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        results = _results.get()
        if results is None:
            return work(function, *args, **kwargs)
        key = (function, args, tuple(sorted(kwargs.items())))
        if key not in results:
            results[key] = work(function, *args, **kwargs)
        return results[key]  # type: ignore[return-value]  # what this function gave

    return once


def work(function: Callable[Given, Result], *args: Given.args, **kwargs: Given.kwargs) -> Result:
    """All of it is done here: a test watches when."""
    return function(*args, **kwargs)
