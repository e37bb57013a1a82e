"""Copies of what stands in one forum for another: rows by their columns, words with their approved translations.

Part of the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple, TypeVar

from sqlalchemy import select

from board.actions.wordings import standing_translations
from board.actions.writing import note_progress
from board.extensions import db
from board.models import (
    Base,
    Forum,
    GlossaryTerm,
    Post,
    Reading,
    Revision,
    Segment,
    Text,
    Thread,
    Translation,
    Week,
)
from board.models.base import new_key
from board.rules.translations import APPROVED

Row = TypeVar("Row", bound=Base)


class Columns(NamedTuple):
    """What becomes of the columns of a row that is copied. Every column is in one of these."""

    same: tuple[str, ...]
    """Taken over as they are."""
    texts: tuple[str, ...]
    """Ids of texts, which are copied."""
    own: tuple[str, ...]
    """Made anew for the copy."""
    left: tuple[str, ...]
    """What happened in the earlier run."""


COLUMNS: Mapping[type[Base], Columns] = {
    Forum: Columns(
        same=(
            "zone", "languages", "policy", "regions", "public_reading", "shows_machine_drafts", "second_approval",
            "hours_min", "hours_max", "respondent_seats", "leaving",
        ),
        texts=("about_id", "format_id", "prerequisites_id", "conduct_id"),
        own=(
            "id", "slug", "name", "starts_on", "ends_on", "closed_at", "applications_from", "applications_until",
            "previous_id", "created_at",
        ),
        left=(),
    ),
    Week: Columns(
        same=("number",),
        texts=("title_id", "outline_id"),
        own=("id", "forum_id", "opens_at"),
        left=("override", "override_at", "override_by_id", "closed_at"),
    ),
    Reading: Columns(
        same=("position", "kind", "respondent_id", "author_line", "url", "file_id", "minutes", "stage"),
        texts=("title_id", "body_id"),
        own=("id", "key", "forum_id", "week_id", "created_at"),
        left=("submitted_at", "returned_note", "deleted_at"),
    ),
    Thread: Columns(
        same=("kind", "author_id"),
        texts=("title_id",),
        own=("id", "key", "forum_id", "week_id", "reading_id", "pinned_at", "created_at"),
        left=(),
    ),
    Post: Columns(
        same=("author_id",),
        texts=("text_id",),
        own=("id", "key", "forum_id", "thread_id", "once", "created_at"),
        left=(
            "reply_to_id", "edited_at", "removed", "removed_at", "removed_by_id", "removed_reason", "asked_id",
            "answered_at", "answer_id",
        ),
    ),
    GlossaryTerm: Columns(
        same=("language", "target", "term", "folded", "translation", "note", "created_at", "author_id"),
        texts=(),
        own=("id", "key", "forum_id"),
        left=(),
    ),
    Text: Columns(
        same=("inline", "language", "language_guessed", "target", "target_by_hand", "author_id"),
        texts=(),
        own=("id", "key", "forum_id", "revision_id", "version", "progress", "waits_since", "created_at"),
        left=("approved_at", "waited"),
    ),
    Segment: Columns(
        same=("position", "source", "digest"),
        texts=(),
        own=("id", "revision_id", "lineage", "html"),
        left=(),
    ),
    Translation: Columns(
        same=(
            "language", "digest", "source", "origin", "engine", "state", "translator_id", "approver_id", "created_at",
        ),
        texts=(),
        own=("id", "text_id", "lineage", "html"),
        left=("superseded_at",),
    ),
}  # fmt: skip


def copy_forum(source: Forum, now: datetime, **own: object) -> Forum:
    """A forum like this one, with what is told of it; its weeks are not there yet."""
    copy = Forum(**_same(source), created_at=now, **own)
    db.session.add(copy)
    db.session.flush()
    for name in COLUMNS[Forum].texts:
        setattr(copy, name, _text_id(getattr(source, name), copy, now))
    return copy


def copy_row(row: Row, forum: Forum, now: datetime, **own: object) -> Row:
    """A row like this one in another forum, with its texts; ``own`` is what the copy has of its own."""
    columns = COLUMNS[type(row)]
    texts = {name: _text_id(getattr(row, name), forum, now) for name in columns.texts}
    copy = type(row)(**_same(row), **texts, **own)
    db.session.add(copy)
    db.session.flush()
    return copy


def _same(row: Base) -> dict[str, object]:
    return {name: getattr(row, name) for name in COLUMNS[type(row)].same}


def _text_id(text_id: int | None, forum: Forum, now: datetime) -> int | None:
    return copy_text(db.session.get_one(Text, text_id), forum, now).id if text_id is not None else None


def copy_text(text: Text, forum: Forum, now: datetime) -> Text:
    """A text as it stands, by the same author, in another forum. What is approved of it nobody translates again."""
    copy = Text(**_same(text), key=new_key(), forum_id=forum.id, created_at=now, version=0)
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
            **_same(segment), revision_id=revision.id, lineage=new_key(), html=_moved(segment.html, text, copy)
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
            db.session.add(Translation(**_same(old), text_id=copy.id, lineage=twin.lineage, html=html))
