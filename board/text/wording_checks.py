"""Slips: untranslated words, doubled words, a translation far too long or too short."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from board.text.finding import Finding, warning
from board.text.folding import WORD, fold

SENTENCE_END = re.compile(r"(?<=[.!?…])\s|(?<=[.!?…][\"”»’')])\s|\n")
DOUBLED = re.compile(r"(?<![\w'’-])([^\W\d_]+)[ \t]+\1(?![\w'’-])", re.IGNORECASE)
MAY_DOUBLE = {"en": {"had", "that"}, "fr": {"nous", "vous"}}
SENTENCE = 5  # words; fewer may be a name, a motto, a title that stays untranslated
REPEATED = 3  # words
LONG = 3
SHORT = 4
ENOUGH = 40  # characters


def check_untranslated(source: str, translation: str) -> Iterator[Finding]:
    """Find an untranslated segment, or an untranslated sentence of it."""
    if _key(source) == _key(translation):
        if _is_language(source, 2):
            yield warning("untranslated", source)
        return
    rendering = {_key(sentence) for sentence in SENTENCE_END.split(translation)}
    for sentence in SENTENCE_END.split(source):
        if _is_language(sentence, SENTENCE) and _key(sentence) in rendering:
            yield warning("untranslated", sentence)


def check_doubled(source: str, translation: str, target_language: str) -> Iterator[Finding]:
    """Find sentences and words that occur twice, unless the source repeats itself too."""
    repeated = _repeated(translation)
    if len(repeated) > len(_repeated(source)):
        yield from (warning("doubled", sentence) for sentence in repeated)
    doubled = [match[0] for match in DOUBLED.finditer(translation) if _slip(match, target_language)]
    if len(doubled) > sum(1 for _ in DOUBLED.finditer(source)):
        yield from (warning("doubled", words) for words in doubled)


def check_length(source: str, translation: str) -> Iterator[Finding]:
    original, rendering = (len(" ".join(text.split())) for text in (source, translation))
    if rendering > LONG * max(original, ENOUGH):
        yield warning("too_long", f"{original} → {rendering}")
    if original > ENOUGH and rendering * SHORT < original:
        yield warning("too_short", f"{original} → {rendering}")


def _key(text: str) -> str:
    return " ".join(map(fold, WORD.findall(text)))


def _is_language(text: str, fewest: int) -> bool:
    """Return whether there is something to translate: not only names, numbers or one word that both languages may
    share.
    """
    words = [word for word in WORD.findall(text) if word.isalpha()]
    # The small words of names are short in every language: "Universidad de Chile".
    return len(words) >= fewest and any(len(word) > 3 and word[0].islower() for word in words)


def _repeated(text: str) -> list[str]:
    """Return the sentences that `text` repeats."""
    sentences = {_key(sentence): sentence for sentence in SENTENCE_END.split(text)}
    times = Counter(_key(sentence) for sentence in SENTENCE_END.split(text))
    return [sentences[key] for key, count in times.items() if count > 1 and key.count(" ") >= REPEATED - 1]


def _slip(match: re.Match[str], language: str) -> bool:
    """Return whether a doubled word is a slip: not "had had", not a name such as Walla Walla."""
    first, second = match[0].split()
    return fold(first) not in MAY_DOUBLE.get(language, ()) and not (first[0].isupper() and second[0].isupper())
