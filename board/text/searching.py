"""Words as the search index keeps them, and as they are found (query_parsing.py: what is asked for).

A word is found by its *forms*: as it is written but for case and accents, its singular, and its stems in the language
of its text, once of the word as written and once without its accents, since people type both. What is asked has no
language: it is brought into the forms of each, and compared with texts of that language alone.

Every form is one *token* of a-z and 0-9, so that no database has an opinion about it (docs/architecture.md).
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
"""In other languages a word is found as it is written."""
PLURALS_IN_S, SHORTEST_PLURAL = ("es", "pt", "ca"), 3
MAX_INDEXED = 20_000
"""Words of one side of a text that are indexed."""
LONGEST = 64
"""Characters of a word that count: no database takes a token of any length."""
MAX_READ = 4 * LONGEST
"""Characters of it that are looked at, some of which may not be seen."""

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
    """A text, original and translation together, as the index keeps it."""

    words: str
    """All tokens, each once."""
    wording: str
    """The words in their order, a full stop between paragraphs: for phrases."""


def indexed(sides: Iterable[tuple[str, Iterable[str]]]) -> Indexed:
    """A text from its sides: a language and plain paragraphs."""
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
    """The words of a paragraph, and its compounds, as the index keeps them."""

    words: tuple[_Tokens, ...]
    compounds: tuple[_Tokens, ...]


@computed_once
def paragraph_words(language: str, paragraph: str) -> Paragraph:
    """The words of a plain paragraph in a language."""
    return Paragraph(
        words=tuple(_tokens(language, word) for word in islice(words_of(paragraph), MAX_INDEXED)),
        compounds=tuple(_tokens(language, spot.word) for spot in islice(compounds(paragraph), MAX_INDEXED)),
    )


class _Tokens(NamedTuple):
    """What the index keeps of a word."""

    found_by: tuple[str, ...]
    written: str
    without_tilde: str


@lru_cache(maxsize=65_536)
def _tokens(language: str, word: str) -> _Tokens:
    """Kept for the words of all texts: whoever translates a text has it indexed with each paragraph."""
    written = fold_word(word)
    return _Tokens(
        found_by=tuple(token(language, form) for form in found_by(language, word)),
        written=token(language, written),
        without_tilde=token(language, _without_tilde(written)),
    )


def _runs(words: Sequence[_Tokens]) -> Iterator[str]:
    """The wording of a paragraph; where it has an ñ, also as somebody types it who has none."""
    written, without = (word.written for word in words), (word.without_tilde for word in words)
    return filter(None, dict.fromkeys((" ".join(written), " ".join(without))))


class Spot(NamedTuple):
    """A word, and where it stands."""

    start: int
    end: int
    word: str


def words_of(text: str) -> Iterator[str]:
    """The words of a text as they stand in it."""
    return (spot.word for spot in spots(text))


def spots(text: str) -> Iterator[Spot]:
    """The same, with where each stands."""
    return (Spot(match.start(), match.end(), match[0][:MAX_READ]) for match in WORD.finditer(text))


def compounds(text: str) -> Iterator[Spot]:
    """Words that hyphens join, as one: a co-operative is a cooperative too. Figures stay apart, "2009-2010" is two."""
    groups = hyphened(text) if not HYPHENS.isdisjoint(text) else ()
    return (joined(group) for group in groups if is_compound(group))


def hyphened(text: str) -> Iterator[list[Spot]]:
    """The words, those in one list between which there is a hyphen and nothing else."""
    group: list[Spot] = []
    for spot in spots(text):
        if group and text[group[-1].end : spot.start] not in HYPHENS:
            yield group
            group = []
        group.append(spot)
    if group:
        yield group


def is_compound(group: list[Spot]) -> bool:
    """Whether what hyphens join is one word."""
    return len(group) > 1 and not any(map(str.isdigit, "".join(spot.word for spot in group)))


def joined(group: list[Spot]) -> Spot:
    """A compound as the word that it is without its hyphens."""
    return Spot(group[0].start, group[-1].end, "".join(spot.word for spot in group)[:MAX_READ])


@lru_cache(maxsize=8_192)
def forms(language: str, word: str) -> tuple[str, ...]:
    """What a word that is asked for may be found by. An ñ stays one: who types it means it."""
    written, folded = fold_nothing(word), fold_word(word)
    if folded.isdigit():
        return (folded,)
    stems = (fold(_stem(language, written))[:LONGEST], _stem(language, folded))
    return tuple(dict.fromkeys((folded, *stems, *_singular(language, folded))))


@lru_cache(maxsize=16_384)
def found_by(language: str, word: str) -> tuple[str, ...]:
    """The forms under which a word of a text is indexed: those with an ñ also with a plain n."""
    given = forms(language, word)
    return tuple(dict.fromkeys((*given, *map(_without_tilde, given))))


def fold_nothing(word: str) -> str:
    """A word in one spelling of the same letters, case aside."""
    seen = NOT_SEEN.sub("", unicodedata.normalize("NFKC", word))
    return unicodedata.normalize("NFC", seen.casefold())[:LONGEST]


def fold_word(word: str) -> str:
    """A word as it is compared: without case and accents, but with its ñ."""
    return fold(fold_nothing(word))[:LONGEST]


def token(language: str, form: str) -> str:
    """A form as a token. What is not plain a-z and digits is spelt in hexadecimal; a plain one never begins with 0."""
    return language + (form if PLAIN.fullmatch(form) else "0" + form.encode("utf-8", "surrogatepass").hex())


def _without_tilde(form: str) -> str:
    return form.replace("ñ", "n")


def _singular(language: str, word: str) -> Iterator[str]:
    """What a plural may be the plural of: stemmers leave short words alone, and "años" would not find "año"."""
    if language in PLURALS_IN_S and word.endswith("s") and len(word) > SHORTEST_PLURAL:
        yield word[:-1]
        if word.endswith("es") and len(word) > SHORTEST_PLURAL + 1:
            yield word[:-3] + "z" if word.endswith("ces") else word[:-2]


def _stem(language: str, word: str) -> str:
    """The stem of a word. A stemmer keeps the word that it is at, so each thread has its own."""
    name = STEMMERS.get(language)
    if name is None:
        return word
    stemmer = getattr(_stemmers, language, None)
    if stemmer is None:
        stemmer = snowballstemmer.stemmer(name)
        setattr(_stemmers, language, stemmer)
    return str(stemmer.stemWord(word))
