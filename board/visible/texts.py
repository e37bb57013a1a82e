"""Seeing texts: the one select that pages, queue, search, memory, excerpts and exports start from."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.orm import joinedload

from board.models import (
    Flag,
    GlossaryTerm,
    Revision,
    Segment,
    Text,
    Translation,
)
from board.rules import translations as rule
from board.rules.places import TALK
from board.visible.gate import Scope, Sight, cached_per_scope
from board.visible.places import visible_places


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
