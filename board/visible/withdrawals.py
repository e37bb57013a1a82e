"""The one predicate on withdrawn quotations: what an author withdrew is in no matrix, feed, export or edition."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import aliased

from board.models import Excerpt, ExcerptSpan, QuoteAnswer, Segment
from board.rules.proceedings import WITHDRAWN


def is_not_withdrawn(text_id: Any) -> ColumnElement[bool]:
    """Keep texts that may be quoted: their author has not withdrawn them."""
    whole = select(QuoteAnswer.text_id).where(QuoteAnswer.kind == WITHDRAWN, QuoteAnswer.excerpt_id.is_(None))
    kept: ColumnElement[bool] = text_id.not_in(whole)
    return kept


def is_printable(text_id: Any) -> ColumnElement[bool]:
    """Keep texts that may be printed in full: their author has withdrawn neither them nor a passage of them."""
    kept: ColumnElement[bool] = text_id.not_in(texts_not_printable())
    return kept


def texts_not_printable() -> Select[int]:
    """Return the ids of the other texts."""
    return select(QuoteAnswer.text_id).where(QuoteAnswer.kind == WITHDRAWN)


def passage_is_not_withdrawn() -> ColumnElement[bool]:
    """Keep excerpts of which the author has withdrawn no word."""
    covered = withdrawn_passages().subquery()
    return Excerpt.id.not_in(select(covered.c.excerpt_id))


def withdrawn_passages() -> Select[int, int]:
    """Return the ids of excerpts with words of a withdrawn passage, each with the id of the answer that withdrew it.

    An author withdraws words, not the row that somebody made of them: whoever places them again, perhaps in another
    cell, does not bring them back. Where the two were selected in different wordings (the original, a translation, or
    the paragraph before an edit), their places cannot be compared, and the same paragraph counts as the same words.
    """
    other, theirs, withdrawn = aliased(Excerpt), aliased(ExcerptSpan), aliased(ExcerptSpan)
    here, there = aliased(Segment), aliased(Segment)
    same_wording = and_(
        here.digest == there.digest, theirs.translation_id.is_not_distinct_from(withdrawn.translation_id)
    )
    overlap = and_(theirs.start < withdrawn.end, withdrawn.start < theirs.end)
    return (
        select(theirs.excerpt_id.label("excerpt_id"), QuoteAnswer.id.label("answer_id"))
        .select_from(QuoteAnswer)
        .join(withdrawn, withdrawn.excerpt_id == QuoteAnswer.excerpt_id)
        .join(there, there.id == withdrawn.segment_id)
        .join(other, other.text_id == QuoteAnswer.text_id)
        .join(theirs, theirs.excerpt_id == other.id)
        .join(here, and_(here.id == theirs.segment_id, here.lineage == there.lineage))
        .where(QuoteAnswer.kind == WITHDRAWN, or_(~same_wording, overlap))
    )
