"""Seeing search results: what the index holds, joined to what the viewer may read now.

The index knows nothing of weeks, roles or removed posts. So it is never queried alone: every row and every count
comes through ``visible_places``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Subquery, and_, bindparam, exists, func, literal, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from board.models import Assignment, Membership, Post, Reading, SearchEntry, Text, Thread, Translation, User
from board.rules import translations as rule
from board.rules.places import TALK
from board.rules.searching import forum_token
from board.visible.discussion import stands_alone, visible_posts, visible_threads
from board.visible.gate import Scope, Sight, cached_per_scope
from board.visible.people import forum_assignments, forum_memberships, shown_key, shown_name
from board.visible.places import places_by_parameter, visible_places
from board.visible.programme import whole_readings
from board.visible.texts import visible_translations

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


class entries_that_hold(FunctionElement[Any]):
    """The entries of the index that a query matches, as a table of ``text_id``, in each database's own syntax for the
    same tokens. Both databases merge it into the query around it, and so read the index alone.
    """

    inherit_cache = True
    name = "entries_that_hold"


@compiles(entries_that_hold)
def _entries_on_sqlite(element: entries_that_hold, compiler: Any, **options: Any) -> str:
    question, _ = element.clauses
    asked = compiler.process(question, **options)
    return f"(SELECT rowid AS text_id FROM search_words WHERE search_words MATCH {asked})"  # noqa: S608


@compiles(entries_that_hold, "postgresql")
def _entries_on_postgresql(element: entries_that_hold, compiler: Any, **options: Any) -> str:
    _, question = element.clauses
    asked = compiler.process(question, **options)
    held = f"array_to_tsvector(string_to_array(words, ' ')) @@ CAST({asked} AS tsquery)"
    return f"(SELECT text_id FROM search_entries WHERE {held})"  # noqa: S608


@cached_per_scope
def plain_matches(scope: Scope) -> Select[int, bool, datetime]:
    """Return the ``most`` newest texts that hold the words of ``fts5`` or ``tsquery``, as ``matching_texts`` does, for
    a search without filters and phrases; with the ``place_parameters``.
    """
    found = entries_that_hold(bindparam("fts5"), bindparam("tsquery")).table_valued("text_id", name="found")
    return _matches(scope.forum_id, found, places_by_parameter(scope)).limit(bindparam("most"))


def words_asked(sight: Sight, query: SearchQuery, *, titles: bool) -> dict[str, str] | None:
    """Return what ``plain_matches`` asks of a search; None if it has filters or phrases."""
    has_phrases = any(phrases for _, phrases in query.sides)
    if has_phrases or query.week_id is not None or query.author_id is not None or query.region or query.language:
        return None
    where = forum_token(sight.forum.id, titles=titles)
    return {"fts5": _fts5(where, query.sides), "tsquery": _tsquery(where, query.sides)}


def matching_texts(sight: Sight, query: SearchQuery, *, titles: bool = False) -> Select[int, bool, datetime]:
    """Return texts that match, each once, the newest first: id, whether it is written in one line, and when.

    With ``titles`` these are only texts of one line. Removed posts never match, not even for admins. Each text is
    looked up by itself as the index names it, so a caller that takes the first few reads little more than these.
    """
    found, places = _in_index(sight, query.sides, titles=titles), visible_places(sight)
    in_week = [places.c.week_id == query.week_id] if query.week_id is not None else []
    return _matches(sight.forum.id, found, places, *in_week).where(*_filters(sight, query))


def _matches(
    forum_id: int, found: FromClause, places: Subquery, *conditions: ColumnElement[bool]
) -> Select[int, bool, datetime]:
    seen = places.c.text_id == Text.id, places.c.removed.is_(None), places.c.kind != TALK, *conditions
    return (
        select(Text.id, Text.inline, Text.created_at)
        .select_from(found)
        .join(Text, Text.id == found.c.text_id)
        .where(Text.forum_id == forum_id, exists().where(*seen))
        .order_by(found.c.text_id.desc())
    )


@cached_per_scope
def places_found(scope: Scope) -> Select[int, str, str, int | None]:
    """Return where the texts ``text_ids`` stand: id, kind, key and week id; with the ``place_parameters``."""
    places = places_by_parameter(scope)
    among = places.c.text_id.in_(bindparam("text_ids", expanding=True))
    there = among, places.c.removed.is_(None), places.c.kind != TALK
    return select(places.c.text_id, places.c.kind, places.c.key, places.c.week_id).where(*there)


def _in_index(sight: Sight, sides: Collection[Side], *, titles: bool) -> FromClause:
    """Return ids of texts whose entry matches in one language.

    All words must match in the same language: half a match in the original and half in the translation is none.
    """
    where = forum_token(sight.forum.id, titles=titles)
    asked = literal(_fts5(where, sides)), literal(_tsquery(where, sides))
    found = entries_that_hold(*asked).table_valued("text_id", name="found")
    if not any(phrases for _, phrases in sides):
        return found
    worded = or_(*(_worded(words, phrases) for words, phrases in sides))
    entries = select(found.c.text_id).join(SearchEntry, SearchEntry.text_id == found.c.text_id).where(worded)
    return entries.subquery("worded")


def _worded(words: Collection[Collection[str]], phrases: Collection[str]) -> ColumnElement[bool]:
    """Match phrases in the wording itself, among the few texts that hold all their words."""
    spaced = literal(" ") + SearchEntry.words + literal(" ")
    one_of = [or_(*(spaced.contains(f" {token} ") for token in tokens)) for tokens in words]
    return and_(*one_of, *(SearchEntry.wording.contains(phrase) for phrase in phrases))


def _fts5(where: str, sides: Collection[Side]) -> str:
    asked = _expression(sides, " AND ", " OR ", '"{}"'.format)
    return f'"{where}" AND ({asked})'


def _tsquery(where: str, sides: Collection[Side]) -> str:
    asked = _expression(sides, " & ", " | ", "'{}'".format)
    return f"'{where}' & ({asked})"


def _expression(sides: Collection[Side], both: str, either: str, quote: Callable[[str], str]) -> str:
    """Match any side; of a side all words, of a word any token. Tokens are a-z and 0-9, so nothing needs escaping."""
    return either.join(
        "(" + both.join("(" + either.join(map(quote, tokens)) + ")" for tokens in words) + ")" for words, _ in sides
    )


def _filters(sight: Sight, query: SearchQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
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
    opened = Thread.title_id == Text.id, Thread.author_id.in_(people), stands_alone()
    return or_(
        exists().where(Post.text_id == Text.id, Post.author_id.in_(people)),
        exists().where(*opened),
        Text.id.in_(presented.with_only_columns(Reading.title_id)),
        Text.id.in_(presented.with_only_columns(Reading.body_id)),
    )


def _people_of(sight: Sight, region: str) -> Any:
    """Return members of a region, and key respondents who speak for it, as far as the viewer may know."""
    members = forum_memberships(sight).where(Membership.region == region).with_only_columns(Membership.user_id)
    speaking = forum_assignments(sight).where(Assignment.region == region).with_only_columns(Assignment.user_id)
    return members.order_by(None).union(speaking.order_by(None))


def visible_authors(sight: Sight) -> Select[int, str, str, str]:
    """Return the authors and presenters of what the viewer may read: id, key, name and region, by name.

    Each is asked for by themselves, so that nobody's posts are read beyond the first that the viewer may read.
    """
    posts = visible_posts(sight).where(Post.removed.is_(None), Post.author_id == User.id)
    threads = visible_threads(sight).where(stands_alone(), Thread.author_id == User.id)
    readings = whole_readings(sight).where(Reading.respondent_id == User.id)
    wrote = or_(_is_there(posts, Post), _is_there(threads, Thread), _is_there(readings, Reading))
    place = and_(Membership.forum_id == sight.forum.id, Membership.user_id == User.id)
    key, name = shown_key().label("key"), shown_name().label("name")
    region = func.coalesce(Membership.region, "").label("region")
    return select(User.id, key, name, region).outerjoin(Membership, place).where(wrote).order_by(name, key)


def _is_there(rows: Select[Any, Any] | Select[Any], of: type[Post | Thread | Reading]) -> ColumnElement[bool]:
    """Ask whether any of these rows exists, for each account of the query around it."""
    return rows.with_only_columns(of.id).order_by(None).correlate(User).exists()


def approved_translations(sight: Sight, text_ids: Collection[int]) -> Select[Translation]:
    """Return approved translations of visible texts: the index holds no others."""
    return visible_translations(sight).where(Text.id.in_(text_ids), Translation.state == rule.APPROVED)
