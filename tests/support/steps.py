"""Counting what a function does: the same number on a slow, busy or quick machine, unlike its time."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType


def calls_in(does: Callable[[], object]) -> int:
    """Return how many calls, of Python's and C's functions, this makes. All of a regular expression is one call."""
    number = 0

    def note(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal number
        number += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        does()
    finally:
        sys.setprofile(before)
    return number
