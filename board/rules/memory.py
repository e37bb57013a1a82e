"""Rules for units of an imported translation memory."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from board.rules.languages import ENDONYMS

MAX_SEGMENT, MAX_NOTE = 10_000, 200


class Unit(NamedTuple):
    """A source and its translation."""

    language: str
    target: str
    source: str
    translation: str


class Fault(StrEnum):
    """Why a unit is left out. The doors turn each reason into a sentence in the reader's language."""

    NO_LANGUAGES = "no_languages"
    SAME_LANGUAGE = "same_language"
    EMPTY = "empty"
    LONG = "long"
    UNSHOWABLE = "unshowable"
    """It holds characters that no page can show."""


def faults(unit: Unit) -> Iterator[Fault]:
    """Yield everything for which a unit is left out, but for its characters."""
    if not {unit.language, unit.target} <= ENDONYMS.keys():
        yield Fault.NO_LANGUAGES
    elif unit.language == unit.target:
        yield Fault.SAME_LANGUAGE
    if not (unit.source.strip() and unit.translation.strip()):
        yield Fault.EMPTY
    if max(len(unit.source), len(unit.translation)) > MAX_SEGMENT:
        yield Fault.LONG
