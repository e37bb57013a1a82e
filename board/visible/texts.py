"""Seeing texts: the one select that pages, queue, search, memory, excerpts and export start from."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, and_, or_, select, true
from sqlalchemy.orm import joinedload

from board.models import Revision, Segment, Text, Translation
from board.rules import translations as rule
from board.visible.discussion import visible_posts, visible_threads
from board.visible.gate import Sight
from board.visible.programme import visible_readings


def visible_texts(sight: Sight) -> Select[Text]:
    """Every text that the viewer may read now, whatever it belongs to."""
    threads, readings = visible_threads(sight).subquery(), visible_readings(sight).subquery()
    posts = visible_posts(sight).with_only_columns(Text.id).where(Text.id.is_not(None)).order_by(None)
    seen = or_(
        Text.id.in_(_programme_ids(sight)),
        Text.id.in_(select(threads.c.title_id)),
        Text.id.in_(select(readings.c.title_id)),
        Text.id.in_(select(readings.c.body_id)),
        Text.id.in_(posts),
    )
    return select(Text).where(Text.forum_id == sight.forum.id, seen)


def texts_of(sight: Sight, ids: Collection[int]) -> Select[Text]:
    """Texts of rows that were found visible themselves: the titles of a list, the body of a reading."""
    return select(Text).where(Text.id.in_(ids), Text.forum_id == sight.forum.id)


def texts_with_segments(sight: Sight, ids: Collection[int]) -> Select[Text, Segment | None]:
    """The same texts, each once for every segment of its current revision, in their order."""
    return (
        select(Text, Segment)
        .outerjoin(Segment, Segment.revision_id == Text.revision_id)
        .where(Text.id.in_(ids), Text.forum_id == sight.forum.id)
        .order_by(Text.id, Segment.position)
    )


def _programme_ids(sight: Sight) -> list[int]:
    ids = [text_id for week in sight.weeks for text_id in (week.title_id, week.outline_id)]
    return [text_id for text_id in (*ids, sight.forum.about_id) if text_id is not None]


def current_segments(texts: ColumnElement[bool]) -> Select[int, Segment]:
    """Segments of the current revision, by text id: ``texts`` narrows to texts that were found visible."""
    return (
        select(Text.id, Segment)
        .join(Segment, Segment.revision_id == Text.revision_id)
        .where(texts)
        .order_by(Text.id, Segment.position)
    )


def visible_translations(sight: Sight) -> Select[Translation]:
    """Translations that count and that the viewer may see, of texts that were found visible.

    Of each segment the last is the one to show: for who works on them the newest, for readers what is finished
    rather than a machine's newer draft.
    """
    return (
        select(Translation)
        .join(Text, and_(Text.id == Translation.text_id, Text.target == Translation.language))
        .where(Text.forum_id == sight.forum.id, Translation.superseded_at.is_(None), _shown(sight))
        .options(joinedload(Translation.translator), joinedload(Translation.approver))
        .order_by(*([] if sight.viewer.sees_drafts else [Translation.state != rule.DRAFT]), Translation.id)
    )


def _shown(sight: Sight) -> ColumnElement[bool]:
    if sight.viewer.sees_drafts:
        return true()
    finished = Translation.state.in_((rule.IN_REVIEW, rule.APPROVED))
    if sight.viewer.is_member and sight.forum.shows_machine_drafts:
        return or_(finished, Translation.origin == rule.MACHINE)
    return finished


def visible_revisions(sight: Sight) -> Select[Revision]:
    """All versions of visible texts, the oldest first."""
    texts = visible_texts(sight).with_only_columns(Text.id)
    return (
        select(Revision)
        .where(Revision.text_id.in_(texts))
        .options(joinedload(Revision.editor))
        .order_by(Revision.number)
    )
