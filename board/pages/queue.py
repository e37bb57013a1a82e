"""The translators' queue: which texts wait, how many words they have, and which comes next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy.orm import joinedload

from board.extensions import db
from board.models import Claim, Text
from board.pages.places import Place, place_of
from board.rules.queue import ASKED, OLDEST, WAITED_FOR
from board.text import plain
from board.visible import Sight
from board.visible.queue import (
    Position,
    QueueFilter,
    after_position,
    keys_of,
    oldest_first,
    queue,
    size_by_pair,
    size_of,
)  # fmt: skip
from board.visible.queue_order import rank_of

PAGE = 50
"""Lines on one page of the queue."""
LEAD = 90
"""Characters of a text that its line shows."""


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A text that waits. ``claim`` is the claim in force now, the viewer's or somebody else's."""

    text: Text
    place: Place
    lead: str
    author: str
    words: int
    since: datetime
    claim: Claim | None
    machine: bool
    flagged: bool
    is_asked: bool = False
    """Somebody waits for it: a question to a key respondent who is answering now, or their answer."""

    def claimed_by_other(self, viewer_id: int | None) -> bool:
        return self.claim is not None and self.claim.user_id != viewer_id


class PairSize(NamedTuple):
    """How much waits for translation from one language into another."""

    language: str
    target: str | None
    texts: int
    words: int


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A page of the queue; ``pairs``, ``texts`` and ``words`` count the whole queue as filtered."""

    wanted: QueueFilter
    number: int
    lines: tuple[QueueLine, ...]
    pairs: list[PairSize]

    @property
    def texts(self) -> int:
        return sum(pair.texts for pair in self.pairs)

    @property
    def words(self) -> int:
        return sum(pair.words for pair in self.pairs)

    @property
    def pages(self) -> int:
        return max(1, -(-self.texts // PAGE))


def queue_page(sight: Sight, wanted: QueueFilter, number: int = 1, size: int = PAGE) -> QueuePage:
    """Return a page of the queue, in two queries. Pages count from 1."""
    lines = queue(sight, wanted)
    pairs = [PairSize(*row) for row in db.session.execute(size_by_pair(lines))]
    rows = db.session.execute(lines.options(joinedload(Claim.user)).offset((number - 1) * size).limit(size))
    return QueuePage(wanted, number, tuple(_lines(sight, rows, wanted.order)), pairs)


def lines_from(sight: Sight, wanted: QueueFilter, position: Position, size: int = 8) -> tuple[QueueLine, ...]:
    """Return ``size`` lines of the queue from a position on; the text at that position comes first if it waits."""
    lines = after_position(queue(sight, wanted), position, inclusive=True).options(joinedload(Claim.user))
    return tuple(_lines(sight, db.session.execute(lines.limit(size)), wanted.order))


def _lines(sight: Sight, rows: Iterable[Any], order: str) -> Iterable[QueueLine]:
    for row in rows:
        yield QueueLine(
            text=row.Text,
            place=place_of(sight, row.kind, row.key, row.week_id),
            lead=plain(row.beginning, LEAD),
            author=row.author or "",
            words=row.words,
            since=row.since,
            claim=row.Claim,
            machine=row.machine,
            flagged=row.flagged,
            is_asked=order == WAITED_FOR and row.rank == ASKED,
        )


class ReadQueue(NamedTuple):
    """What participants can read already and waits for translation: all of it by pair, and what has waited longest.

    ``for_me`` counts the texts that the viewer can advance.
    """

    pairs: list[PairSize]
    lines: tuple[QueueLine, ...]
    for_me: int

    @property
    def texts(self) -> int:
        return sum(pair.texts for pair in self.pairs)


def read_queue(sight: Sight, size: int) -> ReadQueue:
    """Return the part of the queue that may be mailed; three queries."""
    lines, mine = (queue(sight, QueueFilter(for_me=mine), as_read=True) for mine in (False, True))
    oldest = oldest_first(lines).options(joinedload(Claim.user)).limit(size)
    return ReadQueue(
        pairs=[PairSize(*row) for row in db.session.execute(size_by_pair(lines))],
        lines=tuple(_lines(sight, db.session.execute(oldest), OLDEST)),
        for_me=db.session.execute(size_of(mine)).one()[0],
    )


def position_of(sight: Sight, text: Text, place: Place, order: str) -> Position:
    """Return the position of a text in the queue, or the one that it had before its translation was complete.

    Its rank is found with the query that asks for the position.
    """
    week_id = place.week.id if place.week else None
    return Position(rank_of(sight, order, text, place.kind, week_id).scalar_subquery(), _since(text), text.id)


def _since(text: Text) -> datetime:
    if text.waits_since is not None or text.approved_at is None:
        return text.waits_since or text.created_at
    return text.approved_at - timedelta(seconds=text.waited or 0)


def next_key(sight: Sight, wanted: QueueFilter, position: Position) -> str | None:
    """Return the key of the next text that the viewer can work on, or None; after the last comes the first."""
    lines = queue(sight, replace(wanted, for_me=True))
    others = keys_of(lines).where(Text.id != position.text_id)
    return db.session.scalar(keys_of(after_position(lines, position)).limit(1)) or db.session.scalar(others.limit(1))


def first_key(sight: Sight, wanted: QueueFilter) -> str | None:
    """Return the key of the first text that the viewer can work on, or None."""
    return db.session.scalar(keys_of(queue(sight, replace(wanted, for_me=True))).limit(1))
