"""What somebody sees, in terms of the cast: names of its fields, and the words of texts."""

from __future__ import annotations

from sqlalchemy import select

from board.extensions import db
from board.models import Post, Reading, Revision, Text, Thread
from board.visible import Sight, visible_posts, visible_readings, visible_texts, visible_threads
from tests.support.cast import Cast

ROWS = {
    Reading: ("reading", "locked_reading", "case_study"),
    Thread: ("thread", "question_thread", "locked_thread"),
    Post: ("post", "answer", "question", "locked_post", "locked_spanish_post"),
}
OPEN_ROWS = {"reading", "thread", "post", "answer", "question_thread", "question"}
LOCKED_ROWS = {"locked_reading", "case_study", "locked_thread", "locked_post", "locked_spanish_post"}
SELECTS = {Reading: visible_readings, Thread: visible_threads, Post: visible_posts}


def rows_seen(cast: Cast, sight: Sight) -> set[str]:
    """Return which rows of the cast somebody sees."""
    seen = set()
    for model, names in ROWS.items():
        ids = set(db.session.scalars(SELECTS[model](sight).with_only_columns(model.id)))
        seen |= {name for name in names if (row := getattr(cast, name)) and row.id in ids}
    return seen


def words_of(post: Post, sight: Sight) -> str | None:
    """Return the words of a post as somebody sees it, or None if only its place is kept."""
    row = db.session.execute(visible_posts(sight).where(Post.id == post.id)).one()
    return source_of(row.Text) if row.Text else None


def source_of(text: Text) -> str:
    return db.session.scalars(select(Revision.source).where(Revision.id == text.revision_id)).one()


def all_words(sight: Sight) -> set[str]:
    """Return the sources of all texts that somebody may read."""
    return {source_of(text) for text in db.session.scalars(visible_texts(sight))}
