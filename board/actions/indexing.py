"""The search index: a text's entry changes in the same transaction as its words."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from sqlalchemy import select

from board.actions.wordings import Standing, standing_of
from board.extensions import db
from board.models import SearchEntry, Text
from board.rules.searching import place_tokens
from board.text import indexed, reading_words

AT_ONCE = 200
"""Texts per transaction when the whole index is made again."""


def index_text(text: Text, standing: Standing) -> None:
    """Write the index entry of a text: its words, and its approved translations. Part of the caller's transaction."""
    sides = [(text.language, map(reading_words, standing.html))]
    if text.target:
        sides.append((text.target, map(reading_words, standing.approved_html)))
    content = indexed(sides)
    words = " ".join(filter(None, (*place_tokens(text.forum_id, inline=text.inline), content.words)))
    entry = None if standing.is_new else db.session.get(SearchEntry, text.id)
    if entry is None:
        db.session.add(SearchEntry(text_id=text.id, words=words, wording=content.wording))
    else:
        entry.words, entry.wording = words, content.wording


def index_everything() -> Iterable[int]:
    """Write all index entries again, as is needed once words are split differently; yield how many are done so far."""
    ids = iter(list(db.session.scalars(select(Text.id).order_by(Text.id))))
    made = 0
    while batch := list(islice(ids, AT_ONCE)):
        for text in db.session.scalars(select(Text).where(Text.id.in_(batch))):
            index_text(text, standing_of(text))
        db.session.commit()
        db.session.expunge_all()
        made += len(batch)
        yield made
