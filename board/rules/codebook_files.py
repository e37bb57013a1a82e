"""Rules for the codes of an imported codebook."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

MAX_NAME, MAX_DEFINITION = 200, 50_000


class Coded(NamedTuple):
    """A code, as a theme would have it."""

    name: str
    definition: str
    guid: str


class Fault(StrEnum):
    """Why a code is not imported. The doors turn each reason into a sentence in the reader's language."""

    NO_NAME = "no_name"
    LONG_NAME = "long_name"
    LONG_DEFINITION = "long_definition"
    UNSHOWABLE = "unshowable"
    """It holds characters that no page can show."""
    GROUPS = "groups"
    """It only groups other codes, and says nothing by itself."""
    RETIRED = "retired"
    """The forum has the theme, and retired it."""
    OTHER_LANGUAGE = "other_language"
    """The forum has the theme in another language, and other words for it in this one."""
    FULL = "full"
    """The forum would have too many themes."""


def faults(code: Coded, *, is_codable: bool) -> Iterator[Fault]:
    """Yield everything for which a code is left out that can be told from the file alone, but for its characters."""
    if not code.name:
        yield Fault.NO_NAME
    if len(code.name) > MAX_NAME:
        yield Fault.LONG_NAME
    if len(code.definition) > MAX_DEFINITION:
        yield Fault.LONG_DEFINITION
    if not is_codable and not code.definition:
        yield Fault.GROUPS
