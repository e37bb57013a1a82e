"""What changed between two wordings, word by word, in a time that their length bounds.

Words that stand once on both sides are found first, again and again between those found (as "patience" does), then the
fewest edits of what is left (Myers' algorithm), the smallest gaps first. The steps of both are counted: where they
would be too many, which no edit by hand comes near, the old words are said to be gone and the new ones to be new.
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
"""The search for the fewest edits between two texts may take so many steps, and so many more for each word."""
MAX_ROUNDS = 6
"""How often words that stand once are looked for between those found."""
TOKEN = re.compile(r"\s+|\S+")


@dataclass(frozen=True, slots=True)
class Part:
    """Some words of a version: ``same`` as before, ``gone``, or ``new``."""

    kind: str
    words: str


class _Gap(NamedTuple):
    """What lies between two pairs, on both sides."""

    old: int
    old_end: int
    new: int
    new_end: int

    @property
    def size(self) -> int:
        return self.old_end - self.old + self.new_end - self.new


def word_diff(before: str, after: str) -> tuple[Part, ...]:
    """What went and what came, in words. A space between two changes belongs to them."""
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    parts: list[Part] = []
    for gone, come, same in _stretches(old, new, _grown(old, new, _paired_words(old, new))):
        parts += [Part(GONE, gone)] * bool(gone) + [Part(NEW, come)] * bool(come) + [Part(SAME, same)] * bool(same)
    return tuple(parts)


def _stretches(old: Sequence[str], new: Sequence[str], stretches: Iterable[_Gap]) -> Iterator[tuple[str, str, str]]:
    """What went, what came, and what follows unchanged."""
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
    """The stretches that are the same: each pair with what is alike around it; an empty one at the end."""
    at = place = 0
    for (one, other), (next_one, next_other) in pairwise([*pairs, (len(old), len(new))]):
        start = _alike_before(old, new, one, other, min(one - at, other - place))
        length = _alike(old, new, one, other, min(next_one - one, next_other - other))
        at, place = one + length, other + length
        yield _Gap(one - start, at, other - start, place)
    yield _Gap(len(old), len(old), len(new), len(new))


def _alike(old: Sequence[str], new: Sequence[str], one: int, other: int, most: int) -> int:
    """How many tokens are alike from here on."""
    return next((n for n in range(most) if old[one + n] != new[other + n]), most)


def _alike_before(old: Sequence[str], new: Sequence[str], one: int, other: int, most: int) -> int:
    """How many tokens are alike just before here."""
    return next((n for n in range(most) if old[one - n - 1] != new[other - n - 1]), most)


def _paired_words(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """Which old word goes on as which new one: pairs of places in both lists of tokens."""
    firsts = [int(tokens[:1] != [] and tokens[0].isspace()) for tokens in (old, new)]
    found = _paired(*([tokens[first::2] for first, tokens in zip(firsts, (old, new), strict=True)]))
    return [(2 * one + firsts[0], 2 * other + firsts[1]) for one, other in found]


def _paired(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """Pairs of equal words in order: no word of either side is in two."""
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
    """A gap without what is alike at its beginning and its end, which is paired."""
    most = min(gap.old_end - gap.old, gap.new_end - gap.new)
    first = _alike(old, new, gap.old, gap.new, most)
    last = _alike_before(old, new, gap.old_end, gap.new_end, most - first)
    pairs += zip(range(gap.old, gap.old + first), range(gap.new, gap.new + first), strict=True)
    pairs += zip(range(gap.old_end - last, gap.old_end), range(gap.new_end - last, gap.new_end), strict=True)
    return _Gap(gap.old + first, gap.old_end - last, gap.new + first, gap.new_end - last)


def _anchors(old: Sequence[str], new: Sequence[str], gap: _Gap) -> list[Pair]:
    """The words that stand once on either side of a gap, as far as they kept their order."""
    once, other = _once(old, gap.old, gap.old_end), _once(new, gap.new, gap.new_end)
    return in_order([(place, other[word]) for word, place in once.items() if word in other])


def _once(words: Sequence[str], start: int, end: int) -> dict[str, int]:
    """The words that stand once in a stretch, in order, and where."""
    counts = Counter(words[start:end])
    return {words[place]: place for place in range(start, end) if counts[words[place]] == 1}


def _between(gap: _Gap, anchors: Sequence[Pair]) -> Iterator[_Gap]:
    """The gaps between pairs that have words on both sides."""
    ends = [(gap.old - 1, gap.new - 1), *anchors, (gap.old_end, gap.new_end)]
    for (one, other), (next_one, next_other) in pairwise(ends):
        if one + 1 < next_one and other + 1 < next_other:
            yield _Gap(one + 1, next_one, other + 1, next_other)


Placed = list[tuple[int, str]]


def _shared(old: Sequence[str], new: Sequence[str], gap: _Gap) -> tuple[Placed, Placed]:
    """The words of a gap that stand on both sides, with their places: no others can be paired."""
    olds, news = old[gap.old : gap.old_end], new[gap.new : gap.new_end]
    both = set(olds) & set(news)
    return (
        [(place, word) for place, word in enumerate(olds, gap.old) if word in both],
        [(place, word) for place, word in enumerate(news, gap.new) if word in both],
    )


def _fewest_edits(old: Placed, new: Placed, most: int) -> tuple[list[Pair], int]:
    """The pairs that leave the fewest words unpaired, and the steps it took; none where it would take too many."""
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
    """Where one more edit leads on a diagonal: a word more is gone, or a word more is new; whichever is farther."""
    return max(reached.get(diagonal - 1, -1) + 1, reached.get(diagonal + 1, 0))


def _walked(old: Placed, new: Placed, history: Sequence[dict[int, int]]) -> list[Pair]:
    """The pairs on the way to the end, walked back."""
    pairs: list[Pair] = []
    place, diagonal = len(old), len(old) - len(new)
    for reached in reversed(history):
        start = _start(reached, diagonal)
        pairs += [(old[at][0], new[at - diagonal][0]) for at in range(start, place)]
        gone, come = reached.get(diagonal - 1, -1) + 1, reached.get(diagonal + 1, 0)
        place, diagonal = (gone - 1, diagonal - 1) if gone > come else (come, diagonal + 1)
    return pairs
