"""Seeing the work on translations: flags, histories, and how long translations take."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy import Text as LongText
from sqlalchemy.orm import joinedload

from board.models import Flag, Post, Revision, Rewording, Segment, Text, Thread, Translation, User
from board.visible.discussion import visible_posts
from board.visible.gate import Sight, viewer_id
from board.visible.per_thread import per_thread
from board.visible.queue_order import urgency
from board.visible.texts import unremoved_texts, unsettled_flags

MOST = 2_000
"""Posts from which the wait for a translation is told."""


def visible_flags(sight: Sight) -> Select[Flag]:
    """Return open flags of texts that are not removed: all for those who translate, for others their own."""
    seen = true() if sight.viewer.sees_drafts else Flag.user_id == sight.viewer.user_id
    return (
        unsettled_flags()
        .where(Flag.text_id.in_(unremoved_texts(sight).with_only_columns(Text.id)), seen)
        .options(joinedload(Flag.user))
        .order_by(Flag.id)
    )


def visible_rewordings(sight: Sight) -> Select[Rewording, str | None]:
    """Return what authors are asked to reword, with the digest of the passage now (None: it is gone).

    Those who translate see all of texts that are not removed, and authors what they are asked.
    """
    mine = Text.author_id == sight.viewer.user_id
    passage = and_(Segment.revision_id == Text.revision_id, Segment.lineage == Rewording.lineage)
    return (
        select(Rewording, Segment.digest)
        .join(Text, Text.id == Rewording.text_id)
        .outerjoin(Segment, passage)
        .where(Text.id.in_(unremoved_texts(sight).with_only_columns(Text.id)))
        .where(true() if sight.viewer.sees_drafts else mine)
        .options(joinedload(Rewording.user))
        .order_by(Rewording.id)
    )


@per_thread()
def asked_of_viewer() -> Select[int]:
    """Return the ids of the viewer's texts in the forum ``forum_id`` of which somebody asked to reword a passage that
    they did not decide to leave.
    """
    mine = select(Rewording.text_id).join(Text, Text.id == Rewording.text_id).where(Text.author_id == viewer_id())
    return mine.where(Text.forum_id == bindparam("forum_id"), Rewording.left_at.is_(None)).distinct()


def open_rewordings(sight: Sight, text_ids: Collection[int]) -> Select[Text]:
    """Return those of these texts, the viewer's own, of which a passage stands as it was when they were asked."""
    asked = select(Rewording.text_id).join(
        Segment, and_(Segment.lineage == Rewording.lineage, Segment.digest == Rewording.digest)
    )
    asked = asked.where(Segment.revision_id == Text.revision_id, Rewording.left_at.is_(None))
    texts = unremoved_texts(sight).with_only_columns(Text).where(Text.author_id == sight.viewer.user_id)
    return texts.where(Text.id.in_(text_ids), Text.id.in_(asked)).order_by(Text.id)


def desk_remarks(sight: Sight, text_id: int) -> CompoundSelect[Any]:
    """Return, in one statement for those who translate, the open flags of a text that was found visible and what its
    author is asked to reword: id, key, lineage, name, when, note, the words flagged, who, and the answer ("" of flags).
    """
    may, passage = literal(sight.viewer.sees_drafts), and_(Segment.revision_id == Text.revision_id, _asked_about())
    about = (Flag.id, Flag.key, Flag.lineage, User.name, Flag.created_at, Flag.note, Translation.source)
    flags = unsettled_flags().join(User, User.id == Flag.user_id).where(Flag.text_id == text_id, may)
    asked = (Rewording.id, Rewording.key, Rewording.lineage, User.name, Rewording.created_at, Rewording.note)
    answer = case(
        (or_(Segment.digest.is_(None), Segment.digest != Rewording.digest), "changed"),
        (Rewording.left_at.is_not(None), "left"),
        else_="open",
    )
    requests = (
        select(*asked, literal(""), Rewording.user_id, answer)
        .join(Text, Text.id == Rewording.text_id)
        .join(User, User.id == Rewording.user_id)
        .outerjoin(Segment, passage)
        .where(Text.id == text_id, may)
    )
    return union_all(flags.with_only_columns(*about, Flag.user_id, literal("")), requests)


