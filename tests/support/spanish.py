"""The Spanish of the pages, from the catalogue."""

from __future__ import annotations

from functools import cache

from babel.support import NullTranslations, Translations

from tests.support.catalogues import TRANSLATIONS
from tests.support.machine import lacking


@cache
def _catalogue() -> NullTranslations:
    return Translations.load(TRANSLATIONS, ["es"])


def in_spanish(english: str) -> str:
    """Return the Spanish of a message; skip the test if the catalogue does not have it."""
    spanish = str(_catalogue().gettext(english))
    if spanish == english:
        lacking(f"The Spanish catalogue does not say {english!r}", "make translations, and translate it")
    return spanish
