"""A page of search results, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import or_
from sqlalchemy.orm import joinedload

from board.extensions import db
from board.models import Membership, Newcomer, Post, Reading, Text, Thread, User
from board.pages.passages import Passage, passage_of
from board.pages.people import Badge, badges
from board.pages.places import Place, place_of
from board.pages.posts import Person, post_views
from board.pages.texts import Pair, titles
from board.pages.weeks import whole_among
from board.rules.places import in_group
from board.text import ParsedQuery
from board.visible import (
    SearchQuery,
    Sight,
    approved_translations,
    forum_memberships,
    matching_texts,
    places_found,
    visible_readings,
    visible_threads,
    with_presenter,
)

PAGE = 20
"""Results on one page."""
MOST = 1_000
"""Results that are looked at."""


@dataclass(frozen=True, slots=True)
class Author:
    """The person who wrote or presents a text. ``place`` is their region in the forum, or where they say they are."""

    name: str
    place: str = ""
    badges: tuple[Badge, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """A text that matches. ``title`` is that of its thread, reading or week; None if the text is a title itself."""

    place: Place
    own: Pair
    title: Pair | None
    passage: Passage
    author: Author | None
    at: datetime

    @property
    def text(self) -> Text:
        return self.own.text


@dataclass(frozen=True, slots=True)
class Found:
    """A page of results; ``total`` counts all of them."""

    results: tuple[Result, ...] = ()
    total: int = 0
    number: int = 1
    more: bool = False
    """Whether still more match than were looked at."""

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))

    @property
    def first(self) -> int:
        """The number, from 1, of this page's first result among all results."""
        return (self.number - 1) * PAGE + 1


def search(sight: Sight, query: ParsedQuery, sought: SearchQuery, languages: Sequence[str], number: int = 1) -> Found:
    """Return a page of results. An empty query finds nothing.

    What was found in both versions is shown in the first of ``languages`` that it has.
    """
    if not query:
        return Found()
    matches, more = _matches(sight, sought)
    rows = _page(sight, matches, (number - 1) * PAGE)
    return Found(tuple(_results(sight, rows, query, languages)), len(matches), number, more)


class _Match(NamedTuple):
    """A text that matches, as the index found it."""

    id: int
    inline: bool
    created_at: datetime


class _Row(NamedTuple):
    """A text that matches, and where it stands."""

    id: int
    created_at: datetime
    kind: str
    key: str
    week_id: int | None


