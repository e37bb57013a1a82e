"""The search index: of each text the words that it is found by."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column

from board.models.base import Base


class SearchEntry(Base):
    """A text's original and approved translation as tokens (text/searching.py). Says nothing of who may read it.

    SQLite finds rows through the table ``search_words`` (FTS5), which triggers keep in step, PostgreSQL through an
    index of tsvectors: both are made by a migration, since no model can say them.
    """

    __tablename__ = "search_entries"

    text_id: Mapped[int] = mapped_column(ForeignKey("texts.id", ondelete="CASCADE"), primary_key=True)
    words: Mapped[str] = mapped_column(LongText)
    wording: Mapped[str] = mapped_column(LongText)
