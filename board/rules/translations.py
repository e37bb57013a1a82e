"""How far a translation has come, by segment; a text is as far as its least advanced segment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

MISSING, OUTDATED, DRAFT, IN_REVIEW, APPROVED = "missing", "outdated", "draft", "in review", "approved"
STATES = (MISSING, OUTDATED, DRAFT, IN_REVIEW, APPROVED)
"""From the least advanced to the most advanced."""
STORED = (DRAFT, IN_REVIEW, APPROVED)
HUMAN, MACHINE, MEMORY = "human", "machine", "memory"


class TranslationFacts(Protocol):
    """What the rule needs to know about a stored translation."""

    @property
    def digest(self) -> str: ...
    @property
    def state(self) -> str: ...


class OriginFacts(TranslationFacts, Protocol):
    """A stored translation, with where it comes from."""

    @property
    def origin(self) -> str: ...
    @property
    def translator_id(self) -> int | None: ...


def is_untouched(translation: OriginFacts) -> bool:
    """Return whether this is a machine's draft that nobody has taken over: another machine's draft may replace it."""
    return (translation.origin, translation.state, translation.translator_id) == (MACHINE, DRAFT, None)


def is_for_a_machine(source_digest: str, translation: OriginFacts | None) -> bool:
    """Return whether a machine may draft a segment: it has no translation of this source, and no human one at all."""
    return translation is None or (translation.digest != source_digest and is_untouched(translation))


def segment_state(source_digest: str, translation: TranslationFacts | None) -> str:
    """Return the state of a segment, given the newest translation that counts."""
    if translation is None:
        return MISSING
    return translation.state if translation.digest == source_digest else OUTDATED


def is_as_far(state: str, other: str) -> bool:
    """Return whether the first state is at least as advanced as the second."""
    return STATES.index(state) >= STATES.index(other)


def text_state(states: Iterable[str]) -> str:
    """Return the least advanced of the segments' states; a text without segments has nothing missing."""
    return min(states, key=STATES.index, default=APPROVED)


def has_come_through(before: str | None, now: str) -> bool:
    """Return whether a change may have brought readers the first whole translation of a text."""
    return now in (DRAFT, IN_REVIEW, APPROVED) and before in (None, MISSING, DRAFT) and before != now
