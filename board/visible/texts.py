"""Seeing texts: the one select that pages, queue, search, memory, excerpts and exports start from."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    Subquery,
    and_,
    bindparam,
    case,
    cast,
    literal,
    or_,
    select,
    true,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import joinedload

from board.models import (
    Announcement,
    CallVersion,
    Flag,
    Forum,
    GlossaryTerm,
    PolicyElement,
    Post,
    Reading,
    Revision,
    Segment,
    Text,
    Theme,
    Thread,
    Translation,
    Week,
)
from board.rules import translations as rule
from board.rules.applications import sees_call
from board.rules.case_studies import DRAFT
from board.rules.places import TALK
from board.rules.synthesis import RETIRED
from board.visible.discussion import summarised_threads, visible_posts, visible_threads
from board.visible.gate import Scope, Sight, cached_per_scope
from board.visible.proceedings import visible_elements
from board.visible.programme import summarised_weeks, visible_announcements, visible_call_versions, visible_readings
from board.visible.synthesis import visible_themes


def visible_places(sight: Sight) -> Subquery:
    """Return where each text that the viewer may read stands: ``text_id``, ``kind``, ``key`` of its page, ``week_id``.

    ``removed`` tells how a post was removed; a draft case study counts as removed, since only its author works on it;
    so does a retired theme.

    The kinds are those of `rules/places.py`.
    """
    posts = visible_posts(sight).where(Text.id.is_not(None)).order_by(None)
    threads, readings = visible_threads(sight), visible_readings(sight)
    abstracts = summarised_threads(sight)
    week = select(Week).where(Week.forum_id == sight.forum.id)
    summaries = summarised_weeks(sight).order_by(None)
    forum = select(Forum).where(Forum.id == sight.forum.id)
    call = forum.where(literal(sees_call(sight.viewer, sight.forum, sight.now)))
    versions = visible_call_versions(sight).order_by(None)
    told = visible_announcements(sight).order_by(None)
    themes = visible_themes(sight).order_by(None)
    elements = visible_elements(sight).order_by(None)
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


def visible_texts(sight: Sight) -> Select[Text]:
    """Return every text that the viewer may read now, whatever it belongs to."""
    places = visible_places(sight)
    return select(Text).where(Text.forum_id == sight.forum.id, Text.id.in_(select(places.c.text_id)))


def unremoved_texts(sight: Sight) -> Select[Text, int | None]:
    """Return texts that are not removed, each once, with its week's id, also for admins, who may read removed words."""
    places = visible_places(sight)
    return (
        select(Text, places.c.week_id)
        .join(places, places.c.text_id == Text.id)
        .where(Text.forum_id == sight.forum.id, places.c.removed.is_(None), places.c.kind != TALK)
    )


def unsettled_flags() -> Select[Flag]:
    """Return flags that somebody can still act on: not settled, on a paragraph that still exists.

    They must concern a translation into the text's current target. Within a query of texts: the flags of each text.
    """
    return (
        select(Flag)
        .join(Segment, Segment.lineage == Flag.lineage)
        .join(Translation, Translation.id == Flag.translation_id)
        .where(Flag.settled_at.is_(None), Flag.text_id == Text.id)
        .where(Segment.revision_id == Text.revision_id, Translation.language == Text.target)
    )


def texts_of(sight: Sight, ids: Collection[int]) -> Select[Text]:
    """Return the texts of rows already found visible: the titles of a list, the body of a reading."""
    return select(Text).where(Text.id.in_(ids), Text.forum_id == sight.forum.id)


def texts_with_segments(sight: Sight, ids: Collection[int]) -> Select[Text, Segment | None]:
    """Return the same texts, each once for every segment of its current revision, in their order."""
    return _with_segments(sight).where(Text.id.in_(ids))


@cached_per_scope
def titles_with_segments(scope: Scope) -> Select[Text, Segment | None]:
    """Return the same of the texts ``text_ids``."""
    return _with_segments(scope).where(Text.id.in_(bindparam("text_ids", expanding=True)))


@cached_per_scope
def title_translations(scope: Scope) -> Select[Translation]:
    """Return the ``visible_translations`` of the texts ``text_ids``."""
    return visible_translations(scope).where(Text.id.in_(bindparam("text_ids", expanding=True)))


@cached_per_scope
def _with_segments(scope: Scope) -> Select[Text, Segment | None]:
    return (
        select(Text, Segment)
        .outerjoin(Segment, Segment.revision_id == Text.revision_id)
        .where(Text.forum_id == scope.forum_id)
        .order_by(Text.id, Segment.position)
    )


def current_segments(texts: ColumnElement[bool]) -> Select[int, Segment]:
    """Return segments of current revisions, by text id; ``texts`` selects texts already found visible."""
    return (
        select(Text.id, Segment)
        .join(Segment, Segment.revision_id == Text.revision_id)
        .where(texts)
        .order_by(Text.id, Segment.position)
    )


@cached_per_scope
def visible_translations(scope: Scope) -> Select[Translation]:
    """Return translations that count and that the viewer may see, of texts already found visible.

    The last one of each segment is to be shown: the newest for people who work on translations; for readers a finished
    translation rather than a newer machine draft.
    """
    return (
        select(Translation)
        .join(Text, and_(Text.id == Translation.text_id, Text.target == Translation.language))
        .where(Text.forum_id == scope.forum_id, Translation.superseded_at.is_(None), _shown(scope))
        .options(joinedload(Translation.translator))
        .order_by(*([] if scope.viewer.sees_drafts else [Translation.state != rule.DRAFT]), Translation.id)
    )


def _shown(scope: Scope) -> ColumnElement[bool]:
    if scope.viewer.sees_drafts:
        return true()
    finished = Translation.state.in_((rule.IN_REVIEW, rule.APPROVED))
    if scope.viewer.is_member and scope.shows_machine_drafts:
        return or_(finished, Translation.origin == rule.MACHINE)
    return finished


def visible_terms(sight: Sight) -> Select[GlossaryTerm]:
    """Return the forum's glossary by term, for people who work on translations."""
    return (
        select(GlossaryTerm)
        .where(GlossaryTerm.forum_id == sight.forum.id, literal(sight.viewer.sees_drafts))
        .order_by(GlossaryTerm.folded, GlossaryTerm.language, GlossaryTerm.target)
    )


def writing_terms(sight: Sight, language: str) -> Select[str, str]:
    """Return the forum's terms of a language, with their translations, for members who write in it.

    A member learns of a term only by writing it, or its translation, themselves.
    """
    terms = select(GlossaryTerm.term, GlossaryTerm.translation)
    own = GlossaryTerm.forum_id == sight.forum.id, GlossaryTerm.language == language
    return terms.where(*own, literal(sight.viewer.is_member)).order_by(GlossaryTerm.id)


def visible_revisions(sight: Sight) -> Select[Revision]:
    """Return all versions of visible texts, the oldest first."""
    texts = visible_texts(sight).with_only_columns(Text.id)
    return (
        select(Revision)
        .where(Revision.text_id.in_(texts))
        .options(joinedload(Revision.editor))
        .order_by(Revision.number)
    )
