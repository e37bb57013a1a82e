"""The one predicate on withdrawn quotations: what an author withdrew is in no matrix, feed, export or edition."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, select

from board.models import Excerpt, QuoteAnswer
from board.rules.proceedings import WITHDRAWN


def is_not_withdrawn(text_id: Any) -> ColumnElement[bool]:
    """Keep texts that may be quoted: their author has not withdrawn them."""
    whole = select(QuoteAnswer.text_id).where(QuoteAnswer.kind == WITHDRAWN, QuoteAnswer.excerpt_id.is_(None))
    kept: ColumnElement[bool] = text_id.not_in(whole)
    return kept


def passage_is_not_withdrawn() -> ColumnElement[bool]:
    """Keep excerpts that the author of the words has not withdrawn."""
    alone = select(QuoteAnswer.excerpt_id).where(QuoteAnswer.kind == WITHDRAWN, QuoteAnswer.excerpt_id.is_not(None))
    return Excerpt.id.not_in(alone)
