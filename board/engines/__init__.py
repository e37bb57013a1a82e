"""Machine translation behind one small interface. Off unless an engine's address is set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from board.config import Settings
from board.engines.apertium import Apertium
from board.engines.http import EngineError, Unsupported
from board.engines.libretranslate import LibreTranslate

DEADLINE = 30.0
"""Seconds per paragraph. The worker's lease on the job is renewed before each one."""


class Engine(Protocol):
    """A program that translates plain text."""

    @property
    def name(self) -> str: ...

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[str]:
        """Translate each text, in order. Raise EngineError on failure."""
        ...


def engine_for(settings: Settings, deadline: float = DEADLINE) -> Engine | None:
    """Return the engine of this installation, if it has one."""
    if settings.translation_engine_url is None:
        return None
    kind, _, url = settings.translation_engine_url.partition("+")
    if kind == "apertium":
        return Apertium(url, deadline)
    return LibreTranslate(url, deadline, settings.translation_engine_key)


def connect(settings: Settings) -> None:
    """Register the job with the worker; without an engine, nobody may ask for it."""
    from board import jobs
    from board.actions.writing import DRAFTING
    from board.engines import drafting

    jobs.handles(DRAFTING, rank=jobs.LAST)(drafting.draft_text)
    jobs.switch(DRAFTING, on=settings.translation_engine_url is not None)
