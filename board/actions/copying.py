"""Copies of what stands in one forum for another: rows by their columns, words with their approved translations.

Part of the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select

from board.actions.wordings import standing_translations
from board.actions.writing import note_progress
from board.extensions import db
from board.models import (
    Base,
    Forum,
    Revision,
    Segment,
    Text,
    Translation,
)
from board.models.base import new_key
from board.models.fates import Copying, columns_of
from board.rules.translations import APPROVED

Row = TypeVar("Row", bound=Base)


def copy_forum(source: Forum, now: datetime, **own: object) -> Forum:
    """A forum like this one, with what is told of it; its weeks are not there yet."""
    copy = Forum(**_values(source, "same"), created_at=now, **own)
    db.session.add(copy)
    db.session.flush()
    for name, text_id in _values(source, "text").items():
        setattr(copy, name, _text_id(text_id, copy, now))
    return copy


def copy_row(row: Row, forum: Forum, now: datetime, **own: object) -> Row:
    """A row like this one in another forum, with its texts; ``own`` is what the copy has of its own."""
    texts = {name: _text_id(text_id, forum, now) for name, text_id in _values(row, "text").items()}
    copy = type(row)(**_values(row, "same"), **texts, **own)
    db.session.add(copy)
    db.session.flush()
    return copy


def _values(row: Base, copying: Copying) -> dict[str, Any]:
    """What stands in the columns of a row that are copied in this way."""
    return {column.key: getattr(row, column.key) for column in columns_of(type(row), copying=copying)}


def _text_id(text_id: int | None, forum: Forum, now: datetime) -> int | None:
    return copy_text(db.session.get_one(Text, text_id), forum, now).id if text_id is not None else None


def copy_text(text: Text, forum: Forum, now: datetime) -> Text:
    """A text as it stands, by the same author, in another forum. What is approved of it nobody translates again."""
    copy = Text(**_values(text, "same"), key=new_key(), forum_id=forum.id, created_at=now, version=0)
    db.session.add(copy)
    db.session.flush()
    twins = _copy_revision(text, copy, now)
    _copy_translations(text, copy, twins)
    note_progress(copy, now)
    return copy


def _copy_revision(text: Text, copy: Text, now: datetime) -> dict[tuple[str, str], Segment]:
    """Its paragraphs as the copy's first version; by lineage and digest of those that they are copies of."""
    old = db.session.get_one(Revision, text.revision_id)
    revision = Revision(
        text_id=copy.id, number=1, source=old.source, words=old.words, editor_id=text.author_id, created_at=now
    )
    db.session.add(revision)
    db.session.flush()
    copy.revision_id = revision.id
    twins: dict[tuple[str, str], Segment] = {}
    segments = select(Segment).where(Segment.revision_id == old.id).order_by(Segment.position)
    for segment in list(db.session.scalars(segments)):
        twin = Segment(
            **_values(segment, "same"),
            revision_id=revision.id,
            lineage=new_key(),
            html=_moved(segment.html, text, copy),
        )
        twins[segment.lineage, segment.digest] = twin
        db.session.add(twin)
    return twins


def _moved(html: str, text: Text, copy: Text) -> str:
    """HTML whose ids begin with the key of the copy: nothing is rendered while others wait."""
    return html.replace(f'"{text.key}-', f'"{copy.key}-').replace(f'"#{text.key}-', f'"#{copy.key}-')


def _copy_translations(text: Text, copy: Text, twins: Mapping[tuple[str, str], Segment]) -> None:
    """With their credit. A paragraph that changed after it was translated has no approved translation."""
    for old in db.session.scalars(standing_translations(text).where(Translation.state == APPROVED)):
        twin = twins.get((old.lineage, old.digest))
        if twin is not None:
            html = _moved(old.html, text, copy)
            db.session.add(Translation(**_values(old, "same"), text_id=copy.id, lineage=twin.lineage, html=html))
