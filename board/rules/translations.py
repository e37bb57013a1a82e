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


class OriginFacts(TranslationFacts, Protocol):
    """Where a stored translation comes from, too."""

    @property
    def origin(self) -> str: ...
    @property
    def translator_id(self) -> int | None: ...


def is_untouched(translation: OriginFacts) -> bool:
    """A machine's draft that nobody has made theirs: another machine's draft may take its place."""
    return (translation.origin, translation.state, translation.translator_id) == (MACHINE, DRAFT, None)


def is_for_a_machine(source_digest: str, translation: OriginFacts | None) -> bool:
    """Whether a machine may draft a segment: nothing of this source stands there, nor anything of a person's."""
    return translation is None or (translation.digest != source_digest and is_untouched(translation))


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