def _matches(sight: Sight, sought: SearchQuery) -> tuple[list[_Match], bool]:
    """Return what matches, the newest first, and whether more does than is looked at; then titles are asked for by
    themselves, so that they come first all the same.
    """
    newest = _newest(sight, sought)
    if len(newest) <= MOST:
        return newest, False
    titles = _newest(sight, sought, titles=True)
    every = dict.fromkeys((*titles[: MOST // 2], *newest))
    return sorted(list(every)[:MOST], key=_age, reverse=True), True


def _newest(sight: Sight, sought: SearchQuery, *, titles: bool = False) -> list[_Match]:
    rows = db.session.execute(matching_texts(sight, sought, titles=titles).limit(MOST + 1))
    return sorted((_Match(*row) for row in rows), key=_age, reverse=True)


def _age(match: _Match | _Row) -> tuple[datetime, int]:
    return match.created_at, match.id


def _page(sight: Sight, matches: Sequence[_Match], start: int) -> list[_Row]:
    """Return one page of the matches with their places, titles first, then the newest.

    Only a text of one line can be a title: which of those is one, and what comes around the page, is looked up.
    """
    short = [match for match in matches if match.inline]
    long = [match for match in matches if not match.inline][max(0, start - len(short)) : start + PAGE]
    there = {match.id: match.created_at for match in (*short, *long)}
    rows = [_Row(row.text_id, there[row.text_id], *row[1:]) for row in db.session.execute(places_found(sight, there))]
    titles = in_group("titles")
    rows.sort(key=lambda row: (row.kind in titles, *_age(row)), reverse=True)
    first = start - max(0, start - len(short))
    return rows[first : first + PAGE]


def _results(sight: Sight, rows: Sequence[_Row], query: ParsedQuery, languages: Sequence[str]) -> Iterator[Result]:
    ids = [row.id for row in rows]
    around = _around(sight, rows)
    authors = _authors(sight, around)
    pairs = titles(sight, [*ids, *(beside.title_id for beside in around.values())])
    approved = {(row.text_id, row.lineage): row for row in db.session.scalars(approved_translations(sight, ids))}
    for row in rows:
        beside = around.get(row.id, NOTHING)
        yield Result(
            place=place_of(sight, row.kind, row.key, row.week_id),
            own=pairs[row.id],
            title=pairs.get(beside.title_id or 0),
            passage=passage_of(pairs[row.id], approved, query, languages),
            author=authors.get(row.id),
            at=row.created_at,
        )


class _Beside(NamedTuple):
    """What is shown with a text: the title above it, and its author."""

    title_id: int | None = None
    author_id: int | None = None
    person: Person | None = None
    line: str = ""
    """The author line that the admins gave a reading; empty for other texts."""


NOTHING = _Beside()


def _around(sight: Sight, rows: Sequence[_Row]) -> dict[int, _Beside]:
    """Return what is shown with each text, by text id; three queries, for posts, threads and readings."""
    ids = [row.id for row in rows]
    weeks = {row.id: _Beside(sight.week(row.week_id).title_id) for row in rows if row.kind == "outline" and row.week_id}
    return weeks | _beside_posts(sight, ids) | _beside_readings(sight, ids)


def _beside_posts(sight: Sight, ids: Collection[int]) -> dict[int, _Beside]:
    posts = {view.text.id: view.post for view in post_views(sight, Post.text_id.in_(ids), {}) if view.text}
    wanted = or_(Thread.id.in_({post.thread_id for post in posts.values()}), Thread.title_id.in_(ids))
    query = visible_threads(sight).where(wanted).options(joinedload(Thread.author))
    threads = {thread.id: thread for thread in db.session.scalars(query)}
    opened = {thread.title_id: _Beside(None, thread.author_id, _person(thread.author)) for thread in threads.values()}
    return opened | {
        text_id: _Beside(threads[post.thread_id].title_id, post.author_id, post.author)
        for text_id, post in posts.items()
    }


def _beside_readings(sight: Sight, ids: Collection[int]) -> dict[int, _Beside]:
    wanted = or_(Reading.title_id.in_(ids), Reading.body_id.in_(ids))
    readings = list(db.session.scalars(visible_readings(sight).where(wanted).options(*with_presenter())))
    whole = whole_among(sight, readings)
    by_text: dict[int, _Beside] = {}
    for reading in readings:
        beside = _presented(reading) if reading.id in whole else _Beside(reading.title_id)
        by_text |= {reading.title_id: beside._replace(title_id=None), reading.body_id or 0: beside}
    return by_text


def _presented(reading: Reading) -> _Beside:
    person = _person(reading.presenter) if reading.presenter else None
    return _Beside(reading.title_id, reading.respondent_id, person, reading.author_line)


def _person(user: User | Newcomer) -> Person:
    return Person(user.key, user.name, user.place)


def _authors(sight: Sight, around: Mapping[int, _Beside]) -> dict[int, Author]:
    """Return the authors by text id; two queries, for badges and for regions."""
    people = {beside.author_id for beside in around.values() if beside.author_id}
    members = db.session.scalars(forum_memberships(sight).where(Membership.user_id.in_(people)))
    regions = {membership.user_id: membership.region for membership in members}
    given = badges(sight)
    authors = {text_id: Author(beside.line) for text_id, beside in around.items() if beside.line}
    for text_id, (_, author_id, person, _) in around.items():
        if person and author_id:
            authors[text_id] = Author(person.name, regions.get(author_id) or person.place, given.get(author_id, ()))
    return authors
