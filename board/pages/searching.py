"""A page of search results, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from board.extensions import db
from board.models import Text
from board.pages.beside import NOTHING, Author, authors_of, beside_texts
from board.pages.passages import Passage, passage_of
from board.pages.places import Place, place_of
from board.pages.texts import Pair, titles
from board.rules.places import in_group
from board.text import ParsedQuery
from board.visible import (
    SearchQuery,
    Sight,
    approved_translations,
    matching_texts,
    place_parameters,
    places_found,
    plain_matches,
    words_asked,
)

PAGE = 20
"""Results on one page."""
MOST = 1_000
"""Results that are looked at."""


@dataclass(frozen=True, slots=True)
class Result:
    """A text that matches. ``title`` is that of what it stands in, as a thread, reading or week; None if it is a title
    itself, or stands under none.
    """

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
    asked = words_asked(sight, sought, titles=titles)
    if asked is None:
        rows = db.session.execute(matching_texts(sight, sought, titles=titles).limit(MOST + 1))
    else:
        rows = db.session.execute(plain_matches(sight), {**place_parameters(sight), **asked, "most": MOST + 1})
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
    found = db.session.execute(places_found(sight), {**place_parameters(sight), "text_ids": list(there)})
    rows = [_Row(row.text_id, there[row.text_id], *row[1:]) for row in found]
    titles = in_group("titles")
    rows.sort(key=lambda row: (row.kind in titles, *_age(row)), reverse=True)
    first = start - max(0, start - len(short))
    return rows[first : first + PAGE]


def _results(sight: Sight, rows: Sequence[_Row], query: ParsedQuery, languages: Sequence[str]) -> Iterator[Result]:
    ids = [row.id for row in rows]
    around = beside_texts(sight, rows)
    authors = authors_of(sight, around)
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
