"""What somebody searches for: words in any form, and phrases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from board.rules.languages import ENDONYMS
from board.text.searching import fold_nothing, fold_word, forms, hyphened, is_compound, joined, token, words_of

MAX_QUERY_WORDS = 20
"""The maximum number of different words searched for; further words are ignored."""
QUOTES = '"“”„«»'
QUOTED = re.compile(f"[{QUOTES}]([^{QUOTES}]*)[{QUOTES}]")
FILLERS = frozenset({
    "a", "an", "and", "at", "by", "for", "in", "of", "on", "or", "the", "to", "with",
    "al", "con", "de", "del", "e", "el", "en", "la", "las", "lo", "los", "o", "para", "por", "que", "se", "un", "una",
    "y",
})  # fmt: skip
"""Words that a query ignores, unless it has no others: "la cooperativa" also finds "las cooperativas"."""


class Side(NamedTuple):
    """What a text must hold in one language: for each word one of its tokens, and each phrase in its wording."""

    words: tuple[tuple[str, ...], ...]
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """What somebody searches for. ``cut``: they typed more words than are searched for."""

    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    cut: bool = False

    def __bool__(self) -> bool:
        return bool(self.words or self.phrases)

    def sides(self) -> tuple[Side, ...]:
        """Return what a text must hold, in each language."""
        return tuple(self._side(language) for language in ENDONYMS)

    def _side(self, language: str) -> Side:
        words = [tuple(token(language, form) for form in forms(language, word)) for word in self.words]
        quoted = [[token(language, fold_word(word)) for word in phrase] for phrase in self.phrases]
        words += [(word,) for phrase in quoted for word in phrase]
        return Side(tuple(dict.fromkeys(words)), tuple(f" {' '.join(phrase)} " for phrase in quoted))

    def forms(self, language: str) -> tuple[frozenset[str], ...]:
        """Return the forms of each word in a language; words of phrases only as written."""
        quoted = (frozenset([fold_word(word)]) for phrase in self.phrases for word in phrase)
        return (*(frozenset(forms(language, word)) for word in self.words), *quoted)


def parse_query(typed: str) -> ParsedQuery:
    """Parse a query: words in quotation marks form a phrase, all other signs mean nothing."""
    room = MAX_QUERY_WORDS
    phrases: list[tuple[str, ...]] = []
    asked = 0
    for match in QUOTED.finditer(typed):
        words = tuple(words_of(match[1]))
        asked += len(words)
        if kept := words[:room]:
            phrases.append(kept)
            room -= len(kept)
    loose = list(dict.fromkeys(map(fold_nothing, _loose_words(QUOTED.sub(" ", typed)))))
    loose = [word for word in loose if fold_word(word) not in FILLERS] or ([] if phrases else loose)
    cut = asked + len(loose) > MAX_QUERY_WORDS
    return ParsedQuery(tuple(loose[:room]), tuple(dict.fromkeys(phrases)), cut)


def _loose_words(text: str) -> Iterator[str]:
    """Yield the words outside phrases; a typed compound stays one word."""
    for group in hyphened(text):
        yield from [joined(group).word] if is_compound(group) else [spot.word for spot in group]
