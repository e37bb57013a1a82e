"""Keeping the search index: a text's entry changes in the same transaction as its words. Commits nothing itself."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from sqlalchemy import select

from board.actions.wordings import Standing, standing_of
from board.extensions import db
from board.models import SearchEntry, Text
from board.text import indexed, reading_words

AT_ONCE = 200
"""Texts whose entries are made in one go."""


def index_text(text: Text, standing: Standing) -> None:
    """Make the entry of a text anew: its words, and those of its translation that are approved as it stands."""
    sides = [(text.language, map(reading_words, standing.html))]
    if text.target:
        sides.append((text.target, map(reading_words, standing.approved_html)))
    found = indexed(sides)
    entry = None if standing.is_new else db.session.get(SearchEntry, text.id)
    if entry is None:
        db.session.add(SearchEntry(text_id=text.id, words=found.words, wording=found.wording))
    else:
        entry.words, entry.wording = found


def index_everything() -> Iterable[int]:
    """Make all entries anew, for when words are taken apart in another way; gives how many were made so far."""
    ids = iter(list(db.session.scalars(select(Text.id).order_by(Text.id))))
    made = 0
    while some := list(islice(ids, AT_ONCE)):
        for text in db.session.scalars(select(Text).where(Text.id.in_(some))):
            index_text(text, standing_of(text))
        db.session.commit()
        db.session.expunge_all()
        made += len(some)
        yield made
