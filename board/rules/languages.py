"""Languages, and the policy of translation: a list of pairs, in the call ``es>en``."""

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
"""Each language in its own name; a text may be in any of them."""

INTERFACE = ("en", "es")
"""Languages that the pages themselves speak."""

_PAIR = re.compile(r"^([a-z]{2,3})\s*(?:>|->|→)\s*([a-z]{2,3})$")


def endonym(code: str) -> str:
    """The language's own name, or the code where it is not known."""
    return ENDONYMS.get(code, code)


def parse_policy(lines: Iterable[str]) -> tuple[str, ...]:
    """Pairs as typed (``es > en``) → ``es>en``. Raises ValueError with the line that is not a pair of two languages."""
    pairs = []
    for line in filter(None, map(str.strip, lines)):
        match = _PAIR.match(line.lower())
        if not match or match[1] == match[2] or not {match[1], match[2]} <= ENDONYMS.keys():
            raise ValueError(line)
        pairs.append(f"{match[1]}>{match[2]}")
    return tuple(dict.fromkeys(pairs))


def can_all_be_read(language: str, languages: Iterable[str], policy: Sequence[str]) -> bool:
    """Whether somebody who knows this language alone can read everything: all else is translated into it."""
    return all(target_for(other, policy) == language for other in languages if other != language)


def target_for(language: str, policy: Sequence[str]) -> str | None:
    """The language that the policy translates this one into, or None where the text stands alone."""
    return next((pair.split(">")[1] for pair in policy if pair.split(">")[0] == language), None)
