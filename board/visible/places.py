"""The places of all texts that a viewer may read. The queue, the search and the translation memory start from here."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    Select,
    String,
    Subquery,
    bindparam,
    case,
    cast,
    literal,
    select,
    type_coerce,
    union_all,
)

from board.models import (
    Announcement,
    CallVersion,
    Forum,
    PolicyElement,
    Post,
    Reading,
    Text,
    Theme,
    Thread,
    Week,
)
from board.rules.applications import sees_call
from board.rules.case_studies import DRAFT
from board.rules.places import TALK
from board.rules.synthesis import RETIRED
from board.visible.discussion import summarised_threads, visible_posts, visible_threads
from board.visible.gate import Person, Scope, Scoped, Sight, cached_per_scope, viewer_id
from board.visible.proceedings import visible_elements
from board.visible.programme import call_versions, readings_seen, summarised_weeks, visible_announcements
from board.visible.synthesis import visible_themes


def visible_places(sight: Sight) -> Subquery:
    """Return where each text that the viewer may read stands: ``text_id``, ``kind``, ``key`` of its page, ``week_id``.

    ``removed`` tells how a post was removed; a draft case study counts as removed, since only its author works on it;
    so does a retired theme.

    The kinds are those of `rules/places.py`.
    """
    return _places(sight, sight.viewer.user_id, literal(_sees_call(sight)))


@cached_per_scope
def places_by_parameter(scope: Scope) -> Subquery:
    """Return the same for a statement that is kept; whoever runs it gives it the ``place_parameters``."""
    return _places(scope, viewer_id(), bindparam("sees_call", type_=Boolean))


def place_parameters(sight: Sight) -> dict[str, Any]:
    """Return what ``places_by_parameter`` asks of the viewer and of this instant."""
    return {**sight.me, "sees_call": _sees_call(sight)}


def _sees_call(sight: Sight) -> bool:
    return sees_call(sight.viewer, sight.forum, sight.now)


def _places(seen: Scoped, me: Person, call_is_seen: ColumnElement[bool]) -> Subquery:
    forum_id = seen.scope.forum_id
    posts = visible_posts(seen).where(Text.id.is_not(None)).order_by(None)
    threads, readings = visible_threads(seen), readings_seen(seen, me)
    abstracts = summarised_threads(seen)
    week = select(Week).where(Week.forum_id == forum_id)
    summaries = summarised_weeks(seen).order_by(None)
    forum = select(Forum).where(Forum.id == forum_id)
    call = forum.where(call_is_seen)
    versions = call_versions(seen, call_is_seen).order_by(None)
    told = visible_announcements(seen).order_by(None)
    themes = visible_themes(seen).order_by(None)
    elements = visible_elements(seen).order_by(None)
    private = case((Reading.stage == DRAFT, DRAFT))
    gone = case((Theme.state == RETIRED, RETIRED))
    talks = case((Thread.reading_id.is_(None), "thread"), else_=TALK)
    return union_all(
        posts.with_only_columns(*_place(Text.id, "post", Post.key, Thread.week_id, Post.removed)),
        threads.with_only_columns(*_place(Thread.title_id, talks, Thread.key, Thread.week_id)),
        abstracts.with_only_columns(*_place(Thread.abstract_id, "abstract", Thread.key, Thread.week_id)),
        readings.with_only_columns(*_place(Reading.title_id, "title", Reading.key, Reading.week_id, private)),
        readings.with_only_columns(*_place(Reading.body_id, "reading", Reading.key, Reading.week_id, private)),
        week.with_only_columns(*_place(Week.title_id, "week", "", Week.id)),
        week.with_only_columns(*_place(Week.outline_id, "outline", "", Week.id)),
        summaries.with_only_columns(*_place(Week.summary_id, "summary", "", Week.id)),
        forum.with_only_columns(*_place(Forum.about_id, "forum", "", None)),
        call.with_only_columns(*_place(Forum.format_id, "format", "", None)),
        call.with_only_columns(*_place(Forum.prerequisites_id, "prerequisites", "", None)),
        versions.with_only_columns(*_place(CallVersion.text_id, "call", CallVersion.language, None)),
        forum.with_only_columns(*_place(Forum.conduct_id, "conduct", "", None)),
        told.with_only_columns(*_place(Announcement.title_id, "headline", Announcement.key, None)),
        told.with_only_columns(*_place(Announcement.body_id, "announcement", Announcement.key, None)),
        themes.with_only_columns(*_place(Theme.name_id, "theme", Theme.key, None, gone)),
        themes.with_only_columns(*_place(Theme.definition_id, "definition", Theme.key, None, gone)),
        themes.with_only_columns(*_place(Theme.example_id, "example", Theme.key, None, gone)),
        themes.with_only_columns(*_place(Theme.counter_example_id, "counter_example", Theme.key, None, gone)),
        elements.with_only_columns(*_place(PolicyElement.text_id, "element", PolicyElement.key, None)),
    ).subquery("places")


def _place(text_id: Any, kind: Any, key: Any, week_id: Any, removed: Any = None) -> tuple[ColumnElement[Any], ...]:
    """Return the columns of a place; PostgreSQL needs the type of each, even of an empty one."""
    return (
        type_coerce(text_id, Integer).label("text_id"),
        cast(kind, String).label("kind"),
        cast(key, String).label("key"),
        cast(week_id, Integer).label("week_id"),
        cast(removed, String).label("removed"),
    )


def place_of_text(sight: Sight, text_id: int) -> Select[str, str, int | None]:
    """Return kind, key and week id of a visible text's place; of two places, the ``talk`` comes last."""
    places = visible_places(sight)
    place = select(places.c.kind, places.c.key, places.c.week_id).where(places.c.text_id == text_id)
    return place.order_by(places.c.kind == TALK)
