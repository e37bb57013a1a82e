"""The kinds of work: who does them, and which go first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

Handler = Callable[[dict[str, Any], datetime], None]
HANDLERS: dict[str, Handler] = {}
SWITCHED_OFF: set[str] = set()
"""Kinds of work that this installation has nothing to do with: asking for them leaves no trace."""
FIRST, SOON, USUAL, LAST = range(4)
"""Somebody sits before a screen and waits for it; somebody cannot come in without it; the rest; what takes long."""
RANKS: dict[str, int] = {}
"""In which order kinds of work are done that are due at one time, where it is not the usual one."""


def handles(kind: str, *, rank: int = USUAL) -> Callable[[Handler], Handler]:
    """Register the function that does this kind of work."""

    def register(handler: Handler) -> Handler:
        HANDLERS[kind] = handler
        RANKS[kind] = rank
        return handler

    return register


def switch(kind: str, *, on: bool) -> None:
    """Say whether this installation does this kind of work at all."""
    (SWITCHED_OFF.discard if on else SWITCHED_OFF.add)(kind)
