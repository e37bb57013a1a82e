"""Readers' one-tap answers to posts ("true in my region"), counted by region."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement

from board.extensions import db
from board.visible import Sight, voice_counts

Regions = tuple[tuple[str, int], ...]


class Heard(NamedTuple):
    """The answers to a post: for each kind the regions with their counts, largest first; and the viewer's own kinds."""

    counts: tuple[tuple[str, Regions], ...] = ()
    mine: frozenset[str] = frozenset()


SILENCE = Heard()
ORDER = ("true_here", "not_here", "tried")


def heard(sight: Sight, which: ColumnElement[bool]) -> dict[int, Heard]:
    """Return the answers to the visible posts that match, by post id; one query. Posts without answers are left out."""
    return heard_among(db.session.execute(voice_counts(sight).where(which)))


def heard_among(rows: Iterable[Any]) -> dict[int, Heard]:
    """Return the answers by post id, from rows as ``voice_counts`` has them."""
    counts: dict[int, dict[str, list[tuple[str, int]]]] = defaultdict(lambda: defaultdict(list))
    mine: dict[int, set[str]] = defaultdict(set)
    for post_id, kind, region, number, is_mine in rows:
        counts[post_id][kind].append((region, number))
        if is_mine:
            mine[post_id].add(kind)
    return {post_id: Heard(_ordered(kinds), frozenset(mine[post_id])) for post_id, kinds in counts.items()}


def _ordered(kinds: dict[str, list[tuple[str, int]]]) -> tuple[tuple[str, Regions], ...]:
    return tuple(
        (kind, tuple(sorted(kinds[kind], key=lambda region: (-region[1], region[0] == "", region[0]))))
        for kind in ORDER
        if kind in kinds
    )
