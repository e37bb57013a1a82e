"""Seeing the work on translations: what was said of them."""

from __future__ import annotations

from sqlalchemy import Select, true
from sqlalchemy.orm import joinedload

from board.models import Flag, Text
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
