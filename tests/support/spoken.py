"""The words of the pages in a language of the interface, from its catalogue."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial

from babel.support import NullTranslations, Translations

from board.rules.languages import INTERFACE
from tests.support.catalogues import TRANSLATIONS
from tests.support.machine import lacking


@cache
def _catalogue(language: str) -> NullTranslations:
    return Translations.load(TRANSLATIONS, [language])


def spoken(language: str, english: str) -> str:
    """Return a message in a language; skip the test if its catalogue does not have it."""
    if language == INTERFACE[0]:
        return english
    translated = str(_catalogue(language).gettext(english))
    if translated == english:
        lacking(f"The catalogue of {language!r} does not say {english!r}", "make translations, and translate it")
    return translated


def speaker(language: str) -> Callable[[str], str]:
    """Return the function that says English messages in a language: ``say = speaker(view.locale)``."""
    return partial(spoken, language)