def _asked_about() -> ColumnElement[bool]:
    return Segment.lineage == Rewording.lineage


def asked_of_own_posts() -> Select[int, str | None]:
    """Return the viewer's own posts with an open request to reword, each with a null."""
    standing = and_(Segment.revision_id == Text.revision_id, _asked_about(), Segment.digest == Rewording.digest)
    return (
        select(Post.id, cast(null(), LongText))
        .join(Text, Text.id == Post.text_id)
        .join(Rewording, Rewording.text_id == Text.id)
        .join(Segment, standing)
        .where(Post.author_id == viewer_id(), Post.removed.is_(None), Rewording.left_at.is_(None))
        .distinct()
    )


def all_translations(sight: Sight) -> Select[Translation]:
    """Return every translation ever made of texts that are not removed, the newest first, for those who translate."""
    return (
        select(Translation)
        .where(Translation.text_id.in_(unremoved_texts(sight).with_only_columns(Text.id)))
        .where(literal(sight.viewer.sees_drafts))
        .options(joinedload(Translation.translator), joinedload(Translation.approver))
        .order_by(Translation.id.desc())
    )


def translated_segments(sight: Sight) -> Select[str, str, str]:
    """Return lineage, digest and source of paragraphs as they were when a translation was made."""
    made = and_(
        Translation.text_id == Revision.text_id,
        Translation.lineage == Segment.lineage,
        Translation.digest == Segment.digest,
    )
    return (
        select(Segment.lineage, Segment.digest, Segment.source)
        .join(Revision, Revision.id == Segment.revision_id)
        .join(Translation, made)
        .where(Revision.text_id.in_(unremoved_texts(sight).with_only_columns(Text.id)))
        .distinct()
    )


def posts_waited_for(sight: Sight, since: datetime) -> Select[Any]:
    """Return posts whose translation was completed since then, or waits, in the order of the queue: week id, languages,
    when, seconds waited, since when it waits, and the text's id. At most ``MOST``, those that wait first.
    """
    week_id = Thread.week_id
    waits = and_(Text.forum_id == sight.forum.id, Text.target.is_not(None), Text.waits_since.is_not(None))
    order = Text.waits_since.is_(None), urgency(sight, literal("post"), Text.id, week_id), Text.waits_since, Text.id
    posts = visible_posts(sight).where(Post.removed.is_(None), or_(waits, and_(*_lately(sight, since))))
    columns: tuple[Any, ...] = (week_id, *_DONE, Text.waits_since, Text.id)
    return posts.with_only_columns(*columns).order_by(None).order_by(*order).limit(MOST)


def texts_translated_lately(sight: Sight, since: datetime) -> Select[Any]:
    """Return the same for all texts: four times as expensive, since they stand in many places."""
    query = unremoved_texts(sight)
    return query.with_only_columns(query.selected_columns.week_id, *_DONE).where(*_lately(sight, since))


_DONE = (Text.language, Text.target, Text.approved_at, Text.waited)


def _lately(sight: Sight, since: datetime) -> tuple[ColumnElement[bool], ...]:
    done = (Text.approved_at >= since, Text.approved_at <= sight.now, Text.waited.is_not(None))
    return (Text.forum_id == sight.forum.id, Text.target.is_not(None), *done)


def waiting_texts(sight: Sight) -> Select[Any]:
    """Count the texts to be translated by week id, language and target.

    Each row tells how many texts wait, how many words those have, and since when the oldest waits.
    """
    query = unremoved_texts(sight).where(Text.target.is_not(None))
    key = (query.selected_columns.week_id, Text.language, Text.target)
    waits = Text.waits_since.is_not(None)
    return (
        query.join(Revision, Revision.id == Text.revision_id)
        .with_only_columns(
            *key,
            func.count(Text.id).label("texts"),
            func.count(Text.id).filter(waits).label("waiting"),
            func.coalesce(func.sum(Revision.words).filter(waits), 0).label("words"),
            func.min(Text.waits_since).label("oldest"),
        )
        .group_by(*key)
    )
