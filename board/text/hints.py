"""Hints on writing that translates well: long sentences, missing stops, other words than the glossary's, abbreviations.

A hint blocks nothing. It says what a translator, or a machine, would stumble over, in the writer's own words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice, pairwise

from board.text.addresses import ADDRESS, MAIL
from board.text.folding import fold
from board.text.grammar import Kind
from board.text.outline import outline, prose
from board.text.precomputed import computed_once
from board.text.sentences import sentence_starts
from board.text.terms import Term, find_terms
from board.text.words import WORD

MOST = 6
"""The most hints for a text: more would be a wall, and each that is heeded makes room for another."""
READ = 20_000
"""Characters of a text that are looked at."""
LONG = {"en": 30, "es": 35, "fr": 35, "pt": 35}
"""Words in a sentence that is long, by language; others as in English."""
UNSTOPPED = 14
"""Words in a paragraph that ought to end with a stop."""
BEGINNING = 7
"""Words of a sentence that its hint repeats."""
STOPPED = re.compile(r"""[.!?…:;][\s"'”’»)\]*_~]*$""")
CAPITALS = re.compile(r"(?<![\w.@/#-])[A-ZÁÉÍÓÚÑÇÃÕÀÂÊÔ]{2,6}s?(?![\w@/-]|\.\w)")
ROMAN = re.compile(r"[IVXLCM]+$")
COMMON = {
    "UN", "EU", "US", "USA", "UK", "ONU", "UE", "UNESCO", "OECD", "OCDE", "OK", "PDF", "CSV", "URL", "HTML", "TV",
    "DVD", "NGO", "ONG", "DIY", "FAQ", "CEO", "COVID",
}  # fmt: skip
"""Abbreviations that everybody knows, or that are names."""
OPENED = re.compile(r"\(\s*$")
EXPLAINED = re.compile(r"\s*\(")
LINK_MARKUP = re.compile(r"\]\([^()\s]*\)|[\[\]]")


class Advice(StrEnum):
    """What a hint is about."""

    LONG = "long"
    UNSTOPPED = "unstopped"
    TERM = "term"
    ABBREVIATION = "abbreviation"


@dataclass(frozen=True, slots=True)
class Hint:
    """A hint, with the words of the text that it is about; ``instead`` is what the glossary has, or how many words."""

    advice: Advice
    words: str
    instead: str = ""


@computed_once
def hints(source: str, language: str, terms: Sequence[Term] = ()) -> list[Hint]:
    """Return at most MOST hints, in the order of their kinds. ``terms`` are the glossary's for this language.

    Code, quotes, tables and headings are left out: they are others' words, or no sentences.
    """
    if language not in LONG:
        return []
    whole = source[:READ]
    found = [hint for paragraph in _paragraphs(whole) for hint in _of_sentences(paragraph, language)]
    found += _other_words(whole, terms)
    found += _abbreviations(_words_of(whole), terms)
    return list(islice(dict.fromkeys(found), MOST))


def _paragraphs(source: str) -> Iterator[str]:
    for chunk in outline(source).blocks:
        if chunk.kind is Kind.PARAGRAPH:
            yield _readable(prose(chunk))


def _words_of(source: str) -> str:
    kinds = (Kind.PARAGRAPH, Kind.LIST)
    return "\n".join(_readable(prose(chunk)) for chunk in outline(source).blocks if chunk.kind in kinds)


def _readable(words: str) -> str:
    return LINK_MARKUP.sub(" ", MAIL.sub(" ", ADDRESS.sub(" ", words)))


def _of_sentences(paragraph: str, language: str) -> Iterator[Hint]:
    for start, end in pairwise([0, *sentence_starts(paragraph), len(paragraph)]):
        words = WORD.findall(paragraph[start:end])
        if len(words) > LONG[language]:
            yield Hint(Advice.LONG, _beginning(words), str(len(words)))
    words = WORD.findall(paragraph)
    if len(words) >= UNSTOPPED and not STOPPED.search(paragraph[-40:]):
        yield Hint(Advice.UNSTOPPED, " ".join(words[-BEGINNING:]))


def _beginning(words: Sequence[str]) -> str:
    return " ".join(words[:BEGINNING])


def _other_words(source: str, terms: Sequence[Term]) -> Iterator[Hint]:
    """Yield words of the other language that the glossary has a word for, and its terms spelt otherwise."""
    for match in find_terms(source, terms):
        if fold(match.words) == fold(match.term.term) and match.words.casefold() != match.term.term.casefold():
            yield Hint(Advice.TERM, match.words, match.term.term)
    known = {fold(term.term) for term in terms}
    foreign = {variant: term.term for term in terms for variant in term.variants if _is_foreign(variant, known)}
    for match in find_terms(source, [Term(variant, own) for variant, own in foreign.items()]):
        yield Hint(Advice.TERM, match.words, match.term.translation)


def _is_foreign(variant: str, known: Collection[str]) -> bool:
    """Return whether words can only be the other language's: a single word, such as "local", may be of both."""
    return " " in variant and fold(variant) not in known


def _abbreviations(words: str, terms: Sequence[Term]) -> Iterator[Hint]:
    """Yield abbreviations that the text never spells out: "the AFN (Asamblea …)" or "the Asamblea … (AFN)"."""
    known = {fold(term.term) for term in terms} | set(map(fold, COMMON))
    said: dict[str, bool] = {}
    for match in CAPITALS.finditer(words):
        name = match[0].removesuffix("s")
        before, after = words[max(0, match.start() - 3) : match.start()], words[match.end() : match.end() + 3]
        is_explained = bool(OPENED.search(before) or EXPLAINED.match(after))
        said[name] = said.get(name, False) or is_explained
    for name, is_explained in said.items():
        if not is_explained and fold(name) not in known and not ROMAN.match(name):
            yield Hint(Advice.ABBREVIATION, name)
