"""Words as the search index keeps them, and as somebody asks for them.

A word is found by its *forms*: as it is written but for case and accents, its singular, and its stems in the language
of its text, once of the word as written and once without its accents, since people type both. What is asked has no
language: it is brought into the forms of each, and compared with texts of that language alone.

Every form is one *token* of a-z and 0-9, so that no database has an opinion about it (docs/architecture.md).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from threading import local
from typing import NamedTuple

import snowballstemmer

from board.rules.languages import ENDONYMS
from board.text.folding import fold

STEMMERS = {
    "en": "english", "es": "spanish", "pt": "portuguese", "fr": "french", "de": "german", "it": "italian",
    "ca": "catalan", "nl": "dutch",
}  # fmt: skip
"""In other languages a word is found as it is written."""
PLURALS_IN_S, SHORTEST_PLURAL = ("es", "pt", "ca"), 3
MOST_ASKED = 20
"""Different words of a question that are searched for; the rest is left out."""
MOST_INDEXED = 20_000
"""Words of one side of a text that are indexed."""
LONGEST = 64
"""Characters of a word that count: no database takes a token of any length."""

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
HYPHEN = re.compile("[-\u2010\u2011]")
COMPOUND = re.compile(rf"{RUN}(?:{HYPHEN.pattern}{RUN})+")
"""Words joined by hyphens: a co-operative is a cooperative too."""
NOT_SEEN = re.compile(f"[{UNSEEN}]")
PLAIN = re.compile("[a-z1-9][a-z0-9]*")
QUOTES = '"“”„«»'
QUOTED = re.compile(f"[{QUOTES}]([^{QUOTES}]*)[{QUOTES}]")
FILLERS = frozenset({
    "a", "an", "and", "at", "by", "for", "in", "of", "on", "or", "the", "to", "with",
    "al", "con", "de", "del", "e", "el", "en", "la", "las", "lo", "los", "o", "para", "por", "que", "se", "un", "una",
    "y",
})  # fmt: skip
"""Words that a question is not about, unless it has no others: "la cooperativa" also means "las cooperativas"."""

_stemmers = local()


class Indexed(NamedTuple):
    """A text, original and translation together, as the index keeps it."""

    words: str
    """All tokens, each once."""
    wording: str
    """The words in their order, a full stop between paragraphs: for phrases."""


class Side(NamedTuple):
    """What a text must hold in one language: of each word one of its tokens, and each phrase in its wording."""

    words: tuple[tuple[str, ...], ...]
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody searches for. ``cut``: more was typed than is searched for."""

    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    cut: bool = False

    def __bool__(self) -> bool:
        return bool(self.words or self.phrases)

    def sides(self) -> tuple[Side, ...]:
        """What it asks of texts in each language."""
        return tuple(self._side(language) for language in ENDONYMS)

    def _side(self, language: str) -> Side:
        words = [tuple(token(language, form) for form in forms(language, word)) for word in self.words]
        quoted = [[token(language, fold_word(word)) for word in phrase] for phrase in self.phrases]
        words += [(one,) for phrase in quoted for one in phrase]
        return Side(tuple(dict.fromkeys(words)), tuple(f" {' '.join(phrase)} " for phrase in quoted))

    def forms(self, language: str) -> tuple[frozenset[str], ...]:
        """The forms of each of its words in a language, those of phrases as they are written."""
        quoted = (frozenset([fold_word(word)]) for phrase in self.phrases for word in phrase)
        return (*(frozenset(forms(language, word)) for word in self.words), *quoted)


def question(typed: str) -> Question:
    """What was typed, read: words in quotation marks stand side by side, all other signs mean nothing."""
    room = MOST_ASKED
    phrases: list[tuple[str, ...]] = []
    asked = 0
    for match in QUOTED.finditer(typed):
        words = tuple(words_of(match[1]))
        asked += len(words)
        if kept := words[:room]:
            phrases.append(kept)
            room -= len(kept)
    loose = list(dict.fromkeys(map(fold_nothing, words_of(_joined(QUOTED.sub(" ", typed))))))
    loose = [word for word in loose if fold_word(word) not in FILLERS] or ([] if phrases else loose)
    cut = asked + len(loose) > MOST_ASKED
    return Question(tuple(loose[:room]), tuple(dict.fromkeys(phrases)), cut)


def indexed(sides: Iterable[tuple[str, Iterable[str]]]) -> Indexed:
    """A text from its sides: a language and plain paragraphs."""
    bag: set[str] = set()
    runs: list[str] = []
    for language, paragraphs in sides:
        room = MOST_INDEXED
        for paragraph in paragraphs:
            words = list(islice(words_of(paragraph), room))
            together = map(without_hyphens, islice(compounds_of(paragraph), room))
            bag.update(token(language, form) for word in (*words, *together) for form in found_by(language, word))
            room -= len(words)
            runs += _runs(language, [fold_word(word) for word in words])
    return Indexed(" ".join(sorted(bag)), f" {' . '.join(runs)} " if runs else "")


def _runs(language: str, words: list[str]) -> Iterator[str]:
    """The wording of a paragraph; where it has an ñ, also as somebody types it who has none."""
    for run in dict.fromkeys((tuple(words), tuple(map(_without_tilde, words)))):
        if run:
            yield " ".join(token(language, word) for word in run)


def words_of(text: str) -> Iterator[str]:
    """The words of a text as they stand in it."""
    return (match[0] for match in WORD.finditer(text))


def compounds_of(text: str) -> Iterator[str]:
    """Words joined by hyphens; figures are not: "2009-2010" is two years."""
    return (match[0] for match in COMPOUND.finditer(text) if is_compound(match[0]))


def is_compound(words: str) -> bool:
    """Whether what hyphens join is one word."""
    return not any(map(str.isdigit, words))


def without_hyphens(compound: str) -> str:
    """A compound as one word."""
    return HYPHEN.sub("", compound)


def _joined(text: str) -> str:
    return COMPOUND.sub(lambda match: without_hyphens(match[0]) if is_compound(match[0]) else match[0], text)


@lru_cache(maxsize=32_768)
def forms(language: str, word: str) -> tuple[str, ...]:
    """What a word that is asked for may be found by. An ñ stays one: who types it means it."""
    written, folded = fold_nothing(word), fold_word(word)
    stems = (fold(_stem(language, written))[:LONGEST], _stem(language, folded))
    return tuple(dict.fromkeys((folded, *stems, *_singular(language, folded))))


@lru_cache(maxsize=65_536)
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
