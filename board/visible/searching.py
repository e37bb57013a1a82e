"""Seeing search results: what the index holds, joined to what the viewer may read now.

The index knows nothing of weeks, roles or removed posts. So it is never queried alone: every row and every count
comes through ``visible_places``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Select, and_, func, literal, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from board.models import Assignment, Membership, Post, Reading, SearchEntry, Text, Thread, Translation, User
from board.rules import translations as rule
from board.rules.places import TALK, in_group
from board.visible.discussion import visible_posts, visible_threads
from board.visible.gate import Sight
from board.visible.people import forum_assignments, forum_memberships, shown_key, shown_name
from board.visible.programme import whole_readings
from board.visible.texts import visible_places, visible_translations

Side = tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]
"""What a text must hold in one language: for each word one of its tokens, and each phrase in its wording."""


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What to search for, and where. A filter that is None or empty matches everything."""

    sides: tuple[Side, ...]
    week_id: int | None = None
    author_id: int | None = None
    region: str = ""
    language: str = ""
    """The language of the original."""


class holds(FunctionElement[bool]):
    """Whether the index has this text for a query, in each database's own syntax for the same tokens."""

    inherit_cache = True
    type = Boolean()


@compiles(holds, "sqlite")
def _holds_on_sqlite(element: holds, compiler: Any, **options: Any) -> str:
    question, _ = element.clauses
    asked = compiler.process(question, **options)
    return f"search_entries.text_id IN (SELECT rowid FROM search_words WHERE search_words MATCH {asked})"  # noqa: S608


@compiles(holds, "postgresql")
def _holds_on_postgresql(element: holds, compiler: Any, **options: Any) -> str:
    _, question = element.clauses
    asked = compiler.process(question, **options)
    return f"array_to_tsvector(string_to_array(search_entries.words, ' ')) @@ CAST({asked} AS tsquery)"


def matching_texts(sight: Sight, query: SearchQuery) -> Select[Any]:
    """Return texts that match, each once, with kind, key and week id of its place; titles first, then the newest.

    Removed posts never match, not even for admins.
    """
    places = visible_places(sight)
    indexed = _in_index(query.sides).cte("indexed").prefix_with("MATERIALIZED", dialect="postgresql")
    conditions = [
        Text.forum_id == sight.forum.id,
        Text.id.in_(select(indexed.c.text_id)),
        places.c.removed.is_(None),
        places.c.kind != TALK,
        *_filters(sight, query, places),
    ]
    return (
        select(Text.id, Text.created_at, places.c.kind, places.c.key, places.c.week_id)
        .join(places, places.c.text_id == Text.id)
        .where(*conditions)
        .order_by(places.c.kind.in_(in_group("titles")).desc(), Text.created_at.desc(), Text.id.desc())
    )


def count_of(matching: Select[Any]) -> Select[int]:
    """Count the matching texts."""
    return matching.with_only_columns(func.count(Text.id)).order_by(None)


def _in_index(sides: Collection[Side]) -> Select[int]:
    """Return ids of texts whose entry matches in one language.

    All words must match in the same language: half a match in the original and half in the translation is none.
    """
    entries = select(SearchEntry.text_id).where(holds(literal(_fts5(sides)), literal(_tsquery(sides))))
    if any(phrases for _, phrases in sides):
        entries = entries.where(or_(*(_worded(words, phrases) for words, phrases in sides)))
    return entries


def _worded(words: Collection[Collection[str]], phrases: Collection[str]) -> ColumnElement[bool]:
    """Match phrases in the wording itself, among the few texts that hold all their words."""
    spaced = literal(" ") + SearchEntry.words + literal(" ")
    one_of = [or_(*(spaced.contains(f" {token} ") for token in tokens)) for tokens in words]
    return and_(*one_of, *(SearchEntry.wording.contains(phrase) for phrase in phrases))


def _fts5(sides: Collection[Side]) -> str:
    return _expression(sides, " AND ", " OR ", '"{}"'.format)


def _tsquery(sides: Collection[Side]) -> str:
    return _expression(sides, " & ", " | ", "'{}'".format)


def _expression(sides: Collection[Side], both: str, either: str, quote: Callable[[str], str]) -> str:
    """Match any side; of a side all words, of a word any token. Tokens are a-z and 0-9, so nothing needs escaping."""
    return either.join(
        "(" + both.join("(" + either.join(map(quote, tokens)) + ")" for tokens in words) + ")" for words, _ in sides
    )


def _filters(sight: Sight, query: SearchQuery, places: Any) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.week_id is not None:
        conditions.append(places.c.week_id == query.week_id)
    if query.language:
        conditions.append(Text.language == query.language)
    if query.author_id is not None:
        conditions.append(_written_by(sight, [query.author_id]))
    if query.region:
        conditions.append(_written_by(sight, _people_of(sight, query.region)))
    return conditions


def _written_by(sight: Sight, people: Any) -> ColumnElement[bool]:
    """Match posts and thread titles by these people, and readings that the viewer may know they present."""
    presented = whole_readings(sight).where(Reading.respondent_id.in_(people))
    return or_(
        Text.id.in_(select(Post.text_id).where(Post.author_id.in_(people))),
        Text.id.in_(select(Thread.title_id).where(Thread.author_id.in_(people), Thread.reading_id.is_(None))),
        Text.id.in_(presented.with_only_columns(Reading.title_id)),
        Text.id.in_(presented.with_only_columns(Reading.body_id)),
    )


def _people_of(sight: Sight, region: str) -> Any:
    """Return members of a region, and key respondents who speak for it, as far as the viewer may know."""
    members = forum_memberships(sight).where(Membership.region == region).with_only_columns(Membership.user_id)
    speaking = forum_assignments(sight).where(Assignment.region == region).with_only_columns(Assignment.user_id)
    return members.order_by(None).union(speaking.order_by(None))


def visible_authors(sight: Sight) -> Select[int, str, str]:
    """Return the authors and presenters of what the viewer may read: id, key and name, by name."""
    posts = visible_posts(sight).where(Post.removed.is_(None)).order_by(None).with_only_columns(Post.author_id)
    threads = visible_threads(sight).where(Thread.reading_id.is_(None)).with_only_columns(Thread.author_id)
    readings = whole_readings(sight).with_only_columns(Reading.respondent_id)
    wrote = or_(User.id.in_(posts), User.id.in_(threads), User.id.in_(readings))
    place = and_(Membership.forum_id == sight.forum.id, Membership.user_id == User.id)
    key, name = shown_key().label("key"), shown_name().label("name")
    return select(User.id, key, name).outerjoin(Membership, place).where(wrote).order_by(name, key)


def approved_translations(sight: Sight, text_ids: Collection[int]) -> Select[Translation]:
    """Return approved translations of visible texts: the index holds no others."""
    return visible_translations(sight).where(Text.id.in_(text_ids), Translation.state == rule.APPROVED)
