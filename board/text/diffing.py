"""What changed between two wordings, word by word, in time bounded by their length.

Words that occur once on both sides are matched first, repeatedly between matched words (like "patience diff"); then
the fewest edits of the rest (Myers' algorithm), the smallest gaps first. Both count their steps: where these would
be too many, which no edit by hand comes near, all old words count as gone and all new words as new.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from board.text.ascending import Pair, in_order

SAME, GONE, NEW = "same", "gone", "new"
STEPS, STEPS_A_WORD = 10_000, 3
"""The maximum number of steps in the search for the fewest edits, plus so many for each word."""
MAX_ROUNDS = 6
"""How often to look between matched words for words that occur once."""
TOKEN = re.compile(r"\s+|\S+")


@dataclass(frozen=True, slots=True)
class Part:
    """Some words of a version: ``same`` as before, ``gone``, or ``new``."""

    kind: str
    words: str


class _Gap(NamedTuple):
    """The part between two pairs, on both sides."""

    old: int
    old_end: int
    new: int
    new_end: int

    @property
    def size(self) -> int:
        return self.old_end - self.old + self.new_end - self.new


def word_diff(before: str, after: str) -> tuple[Part, ...]:
    """Return what was removed and added, in words. A space between two changes belongs to them."""
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    parts: list[Part] = []
    for gone, come, same in _stretches(old, new, _grown(old, new, _paired_words(old, new))):
        parts += [Part(GONE, gone)] * bool(gone) + [Part(NEW, come)] * bool(come) + [Part(SAME, same)] * bool(same)
    return tuple(parts)


def _stretches(old: Sequence[str], new: Sequence[str], stretches: Iterable[_Gap]) -> Iterator[tuple[str, str, str]]:
    """Yield what was removed, what was added, and what follows unchanged."""
    gone, come, same = "", "", ""
    at = place = 0
    for stretch in stretches:
        went, came = "".join(old[at : stretch.old]), "".join(new[place : stretch.new])
        if same and (went or came):
            if same.isspace() and (gone or come):
                gone, come = gone + same, come + same
            else:
                yield gone, come, same
                gone, come = "", ""
            same = ""
        gone, come, same = gone + went, come + came, same + "".join(new[stretch.new : stretch.new_end])
        at, place = stretch.old_end, stretch.new_end
    yield gone, come, same


def _grown(old: Sequence[str], new: Sequence[str], pairs: Sequence[Pair]) -> Iterator[_Gap]:
    """Yield the unchanged stretches: each pair extended by equal tokens around it; an empty stretch at the end."""
    at = place = 0
    for (one, other), (next_one, next_other) in pairwise([*pairs, (len(old), len(new))]):
        start = _alike_before(old, new, one, other, min(one - at, other - place))
        length = _alike(old, new, one, other, min(next_one - one, next_other - other))
        at, place = one + length, other + length
        yield _Gap(one - start, at, other - start, place)
    yield _Gap(len(old), len(old), len(new), len(new))


def _alike(old: Sequence[str], new: Sequence[str], one: int, other: int, most: int) -> int:
    """Count the equal tokens from here on."""
    return next((n for n in range(most) if old[one + n] != new[other + n]), most)


def _alike_before(old: Sequence[str], new: Sequence[str], one: int, other: int, most: int) -> int:
    """Count the equal tokens just before here."""
    return next((n for n in range(most) if old[one - n - 1] != new[other - n - 1]), most)


def _paired_words(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """Return which old word continues as which new word: pairs of positions in both lists of tokens."""
    firsts = [int(tokens[:1] != [] and tokens[0].isspace()) for tokens in (old, new)]
    found = _paired(*([tokens[first::2] for first, tokens in zip(firsts, (old, new), strict=True)]))
    return [(2 * one + firsts[0], 2 * other + firsts[1]) for one, other in found]


def _paired(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """Return pairs of equal words in order; no word of either side is in two pairs."""
    pairs: list[Pair] = []
    left: list[_Gap] = []
    gaps = [_Gap(0, len(old), 0, len(new))]
    for _round in range(MAX_ROUNDS):
        gaps = [_trimmed(old, new, gap, pairs) for gap in gaps]
        anchors = [(gap, _anchors(old, new, gap)) for gap in gaps if gap.old < gap.old_end and gap.new < gap.new_end]
        left += [gap for gap, found in anchors if not found]
        pairs += [pair for _, found in anchors for pair in found]
        gaps = [between for gap, found in anchors if found for between in _between(gap, found)]
    steps = STEPS + STEPS_A_WORD * (len(old) + len(new))
    for gap in sorted([*left, *gaps], key=lambda gap: gap.size):
        found, used = _fewest_edits(*_shared(old, new, gap), steps)
        pairs += found
        steps -= used
    return sorted(pairs)


def _trimmed(old: Sequence[str], new: Sequence[str], gap: _Gap, pairs: list[Pair]) -> _Gap:
    """Return a gap without equal tokens at its beginning and end, which become pairs."""
    most = min(gap.old_end - gap.old, gap.new_end - gap.new)
    first = _alike(old, new, gap.old, gap.new, most)
    last = _alike_before(old, new, gap.old_end, gap.new_end, most - first)
    pairs += zip(range(gap.old, gap.old + first), range(gap.new, gap.new + first), strict=True)
    pairs += zip(range(gap.old_end - last, gap.old_end), range(gap.new_end - last, gap.new_end), strict=True)
    return _Gap(gap.old + first, gap.old_end - last, gap.new + first, gap.new_end - last)


def _anchors(old: Sequence[str], new: Sequence[str], gap: _Gap) -> list[Pair]:
    """Return the words that occur once on either side of a gap, if they kept their order."""
    once, other = _once(old, gap.old, gap.old_end), _once(new, gap.new, gap.new_end)
    return in_order([(place, other[word]) for word, place in once.items() if word in other])


def _once(words: Sequence[str], start: int, end: int) -> dict[str, int]:
    """Return the words that occur once in a stretch, in order, with their positions."""
    counts = Counter(words[start:end])
    return {words[place]: place for place in range(start, end) if counts[words[place]] == 1}


def _between(gap: _Gap, anchors: Sequence[Pair]) -> Iterator[_Gap]:
    """Yield the gaps between pairs that have words on both sides."""
    ends = [(gap.old - 1, gap.new - 1), *anchors, (gap.old_end, gap.new_end)]
    for (one, other), (next_one, next_other) in pairwise(ends):
        if one + 1 < next_one and other + 1 < next_other:
            yield _Gap(one + 1, next_one, other + 1, next_other)


Placed = list[tuple[int, str]]


def _shared(old: Sequence[str], new: Sequence[str], gap: _Gap) -> tuple[Placed, Placed]:
    """Return the words of a gap that occur on both sides, with their positions: no others can be paired."""
    olds, news = old[gap.old : gap.old_end], new[gap.new : gap.new_end]
    both = set(olds) & set(news)
    return (
        [(place, word) for place, word in enumerate(olds, gap.old) if word in both],
        [(place, word) for place, word in enumerate(news, gap.new) if word in both],
    )


def _fewest_edits(old: Placed, new: Placed, most: int) -> tuple[list[Pair], int]:
    """Return the pairs that leave the fewest words unpaired, and the steps taken; no pairs after too many."""
    words, others = [word for _, word in old], [word for _, word in new]
    length, other_length = len(words), len(others)
    reached = {1: 0}  # on each diagonal (old place - new place), the farthest old place
    history: list[dict[int, int]] = []
    steps = 0
    for edits in range(length + other_length + 1):
        history.append(dict(reached))
        for diagonal in range(-edits + 2 * max(0, edits - other_length), edits - 2 * max(0, edits - length) + 1, 2):
            place = start = _start(reached, diagonal)
            while place < length and place - diagonal < other_length and words[place] == others[place - diagonal]:
                place += 1
            reached[diagonal] = place
            steps += 1 + place - start
            if place >= length and place - diagonal >= other_length:
                return _walked(old, new, history), steps
        if steps + edits > most:
            break
    return [], steps


def _start(reached: dict[int, int], diagonal: int) -> int:
    """Return where one more edit leads on a diagonal, a removed or an added word, whichever reaches farther."""
    return max(reached.get(diagonal - 1, -1) + 1, reached.get(diagonal + 1, 0))


def _walked(old: Placed, new: Placed, history: Sequence[dict[int, int]]) -> list[Pair]:
    """Return the pairs on the way to the end, walking back."""
    pairs: list[Pair] = []
    place, diagonal = len(old), len(old) - len(new)
    for reached in reversed(history):
        start = _start(reached, diagonal)
        pairs += [(old[at][0], new[at - diagonal][0]) for at in range(start, place)]
        gone, come = reached.get(diagonal - 1, -1) + 1, reached.get(diagonal + 1, 0)
        place, diagonal = (gone - 1, diagonal - 1) if gone > come else (come, diagonal + 1)
    return pairs
