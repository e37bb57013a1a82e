"""The kinds of job: which function does them, and which come first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from board.rules.work import USUAL

Handler = Callable[[dict[str, Any], datetime], None]
HANDLERS: dict[str, Handler] = {}
SWITCHED_OFF: set[str] = set()
"""Kinds of job that this installation does not need: asking for one leaves no trace."""
RANKS: dict[str, int] = {}
"""The rank of each kind, a constant of `rules/work.py`; it orders jobs that are due at the same time."""


def handles(kind: str, *, rank: int = USUAL) -> Callable[[Handler], Handler]:
    """Register the function that does this kind of job."""

    def register(handler: Handler) -> Handler:
        HANDLERS[kind] = handler
        RANKS[kind] = rank
        return handler

    return register


def switch(kind: str, *, on: bool) -> None:
    """Say whether this installation does this kind of job at all."""
    (SWITCHED_OFF.discard if on else SWITCHED_OFF.add)(kind)
