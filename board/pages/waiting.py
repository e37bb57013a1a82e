"""How long readers wait for a translation, and what waits now.

Readers wait from when a text was written, or from the opening of its week if that came later: what was translated
before its week opened kept nobody waiting.
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
"""So many say something about the next one."""


class Done(NamedTuple):
    """A text that was translated lately, and how long readers waited for it, in seconds."""

    week_id: int | None
    language: str
    target: str
    waited: int


class Counts(NamedTuple):
    """Texts to be translated; of those that wait, the words and since when the oldest does; the median wait lately."""

    texts: int
    waiting: int
    words: int
    oldest: datetime | None
    delay: timedelta | None

    @property
    def done(self) -> int:
        return self.texts - self.waiting


class Backlog(NamedTuple):
    """What one week (None: the forum's own texts) has to be translated from one language into another."""

    week: Week | None
    is_locked: bool
    language: str
    target: str
    counts: Counts


def expected_delays(sight: Sight) -> dict[str, timedelta]:
    """By target language: the median wait for the posts, among those the viewer may read, translated lately."""
    waits: dict[str, list[int]] = defaultdict(list)
    for done in _waited_for(sight, posts_translated_lately(sight, sight.now - LATELY)):
        waits[done.target].append(done.waited)
    return {target: timedelta(seconds=median(found)) for target, found in waits.items() if len(found) >= FEWEST}


def _waited_for(sight: Sight, lately: Executable) -> list[Done]:
    """Those that readers waited for; a week that is locked opened never."""
    opened = {week.id: opened_at(week, sight.now) for week in sight.weeks}
    found = []
    for week_id, language, target, at, waited in db.session.execute(lately):
        written = at - timedelta(seconds=waited)
        since = opened.get(week_id, written)
        if since is not None and since <= at:
            found.append(Done(week_id, language, target, int((at - max(since, written)).total_seconds())))
    return found


def backlog(sight: Sight) -> tuple[list[Backlog], Counts]:
    """By week and languages, and of all together: two queries, however many texts there are."""
    done = _waited_for(sight, texts_translated_lately(sight, sight.now - LATELY))
    waits: dict[tuple[int | None, str, str], list[int]] = defaultdict(list)
    for one in done:
        waits[one.week_id, one.language, one.target].append(one.waited)
    lines = []
    for week_id, language, target, *counts in db.session.execute(waiting_texts(sight)):
        week = sight.week(week_id) if week_id is not None else None
        locked = week is not None and sight.state(week) is WeekState.LOCKED
        delay = _middle(waits[week_id, language, target])
        lines.append(Backlog(week, locked, language, target, Counts._make((*counts, delay))))
    lines.sort(key=lambda line: (line.week.number if line.week else 0, line.language, line.target))
    return lines, _total([line.counts for line in lines], _middle([one.waited for one in done]))


def _total(counts: Sequence[Counts], delay: timedelta | None) -> Counts:
    return Counts(
        texts=sum(one.texts for one in counts),
        waiting=sum(one.waiting for one in counts),
        words=sum(one.words for one in counts),
        oldest=min((one.oldest for one in counts if one.oldest), default=None),
        delay=delay,
    )


def _middle(seconds: Sequence[int]) -> timedelta | None:
    return timedelta(seconds=median(seconds)) if seconds else None
