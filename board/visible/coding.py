"""Seeing the coding desk: the texts that somebody has still to go through, and what was said of those they finished."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, literal, or_, select

from board.models import CodingMark, Excerpt, ExcerptSpan, Segment, Text, Theme, Week
from board.rules.synthesis import RETIRED
from board.visible.gate import Sight
from board.visible.synthesis import marked_by, quotable_places
from board.visible.withdrawals import passage_is_not_withdrawn


def texts_to_code(sight: Sight) -> Select[Text, str, str, int, int | None, int]:
    """Return what the viewer has not gone through, the earliest first, with kind, key, week, author and title id.

    It is of open weeks, for admins too: what they prepare in a locked one is not yet part of the discussion.
    """
    places = quotable_places(sight)
    return (
        select(Text, places.c.kind, places.c.key, places.c.week_id, places.c.author_id, places.c.title_id)
        .join(places, places.c.text_id == Text.id)
        .join(Week, Week.id == places.c.week_id)
        .where(Text.id.not_in(marked_by(sight.viewer.user_id)), Week.id.in_(sight.open_week_ids))
        .where(literal(sight.viewer.codes))
        .order_by(Week.number, Text.created_at, Text.id)
    )


def texts_coded(sight: Sight) -> Select[int, int, str, str, int, int]:
    """Return who has gone through which text: text id, account id, and where the text stands; for admins.

    An admin who codes sees only texts that they have finished themselves: they are as blind as anyone who codes.
    """
    places = quotable_places(sight)
    return (
        select(CodingMark.text_id, CodingMark.user_id, places.c.kind, places.c.key, places.c.week_id, places.c.title_id)
        .join(places, places.c.text_id == CodingMark.text_id)
        .join(Week, Week.id == places.c.week_id)
        .where(literal(sight.viewer.is_admin), _is_open_to(sight))
        .order_by(Week.number, CodingMark.text_id, CodingMark.user_id)
    )


def _is_open_to(sight: Sight) -> ColumnElement[bool]:
    if not sight.viewer.codes:
        return literal(True)
    return CodingMark.text_id.in_(marked_by(sight.viewer.user_id))


def paragraphs_coded(sight: Sight) -> Select[int, int, str, int]:
    """Return where a coder placed a passage before they finished the text: text id, account id, lineage, theme id.

    What they placed or took out afterwards does not count: by then they saw what others had placed.
    """
    coded = texts_coded(sight).order_by(None).subquery()
    theirs = and_(Excerpt.text_id == CodingMark.text_id, Excerpt.author_id == CodingMark.user_id)
    blind = and_(
        Excerpt.created_at <= CodingMark.at, or_(Excerpt.removed_at.is_(None), Excerpt.removed_at > CodingMark.at)
    )
    return (
        select(CodingMark.text_id, CodingMark.user_id, Segment.lineage, Excerpt.theme_id)
        .join(coded, and_(coded.c.text_id == CodingMark.text_id, coded.c.user_id == CodingMark.user_id))
        .join(Excerpt, theirs)
        .join(Theme, Theme.id == Excerpt.theme_id)
        .join(ExcerptSpan, ExcerptSpan.excerpt_id == Excerpt.id)
        .join(Segment, Segment.id == ExcerptSpan.segment_id)
        .where(blind, Theme.state != RETIRED, passage_is_not_withdrawn())
    )
