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
Found = TypeVar("Found")

_found: ContextVar[dict[object, object] | None] = ContextVar("found", default=None)


def keep() -> None:
    """From now on nothing is worked out twice, until `forget`."""
    _found.set({})


def forget() -> None:
    """The work is done: what was found goes."""
    _found.set(None)


def is_keeping() -> bool:
    """Whether what is worked out now will be there later."""
    return _found.get() is not None


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
    found = _found.get()
    if found is not None:
        found[name] = value


def has(name: object) -> bool:
    """Whether that was `put`, and not taken yet."""
    found = _found.get()
    return found is not None and name in found


def take(name: object) -> object | None:
    """Return what was ``put`` under this name, and forget it; None where nothing was."""
    found = _found.get()
    return found.pop(name, None) if found is not None else None


def worked_out_once(function: Callable[Given, Found]) -> Callable[Given, Found]:
    """Mark a pure function that takes long; what it is given can be hashed, and nobody changes what it gives."""

    @wraps(function)
    def once(*args: Given.args, **kwargs: Given.kwargs) -> Found:
        found = _found.get()
        if found is None:
            return work(function, *args, **kwargs)
        key = (function, args, tuple(sorted(kwargs.items())))
        if key not in found:
            found[key] = work(function, *args, **kwargs)
        return found[key]  # type: ignore[return-value]  # what this function gave

    return once


def work(function: Callable[Given, Found], *args: Given.args, **kwargs: Given.kwargs) -> Found:
    """All of it is done here: a test watches when."""
    return function(*args, **kwargs)
