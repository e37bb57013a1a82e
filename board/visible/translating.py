"""Seeing the work on translations: what was said of them, and how they came about."""

from __future__ import annotations

from sqlalchemy import Select, and_, literal, select, true
from sqlalchemy.orm import joinedload

from board.models import Flag, Revision, Segment, Text, Translation
from board.visible.gate import Sight
from board.visible.texts import standing_texts, unsettled_flags


def visible_flags(sight: Sight) -> Select[Flag]:
    """Open flags of texts that stand: all for who works on translations, for others their own."""
    seen = true() if sight.viewer.sees_drafts else Flag.user_id == sight.viewer.user_id
    return (
        unsettled_flags()
        .where(Flag.text_id.in_(standing_texts(sight).with_only_columns(Text.id)), seen)
        .options(joinedload(Flag.user))
        .order_by(Flag.id)
    )


def made_translations(sight: Sight) -> Select[Translation]:
    """Translations that were ever made of texts that stand, the newest first: for who works on them."""
    return (
        select(Translation)
        .where(Translation.text_id.in_(standing_texts(sight).with_only_columns(Text.id)))
        .where(literal(sight.viewer.sees_drafts))
        .options(joinedload(Translation.translator), joinedload(Translation.approver))
        .order_by(Translation.id.desc())
    )


def translated_segments(sight: Sight) -> Select[str, str, str]:
    """Lineage, digest and source of paragraphs as they stood when a translation of them was made."""
    made = and_(
        Translation.text_id == Revision.text_id,
        Translation.lineage == Segment.lineage,
        Translation.digest == Segment.digest,
    )
    return (
        select(Segment.lineage, Segment.digest, Segment.source)
        .join(Revision, Revision.id == Segment.revision_id)
        .join(Translation, made)
        .where(Revision.text_id.in_(standing_texts(sight).with_only_columns(Text.id)))
        .distinct()
    )
