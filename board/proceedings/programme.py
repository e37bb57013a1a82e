"""The weeks of an edition: outlines, summaries, readings, case studies, and as much of the discussion as it prints."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TypeVar

from board.extensions import db
from board.models import Edition, Post, Reading, Text, Thread, Week
from board.pages.texts import Pair, load_texts
from board.proceedings import document as doc
from board.proceedings.sources import Quotable, in_zone
from board.proceedings.wording import Printing, words_of
from board.rules.proceedings import NO_DISCUSSION, SELECTED_THREADS
from board.rules.weeks import opened_at
from board.visible import (
    Sight,
    published_readings,
    summarised_threads,
    summarised_weeks,
    visible_posts,
    visible_threads,
)

Owned = TypeVar("Owned")


class Programme:
    """What the weeks of an edition are made of, read in a fixed number of queries for all of them."""

    def __init__(self, sight: Sight, edition: Edition, places: Mapping[str, Quotable], printing: Printing) -> None:
        self.sight, self.places, self.printing = sight, places, printing
        self.readings = _readings(sight, places)
        self.threads = _threads(sight)
        self.posts = _posts(sight, edition, places)
        self.summaries = {week.id: week.summary_id for week in db.session.scalars(summarised_weeks(sight))}
        self.abstracts = {thread.id: thread.abstract_id for thread in db.session.scalars(summarised_threads(sight))}
        self.pairs = load_texts(sight, self._text_ids())

    def _text_ids(self) -> Iterable[int | None]:
        for week in self.sight.weeks:
            yield from (week.title_id, week.outline_id, self.summaries.get(week.id))
        for reading in _all(self.readings):
            yield from (reading.title_id, reading.body_id if reading.respondent_id else None)
        for thread in _all(self.threads):
            yield from (thread.title_id, self.abstracts.get(thread.id))
        for post in _all(self.posts):
            yield post.text_id

    def weeks(self) -> tuple[doc.Week, ...]:
        """Return all weeks; of a locked one the public programme alone."""
        return tuple(self._week(week) for week in self.sight.weeks)

    def _week(self, week: Week) -> doc.Week:
        opened = opened_at(week, self.sight.now)
        return doc.Week(
            number=week.number,
            opened=in_zone(self.sight, opened).date().isoformat() if opened else "",
            title=self._words(week.title_id),
            outline=self._words_if_any(week.outline_id),
            summary=self._words_if_any(self.summaries.get(week.id)),
            readings=tuple(self._reading(reading) for reading in self.readings.get(week.id, ())),
            threads=tuple(self._thread(thread) for thread in self.threads.get(week.id, ())),
        )

    def _reading(self, reading: Reading) -> doc.Reading:
        is_case_study = reading.respondent_id is not None
        is_printed = is_case_study and reading.key in self.places and self.places[reading.key].printable
        return doc.Reading(
            source=reading.key if reading.key in self.places else "",
            title=self._words(reading.title_id),
            words=self._words_if_any(reading.body_id if is_printed else None),
            signed=self.printing.signed[reading.respondent_id].name,
            link=reading.url or "",
            is_case_study=is_case_study,
        )

    def _thread(self, thread: Thread) -> doc.Thread:
        posts = self.posts.get(thread.id, ())
        keys = {post.id: post.key for post in posts}
        return doc.Thread(
            key=thread.key,
            title=self._words(thread.title_id),
            abstract=self._words_if_any(self.abstracts.get(thread.id)),
            posts=tuple(
                doc.Contribution(post.key, self._words(post.text_id), keys.get(post.reply_to_id or 0)) for post in posts
            ),
        )

    def _words(self, text_id: int) -> doc.Words:
        return words_of(self.pairs[text_id], self.printing)

    def _words_if_any(self, text_id: int | None) -> doc.Words | None:
        pair: Pair | None = self.pairs.get(text_id or 0)
        return words_of(pair, self.printing) if pair is not None else None


def _all(by_owner: Mapping[int, Iterable[Owned]]) -> Iterable[Owned]:
    return (row for rows in by_owner.values() for row in rows)


def _readings(sight: Sight, places: Mapping[str, Quotable]) -> dict[int, list[Reading]]:
    """Return what was read in each week; nothing of a text that its author withdrew, not even the title."""
    query = published_readings(sight).where(Reading.week_id.in_(sight.open_week_ids))
    by_week: dict[int, list[Reading]] = defaultdict(list)
    for reading in db.session.scalars(query.order_by(Reading.position, Reading.id)):
        if reading.body_id is None or reading.key in places:
            by_week[reading.week_id].append(reading)
    return by_week


def _threads(sight: Sight) -> dict[int, list[Thread]]:
    by_week: dict[int, list[Thread]] = defaultdict(list)
    for thread in db.session.scalars(visible_threads(sight).order_by(Thread.created_at, Thread.id)):
        by_week[thread.week_id].append(thread)
    return by_week


def _posts(sight: Sight, edition: Edition, places: Mapping[str, Quotable]) -> dict[int, list[Post]]:
    """Return the posts that the edition prints, by thread."""
    if edition.discussion == NO_DISCUSSION:
        return {}
    query = visible_posts(sight).where(Text.id.is_not(None))
    if edition.discussion == SELECTED_THREADS:
        query = query.where(Thread.key.in_(edition.threads))
    by_thread: dict[int, list[Post]] = defaultdict(list)
    for post, _text in db.session.execute(query):
        if post.key in places and places[post.key].printable:
            by_thread[post.thread_id].append(post)
    return by_thread
