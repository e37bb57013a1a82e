"""How far a translation has come, by segment; a text is as far as its least advanced segment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

MISSING, OUTDATED, DRAFT, IN_REVIEW, APPROVED = "missing", "outdated", "draft", "in review", "approved"
STATES = (MISSING, OUTDATED, DRAFT, IN_REVIEW, APPROVED)
"""From the least advanced to the most."""
STORED = (DRAFT, IN_REVIEW, APPROVED)
HUMAN, MACHINE, MEMORY = "human", "machine", "memory"


class TranslationFacts(Protocol):
    """What the rule needs to know of a stored translation."""

    @property
    def digest(self) -> str: ...
    @property
    def state(self) -> str: ...


def segment_state(source_digest: str, translation: TranslationFacts | None) -> str:
    """The state of one segment, given the newest translation of it that counts."""
    if translation is None:
        return MISSING
    return translation.state if translation.digest == source_digest else OUTDATED


def is_as_far(state: str, other: str) -> bool:
    """Whether one state is no less advanced than the other."""
    return STATES.index(state) >= STATES.index(other)


def text_state(states: Iterable[str]) -> str:
    """The least advanced of the segments' states; a text without segments has nothing missing."""
    return min(states, key=STATES.index, default=APPROVED)
