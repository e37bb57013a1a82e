"""What a term of a forum's glossary has to be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from board.rules.languages import ENDONYMS

MAX_TERM, MAX_TRANSLATION, MAX_NOTE = 200, 400, 500


@dataclass(frozen=True, slots=True)
class Entry:
    """A term with its translation into another language. Variants of it are apart by "|", the preferred one first."""

    term: str
    translation: str
    note: str
    language: str
    target: str


class Trouble(StrEnum):
    """Why an entry cannot be kept. The doors turn each into a sentence in the reader's language."""

    NO_TERM = "no_term"
    LONG_TERM = "long_term"
    NO_TRANSLATION = "no_translation"
    LONG_TRANSLATION = "long_translation"
    LONG_NOTE = "long_note"
    UNKNOWN_LANGUAGE = "unknown_language"
    UNKNOWN_TARGET = "unknown_target"
    SAME_LANGUAGE = "same_language"
    UNSHOWABLE = "unshowable"
    """Of a row in a file: it holds characters that no page can show."""
    SURPLUS = "surplus"
    """Of a row in a file: it has more cells than there are columns."""


def variants(translation: str) -> tuple[str, ...]:
    """The ways to translate a term, the preferred one first."""
    return tuple(filter(None, map(str.strip, translation.split("|"))))


def troubles(entry: Entry, folded: str) -> Iterator[Trouble]:
    """All that is wrong with an entry; ``folded`` is its term as terms are compared, which may be longer or nothing."""
    if not folded:
        yield Trouble.NO_TERM
    if max(len(entry.term), len(folded)) > MAX_TERM:
        yield Trouble.LONG_TERM
    if not variants(entry.translation):
        yield Trouble.NO_TRANSLATION
    if len(entry.translation) > MAX_TRANSLATION:
        yield Trouble.LONG_TRANSLATION
    if len(entry.note) > MAX_NOTE:
        yield Trouble.LONG_NOTE
    yield from _language_troubles(entry)


def _language_troubles(entry: Entry) -> Iterator[Trouble]:
    if entry.language not in ENDONYMS:
        yield Trouble.UNKNOWN_LANGUAGE
    if entry.target not in ENDONYMS:
        yield Trouble.UNKNOWN_TARGET
    elif entry.target == entry.language:
        yield Trouble.SAME_LANGUAGE
