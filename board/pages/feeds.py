"""What is new in a forum, as a feed tells it: opened weeks, posts and readings, the latest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from board.extensions import db
from board.models import Post, Thread, Week
from board.pages.texts import Pair, titles
from board.rules.weeks import opened_at
from board.visible import Sight, latest_posts, latest_readings

MOST = 50
"""The entries of a feed; programs that read it keep the earlier ones."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something new that the reader may read. ``there`` is when it could first be read; a week has no ``key``."""

    sight: Sight
    kind: Literal["week", "thread", "post", "reading"]
    key: str
    week: Week
    there: datetime
    changed: datetime
    author: str
    title: Pair
    """Of a post, the title of its thread."""
    body: Pair | None


def news(sight: Sight, *, weeks: bool = False) -> list[Entry]:
    """Return the newest entries that this viewer may read, the latest first; with ``weeks`` also that weeks opened."""
    found = [*(_weeks(sight) if weeks else ()), *_readings(sight), *_posts(sight)]
    return newest(found)


def newest(entries: Sequence[Entry]) -> list[Entry]:
    """Return as many entries as a feed has, the latest first; what came at one instant stays in its order."""
    return sorted(entries, key=lambda entry: entry.there, reverse=True)[:MOST]


def _posts(sight: Sight) -> list[Entry]:
    rows = db.session.execute(latest_posts(sight).limit(MOST)).all()
    pairs = titles(sight, {text_id for row in rows for text_id in (row.Text.id, row.Thread.title_id)})
    return [
        Entry(
            sight, "thread" if _opens(row.Post, row.Thread) else "post", row.Post.key,
            sight.week(row.Thread.week_id), row.there, max(row.there, row.Post.edited_at or row.there),
            row.Post.author.name, pairs[row.Thread.title_id], pairs[row.Text.id],
        )
        for row in rows
    ]  # fmt: skip


def _opens(post: Post, thread: Thread) -> bool:
    return thread.reading_id is None and post.created_at == thread.created_at and post.author_id == thread.author_id


def _readings(sight: Sight) -> list[Entry]:
    rows = db.session.execute(latest_readings(sight).limit(MOST)).all()
    pairs = titles(sight, {text_id for row in rows for text_id in (row.Reading.title_id, row.Reading.body_id)})
    return [
        Entry(
            sight, "reading", row.Reading.key, sight.week(row.Reading.week_id), row.there, row.there,
            row.Reading.presenter.name if row.Reading.presenter else row.Reading.author_line,
            pairs[row.Reading.title_id], pairs.get(row.Reading.body_id or 0),
        )
        for row in rows
    ]  # fmt: skip


def _weeks(sight: Sight) -> list[Entry]:
    opened = {week.id: at for week in sight.weeks if (at := opened_at(week, sight.now)) is not None}
    weeks = [week for week in sight.weeks if week.id in opened]
    pairs = titles(sight, {text_id for week in weeks for text_id in (week.title_id, week.outline_id)})
    return [
        Entry(
            sight, "week", "", week, opened[week.id], opened[week.id], sight.forum.name,
            pairs[week.title_id], pairs.get(week.outline_id or 0),
        )
        for week in weeks
    ]  # fmt: skip
