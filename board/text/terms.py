"""Finding glossary terms in a text: whole words, in any case, with or without accents, singular or plural."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from board.rules.glossary import variants
from board.text.addresses import ADDRESS_IN_HTML, MAIL
from board.text.contents import contents
from board.text.folding import WORD, fold

TAG = r"<(?:\"[^\"]*\"|[^\"<>])*>"
ENTITY = r"&(?:\#\w{1,8}|\w{1,32});"
# In this order: a tag, an entity or an address is not a word.
TOKEN = re.compile(
    rf"(?P<tag>{TAG})|(?P<address>{ADDRESS_IN_HTML.pattern}|{MAIL.pattern})|{ENTITY}|(?P<word>{WORD.pattern})",
    re.IGNORECASE,
)
CODE = re.compile(r"<(/?)(?:code|pre)\b")
GAP = re.compile(r"(?:[\s'’\u2010\u2011-]|&(?:nbsp|\#x27|\#39);|<br>|</?(?:em|strong|a)\b[^<>]*>)+")
"""What may stand between two words of a term."""
TAGS = re.compile(f"({TAG})")
PLURALS = (("", "s"), ("", "es"), ("y", "ies"), ("z", "ces"), ("ao", "oes"), ("al", "ais"), ("al", "aux"))
SHORTEST = 3  # letters of a word that has a plural: "de" is not the singular of "des"


@dataclass(frozen=True, slots=True)
class Term:
    """An entry of a glossary; `translation` may hold several variants."""

    term: str
    translation: str
    note: str = ""

    @property
    def variants(self) -> list[str]:
        return list(variants(self.translation))


@dataclass(frozen=True, slots=True)
class TermMatch:
    term: Term
    words: str
    """As written in the text."""


def find_terms(source: str, terms: Sequence[Term]) -> list[TermMatch]:
    """Return the terms in a Markdown source in order, each once; of overlapping terms only the longest."""
    return terms_in(contents(source).html, terms)


def terms_in(made: str, terms: Sequence[Term]) -> list[TermMatch]:
    """Return the terms in HTML."""
    found: dict[Term, str] = {}
    for match in _longest(_words(made), _tree(tuple(terms))) if terms else ():
        for term in match.terms:
            found.setdefault(term, made[match.start : match.end])
    return [TermMatch(term, _shown(words)) for term, words in found.items()]


def phrases_in(made: str, phrases: Iterable[str]) -> set[str]:
    """Return which of `phrases` occur in HTML, even within each other."""
    tree = _tree(tuple(Term(phrase, "") for phrase in sorted(set(phrases))))
    words = _words(made)
    return {term.term for index in range(len(words)) for match in _at(words, index, tree) for term in match.terms}


def mark_terms(made: str, terms: Sequence[Term]) -> str:
    """Return our own sanitised HTML with each term in a <mark> titled with its translation; nothing else changes.

    A term that spans tags gets a mark for each of its pieces, so that elements stay nested.
    """
    done: list[str] = []
    last = 0
    for match in _longest(_words(made), _tree(tuple(terms))) if terms else ():
        done += [made[last : match.start], _marked(made[match.start : match.end], match.terms)]
        last = match.end
    return "".join([*done, made[last:]])


def _marked(words: str, terms: Iterable[Term]) -> str:
    title = html.escape(" | ".join(dict.fromkeys(variant for term in terms for variant in term.variants)))
    pieces = TAGS.split(words)  # text, tag, text …
    return "".join(
        piece if index % 2 or not piece.strip() else f'<mark title="{title}">{piece}</mark>'
        for index, piece in enumerate(pieces)
    )


def _shown(words: str) -> str:
    return " ".join(html.unescape(TAGS.sub("", words.replace("<br>", " "))).split())


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    folded: str
    follows: bool  # continues a phrase with the word before it


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    terms: Sequence[Term]
    words: int


def _words(made: str) -> list[_Word]:
    """Return the words of HTML that a reader reads, without code and addresses."""
    words: list[_Word] = []
    in_code = end = 0
    for token in TOKEN.finditer(made):
        if token["word"] and not in_code:
            follows = bool(words) and GAP.fullmatch(made, end, token.start()) is not None
            words.append(_Word(token.start(), token.end(), fold(token[0]), follows))
            end = token.end()
        elif code := CODE.match(token["tag"] or ""):
            in_code += -1 if code[1] else 1
    return words


@dataclass(slots=True)
class _Node:
    """A place in the tree of terms, word by word. `following` knows each word's plural and singular too."""

    terms: list[Term] = field(default_factory=list)
    children: dict[str, _Node] = field(default_factory=dict)
    following: dict[str, list[_Node]] = field(default_factory=dict)

    def child(self, word: str) -> _Node:
        if word not in self.children:
            self.children[word] = node = _Node()
            for form in _forms(word):
                self.following.setdefault(form, []).append(node)
        return self.children[word]


@lru_cache(maxsize=8)
def _tree(terms: tuple[Term, ...]) -> _Node:
    root = _Node()
    for term in terms:
        node = root
        for word in WORD.findall(term.term):
            node = node.child(fold(word))
        if node is not root:
            node.terms.append(term)
    return root


def _forms(word: str) -> set[str]:
    """Return a word with its possible plurals and singulars."""
    forms = {word}
    for singular, plural in PLURALS:
        for ending, other in ((singular, plural), (plural, singular)):
            stem = word[: len(word) - len(ending)]
            if word.endswith(ending) and len(stem + other) >= SHORTEST <= len(word):
                forms.add(stem + other)
    return forms


def _at(words: Sequence[_Word], index: int, tree: _Node) -> Iterator[_Match]:
    """Yield the terms that begin at a word, the shorter terms first."""
    nodes, place = tree.following.get(words[index].folded, []), index
    while nodes:
        terms = [term for node in nodes for term in node.terms]
        if terms:
            yield _Match(words[index].start, words[place].end, terms, place + 1 - index)
        place += 1
        if place == len(words) or not words[place].follows:
            return
        nodes = [after for node in nodes for after in node.following.get(words[place].folded, ())]


def _longest(words: Sequence[_Word], tree: _Node) -> Iterator[_Match]:
    """Yield the terms from left to right, the longest at each place; the search continues after it."""
    index = 0
    while index < len(words):
        match = max(_at(words, index, tree), key=lambda match: match.words, default=None)
        if match:
            yield match
        index += match.words if match else 1
