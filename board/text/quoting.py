"""Passages inside a paragraph: cutting them out, finding typed words, and the same passage in a translation.

A place in a paragraph counts characters that are not white space. A browser and a server, which fold white space in
different ways, then mean the same place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from board.text.sentences import sentence_starts


class Stretch(NamedTuple):
    """A part of a paragraph: the first character and the first one after it, white space not counted."""

    start: int
    end: int


class Spot(NamedTuple):
    """A stretch of one of several paragraphs, which are numbered from 0."""

    paragraph: int
    stretch: Stretch


class Quote(NamedTuple):
    """A paragraph in three parts; the middle one is the passage."""

    before: str
    words: str
    after: str


def letter_count(words: str) -> int:
    """Count the characters that are not white space."""
    return len("".join(words.split()))


def whole(words: str) -> Stretch:
    """Return the stretch that is the whole paragraph."""
    return Stretch(0, letter_count(words))


def whole_words(words: str, stretch: Stretch) -> Stretch | None:
    """Widen a stretch to whole words, so that no word, accent or emoji is cut; None if nothing of it is there."""
    bounds = _word_bounds(words)
    touched = [word for word in bounds if word.start < stretch.end and word.end > stretch.start]
    return Stretch(touched[0].start, touched[-1].end) if touched and stretch.start < stretch.end else None


def cut(words: str, stretch: Stretch) -> Quote:
    """Cut a paragraph at a stretch. One that ends behind the paragraph ends with it."""
    at = [index for index, character in enumerate(words) if not character.isspace()]
    if not at or stretch.start >= len(at) or stretch.end <= stretch.start:
        return Quote(words, "", "")
    start, end = at[stretch.start], at[min(stretch.end, len(at)) - 1] + 1
    return Quote(words[:start], words[start:end], words[end:])


def find_words(words: str, typed: str) -> Stretch | None:
    """Find typed words in a paragraph, whatever their white space and case; widened to whole words."""
    found = find_passage([words], typed)
    return found[0].stretch if found else None


def find_passage(paragraphs: Sequence[str], typed: str, near: int = 0) -> tuple[Spot, ...]:
    """Find typed words in a text, also across paragraphs; return the stretch in each paragraph that they touch.

    White space does not count, and case only if it decides. Words that occur several times are those that begin nearest
    to ``near``, which counts the characters before them in the whole text.
    """
    each = ["".join(words.split()) for words in paragraphs]
    letters, wanted = "".join(each), "".join(typed.split())
    start = _nearest(letters, wanted, near)
    if start is None:
        start = _nearest(_lowered(letters), _lowered(wanted), near)
    return () if start is None else tuple(_spots(paragraphs, each, Stretch(start, start + len(wanted))))


def _nearest(letters: str, wanted: str, near: int) -> int | None:
    """Return the occurrence that begins nearest to a place: the last one before it, or the first from it on."""
    if not wanted:
        return None
    before, after = letters.rfind(wanted, 0, max(near, 0) + len(wanted)), letters.find(wanted, max(near, 0))
    return min((start for start in (before, after) if start >= 0), key=lambda start: abs(start - near), default=None)


def _spots(paragraphs: Sequence[str], each: Sequence[str], passage: Stretch) -> Iterator[Spot]:
    at = 0
    for index, letters in enumerate(each):
        here = Stretch(max(passage.start - at, 0), min(passage.end - at, len(letters)))
        at += len(letters)
        if here.start < here.end and (stretch := whole_words(paragraphs[index], here)) is not None:
            yield Spot(index, stretch)


def counterpart(words: str, stretch: Stretch, other: str) -> Stretch:
    """Return where a passage stands in the other language: the same sentences if both have as many, else everything.

    A translation follows its original paragraph by paragraph; within one, translators seldom move a sentence.
    """
    ours, theirs = sentences(words), sentences(other)
    touched = [index for index, each in enumerate(ours) if each.start < stretch.end and each.end > stretch.start]
    if len(ours) != len(theirs) or not touched:
        return whole(other)
    return Stretch(theirs[touched[0]].start, theirs[touched[-1]].end)


def sentences(words: str) -> list[Stretch]:
    """Return the sentences of a paragraph."""
    cuts = [0, *sentence_starts(words), len(words)]
    return _stretches([words[start:end] for start, end in pairwise(cuts)])


def _word_bounds(words: str) -> list[Stretch]:
    return _stretches(words.split())


def _stretches(parts: Sequence[str]) -> list[Stretch]:
    """Return where each of the parts stands that make up a paragraph."""
    stretches, at = [], 0
    for part in parts:
        length = letter_count(part)
        if length:
            stretches.append(Stretch(at, at + length))
        at += length
    return stretches


def _lowered(letters: str) -> str:
    """Lower the case of each character that stays one character, so that places stay the same."""
    return "".join(lower if len(lower := character.lower()) == 1 else character for character in letters)
