"""How long readers wait for a translation, and what waits now.

The wait begins when a text is written, or when its week opens if that is later: a translation made before the week
opened kept nobody waiting.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import NamedTuple

from sqlalchemy import Executable

from board.extensions import db
from board.models import Week
from board.rules.weeks import WeekState, opened_at
from board.visible import Sight, posts_translated_lately, texts_translated_lately, waiting_texts

LATELY = timedelta(days=7)
FEWEST = 3
"""Below this number of translations a median says nothing about the next one."""


class Done(NamedTuple):
    """A text that was translated lately, and the seconds that readers waited for it."""

    week_id: int | None
    language: str
    target: str
    waited: int


class Counts(NamedTuple):
    """Texts with a target language, and those that still wait: how many, their words, and since when the oldest waits.

    ``delay`` is the median wait of the last seven days.
    """

    texts: int
    waiting: int
    words: int
    oldest: datetime | None
    delay: timedelta | None

    @property
    def done(self) -> int:
        return self.texts - self.waiting


class Backlog(NamedTuple):
    """The texts of one week (None: the forum's own texts) to be translated from one language into another."""

    week: Week | None
    is_locked: bool
    language: str
    target: str
    counts: Counts


def expected_delays(sight: Sight) -> dict[str, timedelta]:
    """Return the median wait for recently translated posts that the viewer may read, by target language."""
    waits: dict[str, list[int]] = defaultdict(list)
    for done in _waited_for(sight, posts_translated_lately(sight, sight.now - LATELY)):
        waits[done.target].append(done.waited)
    return {target: timedelta(seconds=median(times)) for target, times in waits.items() if len(times) >= FEWEST}


def _waited_for(sight: Sight, lately: Executable) -> list[Done]:
    """Return the translated texts for which readers waited; nobody waits for the texts of a locked week."""
    opened = {week.id: opened_at(week, sight.now) for week in sight.weeks}
    waited_for = []
    for week_id, language, target, at, waited in db.session.execute(lately):
        written = at - timedelta(seconds=waited)
        since = opened.get(week_id, written)
        if since is not None and since <= at:
            waited_for.append(Done(week_id, language, target, int((at - max(since, written)).total_seconds())))
    return waited_for


def backlog(sight: Sight) -> tuple[list[Backlog], Counts]:
    """Return the backlog by week and languages, and the counts of everything together; two queries."""
    done = _waited_for(sight, texts_translated_lately(sight, sight.now - LATELY))
    waits: dict[tuple[int | None, str, str], list[int]] = defaultdict(list)
    for text in done:
        waits[text.week_id, text.language, text.target].append(text.waited)
    lines = []
    for week_id, language, target, *counts in db.session.execute(waiting_texts(sight)):
        week = sight.week(week_id) if week_id is not None else None
        locked = week is not None and sight.state(week) is WeekState.LOCKED
        delay = _median(waits[week_id, language, target])
        lines.append(Backlog(week, locked, language, target, Counts._make((*counts, delay))))
    lines.sort(key=lambda line: (line.week.number if line.week else 0, line.language, line.target))
    return lines, _total([line.counts for line in lines], _median([text.waited for text in done]))


def totals(sight: Sight) -> Counts:
    """Return the counts of everything together; two queries."""
    done = _waited_for(sight, texts_translated_lately(sight, sight.now - LATELY))
    rows = db.session.execute(waiting_texts(sight)).all()
    return _total([Counts._make((*row[3:], None)) for row in rows], _median([text.waited for text in done]))


def _total(counts: Sequence[Counts], delay: timedelta | None) -> Counts:
    return Counts(
        texts=sum(count.texts for count in counts),
        waiting=sum(count.waiting for count in counts),
        words=sum(count.words for count in counts),
        oldest=min((count.oldest for count in counts if count.oldest), default=None),
        delay=delay,
    )


def _median(seconds: Sequence[int]) -> timedelta | None:
    return timedelta(seconds=median(seconds)) if seconds else None
