"""Whether a translation has the numbers of its segment."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from board.text.finding import Finding, warning
from board.text.number_words import power, scale_pattern, values_in_words
from board.text.numbers import Number, numbers

LARGE = 9  # the power of ten from which the same name means different numbers
LESS = re.compile(
    r"\b(?:menos|minus|moins|negativ|négativ|below|under|bajo|abaixo|sous|fell|fall|drop|down|decreas|declin|less|los[st]"
    r"|cay|cae|caí|baj|disminu|redu|perd|pérd|diminu|baiss|recul|chut)",
    re.IGNORECASE,
)
"""Words that express what a minus sign expresses."""


def check_numbers(source: str, translation: str, source_language: str, target_language: str) -> Iterator[Finding]:
    """Compare numbers. Only warn: a person may round, or write a number as a word that we do not know."""
    original, rendering = _Side(source, source_language), _Side(translation, target_language)
    original.pair(rendering)
    yield from _misread(original, rendering)
    missing, added = original.unmatched(rendering), rendering.unmatched(original)
    if len(missing) == len(added) == 1:
        yield warning("number_changed", f"{missing[0]} → {added[0]}")
    else:
        yield from (warning("number_missing", number) for number in missing)
        yield from (warning("number_added", number) for number in added)


def check_large(source: str, translation: str, source_language: str, target_language: str) -> Iterator[Finding]:
    """Find a billón that became a billion, or the like: a power of ten is lost, and another has appeared."""
    original, rendering = _powers(source, source_language), _powers(translation, target_language)
    lost = [exponent for exponent in original if len(original[exponent]) > len(rendering.get(exponent, ()))]
    come = [exponent for exponent in rendering if len(rendering[exponent]) > len(original.get(exponent, ()))]
    yield from (warning("billion", f"{original[a][0]} → {rendering[b][0]}") for a, b in zip(lost, come, strict=False))


def _powers(text: str, language: str) -> dict[int, list[str]]:
    pattern = scale_pattern(language)
    named: dict[int, list[str]] = defaultdict(list)
    for match in pattern.finditer(text) if pattern else ():
        if power(match) >= LARGE:
            named[power(match)].append(" ".join(match[0].split()))
    return named


class _Side:
    """One of the two texts, its numbers, and which of them the other text lacks."""

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.language = language
        self.left: list[Number] = numbers(text, language)

    def pair(self, other: _Side) -> None:
        """Remove numbers that both sides have: by value, then without a sign that words may express."""
        self.left, other.left = _without_pairs(self.left, other.left)
        self.left, other.left = self.unsigned(other), other.unsigned(self)
        self.left, other.left = _without_pairs(self.left, other.left)

    def unsigned(self, other: _Side) -> list[Number]:
        negative = any(_is_signed(number) for number in self.left) and LESS.search(other.text)
        return [_unsigned(number) if negative and _is_signed(number) else number for number in self.left]

    def unmatched(self, other: _Side) -> list[str]:
        """Return the numbers that the other text has neither in digits, in parts nor in words; each once."""
        if not self.left:
            return []
        words = values_in_words(other.text, other.language)
        spare = Counter(value for number in other.left for part in number.parts for value in part.values)
        spare.update(value for number in other.left for value in number.values)
        return list(dict.fromkeys(number.text for number in self.left if not _excused(number, words, spare)))


def _is_signed(number: Number) -> bool:
    return number.text[0] in "-\u2212"


def _unsigned(number: Number) -> Number:
    return Number(number.text, frozenset(value.removeprefix("-") for value in number.values))


def _excused(number: Number, words: frozenset[str], spare: Counter[str]) -> bool:
    """Return whether the other text has it in words, or in other parts."""
    if number.values & words:
        return True
    if _taken(number.values, spare):
        return True
    return bool(number.parts) and all(part.values & words or _taken(part.values, spare) for part in number.parts)


def _taken(values: Iterable[str], spare: Counter[str]) -> bool:
    found = next((value for value in sorted(values) if spare[value] > 0), None)
    if found is not None:
        spare[found] -= 1
    return found is not None


def _without_pairs(some: Sequence[Number], others: Sequence[Number]) -> tuple[list[Number], list[Number]]:
    """Return the rest of both after pairing equal values, those with the fewest meanings first."""
    places: dict[str, list[int]] = defaultdict(list)
    for index in range(len(others) - 1, -1, -1):
        for value in others[index].values:
            places[value].append(index)
    used_others: set[int] = set()
    used: set[int] = set()
    for index in sorted(range(len(some)), key=lambda index: len(some[index].values)):
        partner = _free(some[index].values, places, used_others)
        if partner is not None:
            used.add(index)
            used_others.add(partner)
    return _rest(some, used), _rest(others, used_others)


def _free(values: Iterable[str], places: dict[str, list[int]], used: set[int]) -> int | None:
    for value in sorted(values):
        waiting = places.get(value, [])
        while waiting and waiting[-1] in used:
            waiting.pop()
        if waiting:
            return waiting.pop()
    return None


def _rest(items: Sequence[Number], used: set[int]) -> list[Number]:
    return [item for index, item in enumerate(items) if index not in used]


def _misread(original: _Side, rendering: _Side) -> Iterator[Finding]:
    """Find numbers left as they were written, which the other language reads differently."""
    kept = Counter(number.text for number in original.left) & Counter(number.text for number in rendering.left)
    for side in (original, rendering):
        side.left = [number for number in side.left if number.text not in kept]
    yield from (warning("number_style", text) for text in kept)
