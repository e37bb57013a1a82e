"""Copying rows of one forum into another: columns as `models/fates.py` says, texts with their approved translations.

Everything here is part of the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select

from board.actions.attaching import copy_attachments
from board.actions.readying import ready_index
from board.actions.wordings import standing_translations
from board.actions.writing import note_progress
from board.extensions import db
from board.models import (
    Base,
    CallVersion,
    Forum,
    Post,
    Reading,
    Revision,
    Segment,
    Text,
    Thread,
    Translation,
)
from board.models.base import new_key
from board.models.fates import Copying, columns_of
from board.rules.translations import APPROVED
from board.visible.gate import Sight
from board.visible.programme import visible_call_versions

Row = TypeVar("Row", bound=Base)


@dataclass(frozen=True, slots=True)
class Material:
    """What a further run copies, each in its order. Case studies are their authors' own: they come only if wished."""

    readings: Sequence[Reading]
    questions: Sequence[tuple[Thread, Post]]
    """Threads that admins set as questions, with the post that opens each."""
    call: Sequence[CallVersion] = ()
    """The call in further languages."""


def material_of(sight: Sight, *, case_studies: bool) -> Material:
    """Return what a further run of the viewer's forum copies."""
    readings = select(Reading).where(
        Reading.forum_id == sight.forum.id, Reading.deleted_at.is_(None), Reading.stage == "published"
    )
    if not case_studies:
        readings = readings.where(Reading.respondent_id.is_(None))
    threads = select(Thread).where(Thread.forum_id == sight.forum.id, Thread.kind == "question")
    threads = threads.order_by(Thread.created_at, Thread.id)
    openings = ((thread, _opening(thread)) for thread in db.session.scalars(threads).all())
    return Material(
        db.session.scalars(readings.order_by(Reading.week_id, Reading.position, Reading.id)).all(),
        [(thread, opening) for thread, opening in openings if opening is not None],
        db.session.scalars(visible_call_versions(sight)).all(),
    )


def _opening(thread: Thread) -> Post | None:
    """Return the post that opened a thread, or None if it was removed."""
    first = select(Post).where(Post.thread_id == thread.id).order_by(Post.created_at, Post.id).limit(1)
    post = db.session.scalar(first)
    return post if post is not None and post.removed is None else None


def copy_forum(source: Forum, now: datetime, **own: object) -> Forum:
    """Copy a forum with its texts, but without its weeks; ``own`` are the columns in which the copy differs."""
    copy = Forum(**_values(source, "same"), created_at=now, **own)
    db.session.add(copy)
    db.session.flush()
    for name, text_id in _values(source, "text").items():
        setattr(copy, name, _text_id(text_id, copy, now))
    return copy


def ready_row(row: Base) -> None:
    """Prepare the index of a row's texts before anything is written. Their copies have the same words."""
    for text_id in filter(None, _values(row, "text").values()):
        ready_index(db.session.get_one(Text, text_id))


def copy_row(row: Row, forum: Forum, now: datetime, **own: object) -> Row:
    """Copy a row with its texts into another forum; ``own`` are the columns in which the copy differs."""
    texts = {name: _text_id(text_id, forum, now) for name, text_id in _values(row, "text").items()}
    copy = type(row)(**_values(row, "same"), **texts, **own)
    db.session.add(copy)
    db.session.flush()
    return copy


def _values(row: Base, copying: Copying) -> dict[str, Any]:
    """Return the values of the columns of a row that are copied in this way."""
    return {column.key: getattr(row, column.key) for column in columns_of(type(row), copying=copying)}


def _text_id(text_id: int | None, forum: Forum, now: datetime) -> int | None:
    return copy_text(db.session.get_one(Text, text_id), forum, now).id if text_id is not None else None


def copy_text(text: Text, forum: Forum, now: datetime) -> Text:
    """Copy the current version of a text, with its author, into another forum. Approved translations come along, so
    that nobody has to translate them again.
    """
    copy = Text(**_values(text, "same"), key=new_key(), forum_id=forum.id, created_at=now, version=0)
    db.session.add(copy)
    db.session.flush()
    twins = _copy_revision(text, copy, now)
    _copy_translations(text, copy, twins)
    copy_attachments(text, copy)
    note_progress(copy, now)
    return copy


def _copy_revision(text: Text, copy: Text, now: datetime) -> dict[tuple[str, str], Segment]:
    """Add the current paragraphs as the copy's first revision; return each by its original's lineage and digest."""
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
    """Put the copy's key in place of the text's into the ids in HTML: rendering again would keep others waiting."""
    return html.replace(f'"{text.key}-', f'"{copy.key}-').replace(f'"#{text.key}-', f'"#{copy.key}-')


def _copy_translations(text: Text, copy: Text, twins: Mapping[tuple[str, str], Segment]) -> None:
    """Copy approved translations with their credit, except those of paragraphs that changed since."""
    for old in db.session.scalars(standing_translations(text).where(Translation.state == APPROVED)):
        twin = twins.get((old.lineage, old.digest))
        if twin is not None:
            html = _moved(old.html, text, copy)
            db.session.add(Translation(**_values(old, "same"), text_id=copy.id, lineage=twin.lineage, html=html))
