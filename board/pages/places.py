"""Where a text stands: the page on which it is read."""

from __future__ import annotations

from dataclasses import dataclass

from board.extensions import db
from board.models import Post, Reading, Text, Thread, Week
from board.visible import Sight, visible_posts, visible_readings, visible_threads


@dataclass(frozen=True, slots=True)
class Place:
    """What a text is (post, thread, reading, week, forum), of which week, and the key of its page."""

    kind: str
    week: Week | None
    key: str


def address_of(sight: Sight, text: Text) -> Place:
    """The place of a text that was found visible."""
    post = db.session.execute(visible_posts(sight).where(Post.text_id == text.id)).first()
    if post is not None:
        thread = db.session.scalars(visible_threads(sight).where(Thread.id == post.Post.thread_id)).one()
        return Place("post", sight.week(thread.week_id), post.Post.key)
    query = visible_readings(sight).where((Reading.title_id == text.id) | (Reading.body_id == text.id))
    if (reading := db.session.scalar(query)) is not None:
        return Place("reading", sight.week(reading.week_id), reading.key)
    titled = db.session.scalar(visible_threads(sight).where(Thread.title_id == text.id))
    if titled is not None:
        return Place("thread", sight.week(titled.week_id), titled.key)
    week = next((week for week in sight.weeks if text.id in (week.title_id, week.outline_id)), None)
    return Place("week" if week else "forum", week, "")
