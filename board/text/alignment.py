"""Which segment of a new revision continues which segment of the previous revision."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Sequence

from board.text.ascending import Pair, in_order
from board.text.precomputed import computed_once
from board.text.segments import Block
from board.text.words import WORD

OldSegment = tuple[str, str, str]  # lineage, digest, source
MIN_SIMILARITY = 0.4
MIN_SIMILARITY_IN_PLACE = 0.2  # the only segment between two unchanged segments may be rewritten more
MIN_SIMILARITY_MOVED = 0.7
MAX_DISTANCE = 30  # segments; keeps a long, wholly rewritten text from comparing everything with everything


def align(old: Sequence[OldSegment], new: Sequence[Block]) -> list[str | None]:
    """Return for each new block the lineage that it continues, or None; each lineage is used at most once.

    First match equal digests, wherever they stand now; then, between unchanged neighbours, the most similar segments;
    last, segments that were moved and slightly edited.
    """
    return _aligned(tuple(old), tuple(new)) if old else [None] * len(new)


@computed_once
def _aligned(old: Sequence[OldSegment], new: Sequence[Block]) -> list[str | None]:
    pairs = dict(_equal(old, new))
    similarity = _Similarity(old, new)
    for olds, news in _gaps(pairs, len(old), len(new)):
        least = MIN_SIMILARITY_IN_PLACE if len(olds) == len(news) == 1 else MIN_SIMILARITY
        pairs |= similarity.pairs(olds, news, least)
    pairs |= similarity.pairs(_rest(len(old), pairs.values()), _rest(len(new), pairs), MIN_SIMILARITY_MOVED)
    return [old[pairs[index]][0] if index in pairs else None for index in range(len(new))]


def _equal(old: Sequence[OldSegment], new: Sequence[Block]) -> Iterable[Pair]:
    """Return (new, old) indices of equal digests; equal blocks pair up in order."""
    places: dict[str, deque[int]] = defaultdict(deque)
    for index, (_, digest, _) in enumerate(old):
        places[digest].append(index)
    return [(index, places[block.digest].popleft()) for index, block in enumerate(new) if places[block.digest]]


def _rest(count: int, taken: Iterable[int]) -> list[int]:
    used = set(taken)
    return [index for index in range(count) if index not in used]


def _gaps(pairs: dict[int, int], olds: int, news: int) -> Iterable[tuple[list[int], list[int]]]:
    """Yield the unpaired (old, new) indices between each two anchors, which are pairs that kept their order."""
    anchors = [(-1, -1), *in_order(sorted(pairs.items())), (news, olds)]
    used = set(pairs.values())
    for (new_start, old_start), (new_end, old_end) in itertools.pairwise(anchors):
        yield (
            [index for index in range(old_start + 1, old_end) if index not in used],
            [index for index in range(new_start + 1, new_end) if index not in pairs],
        )


class _Similarity:
    def __init__(self, old: Sequence[OldSegment], new: Sequence[Block]) -> None:
        self.old = [_bag(source) for _, _, source in old]
        self.new = [_bag(block.source) for block in new]

    def pairs(self, olds: Sequence[int], news: Sequence[int], least: float) -> dict[int, int]:
        """Return new → old, the most similar first; among equals, those in the same place."""
        ranked = sorted(self._candidates(olds, news, least))
        chosen: dict[int, int] = {}
        taken: set[int] = set()
        for _, _, new, old in ranked:
            if new not in chosen and old not in taken:
                chosen[new] = old
                taken.add(old)
        return chosen

    def _candidates(
        self, olds: Sequence[int], news: Sequence[int], least: float
    ) -> Iterable[tuple[float, int, int, int]]:
        for place, new in enumerate(news):
            first = max(place - MAX_DISTANCE, 0)
            for distance, old in enumerate(olds[first : place + MAX_DISTANCE], first - place):
                similarity = self._between(old, new)
                if similarity >= least:
                    yield -similarity, abs(distance), new, old

    def _between(self, old: int, new: int) -> float:
        """Return the share of common words among all words, 0 to 1."""
        one, other = self.old[old], self.new[new]
        total = one.total() + other.total()
        return 2 * (one & other).total() / total if total else 0.0


def _bag(source: str) -> Counter[str]:
    return Counter(WORD.findall(source.casefold()))
