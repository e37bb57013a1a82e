"""Words as the search index stores and matches them (query_parsing.py parses what somebody searches for).

A word is found by its *forms*: as written but without case and accents, its singular, and its stems in the language
of its text, with and without accents, since people type both. A query has no language: it is turned into the forms of
each language, and compared with texts of that language alone.

Every form is one *token* of a-z and 0-9, so that no database interprets it (docs/architecture.md).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from threading import local
from typing import NamedTuple

import snowballstemmer

from board.text.folding import fold
from board.text.precomputed import computed_once

STEMMERS = {
    "en": "english", "es": "spanish", "pt": "portuguese", "fr": "french", "de": "german", "it": "italian",
    "ca": "catalan", "nl": "dutch",
}  # fmt: skip
"""In other languages a word is found only as it is written."""
PLURALS_IN_S, SHORTEST_PLURAL = ("es", "pt", "ca"), 3
MAX_INDEXED = 20_000
"""How many words of one side of a text are indexed."""
LONGEST = 64
"""How many characters of a word count: no database takes a token of any length."""
MAX_READ = 4 * LONGEST
"""How many characters of it are read, since some of them may be invisible."""

UNSEEN = "\u00ad\u200b-\u200d\u2060\ufe0e\ufe0f\ufeff"
ACCENTS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0e31-\u0e4e"
)
IDEOGRAPHS = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
LETTER = rf"[^\W_{IDEOGRAPHS}]"
FLAG = "[\U0001f1e6-\U0001f1ff]{2}"
SKIN = "[\U0001f3fb-\U0001f3ff]"
EMOJI = f"(?!{SKIN})[\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f300-\U0001faff]"
RUN = rf"{LETTER}(?:{LETTER}|[{ACCENTS}{UNSEEN}])*"
WORD = re.compile(rf"{FLAG}|{EMOJI}|[{IDEOGRAPHS}]|{RUN}")
"""A run of letters and digits of any script; each emoji and each ideograph is a word of its own."""
HYPHENS = frozenset("-\u2010\u2011")
NOT_SEEN = re.compile(f"[{UNSEEN}]")
PLAIN = re.compile("[a-z1-9][a-z0-9]*")
_stemmers = local()


class Indexed(NamedTuple):
    """A text, original and translation together, as the index stores it."""

    words: str
    """All tokens, each once."""
    wording: str
    """The words in their order, a full stop between paragraphs: for phrases."""


def indexed(sides: Iterable[tuple[str, Iterable[str]]]) -> Indexed:
    """Index a text from its sides: a language and plain paragraphs."""
    bag: set[str] = set()
    runs: list[str] = []
    for language, paragraphs in sides:
        room = MAX_INDEXED
        for paragraph in paragraphs:
            found = paragraph_words(language, paragraph)
            words = found.words[:room]
            bag.update(*(word.found_by for word in (*words, *found.compounds[:room])))
            room -= len(words)
            runs += _runs(words)
    return Indexed(" ".join(sorted(bag)), f" {' . '.join(runs)} " if runs else "")


class Paragraph(NamedTuple):
    """The words of a paragraph, and its compounds, as the index stores them."""

    words: tuple[_Tokens, ...]
    compounds: tuple[_Tokens, ...]


@computed_once
def paragraph_words(language: str, paragraph: str) -> Paragraph:
    """Return the words of a plain paragraph in a language."""
    return Paragraph(
        words=tuple(_tokens(language, word) for word in islice(words_of(paragraph), MAX_INDEXED)),
        compounds=tuple(_tokens(language, spot.word) for spot in islice(compounds(paragraph), MAX_INDEXED)),
    )


class _Tokens(NamedTuple):
    """What the index stores of a word."""

    found_by: tuple[str, ...]
    written: str
    without_tilde: str


@lru_cache(maxsize=65_536)
def _tokens(language: str, word: str) -> _Tokens:
    """Return the tokens of a word. Cached across texts: translating a text indexes it again with each paragraph."""
    written = fold_word(word)
    return _Tokens(
        found_by=tuple(token(language, form) for form in found_by(language, word)),
        written=token(language, written),
        without_tilde=token(language, _without_tilde(written)),
    )


def _runs(words: Sequence[_Tokens]) -> Iterator[str]:
    """Return the wording of a paragraph; if it has an ñ, also as typed on a keyboard without ñ."""
    written, without = (word.written for word in words), (word.without_tilde for word in words)
    return filter(None, dict.fromkeys((" ".join(written), " ".join(without))))


class Spot(NamedTuple):
    """A word, and where it stands."""

    start: int
    end: int
    word: str


def words_of(text: str) -> Iterator[str]:
    """Return the words of a text as written."""
    return (spot.word for spot in spots(text))


def spots(text: str) -> Iterator[Spot]:
    """Return the same words, with their positions."""
    return (Spot(match.start(), match.end(), match[0][:MAX_READ]) for match in WORD.finditer(text))


def compounds(text: str) -> Iterator[Spot]:
    """Return hyphenated words as one word: a co-operative is a cooperative too.

    Figures stay apart: "2009-2010" is two.
    """
    groups = hyphened(text) if not HYPHENS.isdisjoint(text) else ()
    return (joined(group) for group in groups if is_compound(group))


def hyphened(text: str) -> Iterator[list[Spot]]:
    """Yield the words in groups: nothing but a hyphen separates words of one group."""
    group: list[Spot] = []
    for spot in spots(text):
        if group and text[group[-1].end : spot.start] not in HYPHENS:
            yield group
            group = []
        group.append(spot)
    if group:
        yield group


def is_compound(group: list[Spot]) -> bool:
    """Return whether hyphenated parts make one word."""
    return len(group) > 1 and not any(map(str.isdigit, "".join(spot.word for spot in group)))


def joined(group: list[Spot]) -> Spot:
    """Return a compound as the word without its hyphens."""
    return Spot(group[0].start, group[-1].end, "".join(spot.word for spot in group)[:MAX_READ])


@lru_cache(maxsize=8_192)
def forms(language: str, word: str) -> tuple[str, ...]:
    """Return the forms that may match a word of a query. An ñ stays: anyone who types it means it."""
    written, folded = fold_nothing(word), fold_word(word)
    if folded.isdigit():
        return (folded,)
    stems = (fold(_stem(language, written))[:LONGEST], _stem(language, folded))
    return tuple(dict.fromkeys((folded, *stems, *_singular(language, folded))))


@lru_cache(maxsize=16_384)
def found_by(language: str, word: str) -> tuple[str, ...]:
    """Return the forms under which a word of a text is indexed: those with an ñ also with a plain n."""
    given = forms(language, word)
    return tuple(dict.fromkeys((*given, *map(_without_tilde, given))))


def fold_nothing(word: str) -> str:
    """Return a word in one spelling of the same letters, without case."""
    seen = NOT_SEEN.sub("", unicodedata.normalize("NFKC", word))
    return unicodedata.normalize("NFC", seen.casefold())[:LONGEST]


def fold_word(word: str) -> str:
    """Return a word as it is compared: without case and accents, but with its ñ."""
    return fold(fold_nothing(word))[:LONGEST]


def token(language: str, form: str) -> str:
    """Return a form as a token.

    Forms beyond a-z and digits are hexadecimal after a 0, with which no plain form begins.
    """
    return language + (form if PLAIN.fullmatch(form) else "0" + form.encode("utf-8", "surrogatepass").hex())


def _without_tilde(form: str) -> str:
    return form.replace("ñ", "n")


def _singular(language: str, word: str) -> Iterator[str]:
    """Yield possible singulars of a plural: stemmers leave short words alone, so "años" would not find "año"."""
    if language in PLURALS_IN_S and word.endswith("s") and len(word) > SHORTEST_PLURAL:
        yield word[:-1]
        if word.endswith("es") and len(word) > SHORTEST_PLURAL + 1:
            yield word[:-3] + "z" if word.endswith("ces") else word[:-2]


def _stem(language: str, word: str) -> str:
    """Return the stem of a word. A stemmer has state, so each thread has its own."""
    name = STEMMERS.get(language)
    if name is None:
        return word
    stemmer = getattr(_stemmers, language, None)
    if stemmer is None:
        stemmer = snowballstemmer.stemmer(name)
        setattr(_stemmers, language, stemmer)
    return str(stemmer.stemWord(word))
