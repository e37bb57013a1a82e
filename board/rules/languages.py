"""Languages, and the translation policy: a list of pairs such as ``es>en``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

ENDONYMS = {
    "en": "English",
    "es": "Español",
    "pt": "Português",
    "fr": "Français",
    "de": "Deutsch",
    "it": "Italiano",
    "ca": "Català",
    "qu": "Runasimi",
    "gn": "Avañe’ẽ",
    "ay": "Aymar aru",
    "ht": "Kreyòl ayisyen",
    "nl": "Nederlands",
}
"""Each language in its own name. A text may be written in any of them."""

INTERFACE = ("en", "es", "fr", "pt")
"""The languages of the interface; the first is the one in which its messages are written."""

COUNTRIES = {"fr": "CA", "pt": "BR"}
"""The country whose habits of dates and numbers the interface follows, where it is not the language's first."""

_PAIR = re.compile(r"^([a-z]{2,3})\s*(?:>|->|→)\s*([a-z]{2,3})$")


def is_code(text: str) -> bool:
    """Return whether this can be the code of a language."""
    return re.fullmatch("[a-z]{2,3}", text) is not None


def endonym(code: str) -> str:
    """Return the language's own name, or the code where the name is not known."""
    return ENDONYMS.get(code, code)


def locale_tag(code: str) -> str:
    """Return the language with the country whose habits the interface follows: "fr-CA"; "es"."""
    return f"{code}-{COUNTRIES[code]}" if code in COUNTRIES else code


def interface_for(asked: Iterable[str]) -> str:
    """Return the language of the interface for somebody who asks for these, the dearest first: "pt" for "pt-PT"."""
    codes = (tag.lower().replace("_", "-").split("-")[0] for tag in asked)
    return next((code for code in codes if code in INTERFACE), INTERFACE[0])


def mail_language_of(interface: str | None, languages: Iterable[str]) -> str:
    """Return the language of mails to a person: the one that they chose, or else one that they speak."""
    return next((code for code in (interface, *languages) if code in INTERFACE), None) or INTERFACE[0]


def parse_policy(lines: Iterable[str]) -> tuple[str, ...]:
    """Turn pairs as typed (``es > en``) into ``es>en``.

    Raise ValueError with the line that is not a pair of two known languages.
    """
    pairs = []
    for line in filter(None, map(str.strip, lines)):
        match = _PAIR.match(line.lower())
        if not match or match[1] == match[2] or not {match[1], match[2]} <= ENDONYMS.keys():
            raise ValueError(line)
        pairs.append(f"{match[1]}>{match[2]}")
    return tuple(dict.fromkeys(pairs))


def can_all_be_read(language: str, languages: Iterable[str], policy: Sequence[str]) -> bool:
    """Return whether somebody who reads only this language can read everything: all others are translated into it."""
    return all(target_for(other, policy) == language for other in languages if other != language)


def target_for(language: str, policy: Sequence[str]) -> str | None:
    """Return the language into which the policy translates this one, or None where a text stands alone."""
    return next((pair.split(">")[1] for pair in policy if pair.split(">")[0] == language), None)
