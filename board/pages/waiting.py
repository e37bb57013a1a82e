"""How long readers wait for a translation, and what waits now.

The wait begins when a text is written, or when its week opens if that is later: a translation made before the week
opened kept nobody waiting.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import NamedTuple

from sqlalchemy import Executable

from board.extensions import db
from board.models import Week
from board.rules.weeks import WeekState, opened_at
from board.visible import Sight, posts_waited_for, texts_translated_lately, waiting_texts

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


@dataclass(frozen=True, slots=True)
class Expected:
    """What is known of the posts that wait: the usual wait by target language, and how many come before each."""

    delays: Mapping[str, timedelta]
    before: Mapping[int, int]
    """By text id, how many posts into the same language are translated first, if the queue's usual order is kept."""


def expected_waits(sight: Sight) -> Expected:
    """Return what is known of the posts in open weeks that the viewer may read; one query.

    Half of the posts were translated within the delay. Posts that have waited longer already count as well, so nothing
    is said where that would be untrue: nobody translates, or more is written than translated.
    """
    waits: dict[str, list[tuple[int, bool]]] = defaultdict(list)
    before: dict[int, int] = {}
    places: Counter[str] = Counter()
    for text_id, target, waited in _posts(sight, sight.now - LATELY):
        waits[target].append((waited, text_id is not None))
        if text_id is not None:
            before[text_id] = places[target]
            places[target] += 1
    delays = {target: _usual(times) for target, times in waits.items()}
    return Expected({target: delay for target, delay in delays.items() if delay is not None}, before)


def expected_delays(sight: Sight) -> Mapping[str, timedelta]:
    """Return the median wait for posts by target language, as far as it is known."""
    return expected_waits(sight).delays


def _posts(sight: Sight, since: datetime) -> Iterator[tuple[int | None, str, int]]:
    """Yield posts in the order of the queue: the id if its text still waits, the target, and the seconds waited."""
    opened = {week.id: opened_at(week, sight.now) for week in sight.weeks}
    for week_id, _language, target, at, waited, waits_since, text_id in db.session.execute(
        posts_waited_for(sight, since)
    ):
        began, waits = opened.get(week_id), waits_since is not None
        until = sight.now if waits else at
        if began is not None and began <= until:
            written = waits_since if waits else at - timedelta(seconds=waited)
            yield text_id if waits else None, target, int((until - max(written, began)).total_seconds())


def _usual(times: Sequence[tuple[int, bool]]) -> timedelta | None:
    """Return the median of what was done, with everything that has waited longer; None if that is still waiting."""
    done = [waited for waited, waits in times if not waits]
    if len(done) < FEWEST:
        return None
    usual = median(done)
    counted = sorted(time for time in times if not time[1] or time[0] > usual)
    middle = counted[(len(counted) - 1) // 2], counted[len(counted) // 2]
    if any(waits for _waited, waits in middle):
        return None
    return timedelta(seconds=sum(waited for waited, _waits in middle) / 2)


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
