"""Rules for the terms of a forum's glossary."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from board.rules.languages import ENDONYMS

MAX_TERM, MAX_TRANSLATION, MAX_NOTE = 200, 400, 500


@dataclass(frozen=True, slots=True)
class Entry:
    """A term with its translation into another language. "|" separates variants; the preferred one comes first."""

    term: str
    translation: str
    note: str
    language: str
    target: str


class Trouble(StrEnum):
    """Why an entry is refused. The doors turn each reason into a sentence in the reader's language."""

    NO_TERM = "no_term"
    LONG_TERM = "long_term"
    NO_TRANSLATION = "no_translation"
    LONG_TRANSLATION = "long_translation"
    LONG_NOTE = "long_note"
    UNKNOWN_LANGUAGE = "unknown_language"
    UNKNOWN_TARGET = "unknown_target"
    SAME_LANGUAGE = "same_language"
    UNSHOWABLE = "unshowable"
    """For a row of a file: it holds characters that no page can show."""
    SURPLUS = "surplus"
    """For a row of a file: it has more cells than there are columns."""


def variants(translation: str) -> tuple[str, ...]:
    """Return the ways to translate a term, the preferred one first."""
    return tuple(filter(None, map(str.strip, translation.split("|"))))


def troubles(entry: Entry, folded: str) -> Iterator[Trouble]:
    """Yield everything that is wrong with an entry; ``folded`` is its term in the form in which terms are compared.

    Folding may lengthen a term, or leave nothing of it.
    """
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
