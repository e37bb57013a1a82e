"""The search index: the words by which each text is found."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column

from board.models.base import Base


class SearchEntry(Base):
    """A text's original and approved translation as tokens (text/searching.py). It does not say who may read them.

    SQLite searches the table ``search_words`` (FTS5), which triggers keep in step; PostgreSQL searches an index of
    tsvectors. Migrations create both, since no model can describe them.
    """

    __tablename__ = "search_entries"

    text_id: Mapped[int] = mapped_column(ForeignKey("texts.id", ondelete="CASCADE"), primary_key=True)
    words: Mapped[str] = mapped_column(LongText)
    wording: Mapped[str] = mapped_column(LongText)
