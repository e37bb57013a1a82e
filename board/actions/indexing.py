"""Keeping the search index: a text's entry changes in the same transaction as its words. Commits nothing itself."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from sqlalchemy import Select, and_, select

from board.extensions import db
from board.models import SearchEntry, Segment, Text, Translation
from board.rules import translations as rule
from board.text import indexed, reading_words

AT_ONCE = 200
"""Texts whose entries are made in one go."""


def index_text(text: Text) -> None:
    """Make the entry of a text anew: its words, and those of its translation that are approved as it stands."""
    sides = [(text.language, map(reading_words, db.session.scalars(original_html(text))))]
    if text.target:
        sides.append((text.target, map(reading_words, db.session.scalars(approved_html(text)))))
    found = indexed(sides)
    entry = db.session.get(SearchEntry, text.id)
    if entry is None:
        db.session.add(SearchEntry(text_id=text.id, words=found.words, wording=found.wording))
    else:
        entry.words, entry.wording = found


def original_html(text: Text) -> Select[str]:
    """The paragraphs of a text as it stands."""
    return select(Segment.html).where(Segment.revision_id == text.revision_id).order_by(Segment.position)


def approved_html(text: Text) -> Select[str]:
    """Those of its translation that are approved, as they stand."""
    there = and_(Segment.lineage == Translation.lineage, Segment.digest == Translation.digest)
    return (
        select(Translation.html)
        .join(Segment, and_(there, Segment.revision_id == text.revision_id))
        .where(Translation.text_id == text.id, Translation.language == text.target)
        .where(Translation.superseded_at.is_(None), Translation.state == rule.APPROVED)
        .order_by(Segment.position, Translation.id)
    )


def index_everything() -> Iterable[int]:
    """Make all entries anew, for when words are taken apart in another way; gives how many were made so far."""
    ids = iter(list(db.session.scalars(select(Text.id).order_by(Text.id))))
    made = 0
    while some := list(islice(ids, AT_ONCE)):
        for text in db.session.scalars(select(Text).where(Text.id.in_(some))):
            index_text(text)
        db.session.commit()
        db.session.expunge_all()
        made += len(some)
        yield made
