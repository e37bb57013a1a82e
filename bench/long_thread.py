"""A thread of many translated posts: the demo's Spanish posts with their translations, by several people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from bench.site import Visitor, compare, new_site, new_thread, people, sight_of
from board.actions import posting
from board.actions.posting import Writing
from board.demo import content
from board.demo.translations import translate
from board.extensions import db
from board.models import Post, Text, Thread, User
from board.models.base import new_key
from board.visible import Sight

POSTS, FLOOR = 100, 0.10


def measure(folder: Path) -> Iterator[tuple[str, float, float]]:
    """Yield the page of a thread, its ratio to the trivial page, and its floor."""
    with new_site(folder) as app:
        url, visitor = prepare(app)
        size = len(visitor.ask(url, accept_encoding="zstd, br, gzip"))
        print(f"a thread of {POSTS} translated posts: {size / 1024:.1f} KB compressed")
        yield "thread", compare(visitor, "thread", url), FLOOR


def prepare(app: Flask) -> tuple[str, Visitor]:
    """Create a long thread, and a reader."""
    with app.app_context():
        everybody = people()
        thread = new_thread(everybody[0], "Un hilo largo")
        fill(thread, POSTS - 1, everybody[1:], sight_of, everybody[0])
        db.session.commit()
        return f"/f/bench/thread/{thread.key}", Visitor(app, everybody[1])


def translated_posts() -> list[content.PostEntry]:
    """Return every post of the demo that has a translation."""
    weeks = [content.week(number, archive=True) for number in content.WEEKS]
    posts = [post for week in weeks for thread in week.thread for post in thread.post]
    return [post for post in posts if post.language == "es" and post.translation]


def _opening(thread: Thread) -> Post:
    return db.session.scalars(select(Post).where(Post.thread_id == thread.id)).one()


def fill(
    thread: Thread, count: int, authors: Sequence[User], sight_of: Callable[[User], Sight], translator: User
) -> None:
    """Post until the thread has ``count`` more posts, each translated and approved, every third one a reply to another.

    The opening is translated too: a waiting post makes the page ask how long others waited.
    """
    for text_id in (thread.title_id, _opening(thread).text_id):
        translate(sight_of(translator), db.session.get_one(Text, text_id), "Welcome, all.")
    entries, last = translated_posts(), None
    for number in range(count):
        entry, author = entries[number % len(entries)], authors[number % len(authors)]
        extra = "" if number < len(entries) else f"\n\n({number})"
        written = Writing(entry.body + extra, "es", new_key())
        post = posting.reply(sight_of(author), thread, author, written, to=last if number % 3 == 2 else None)
        post.created_at += timedelta(seconds=number)
        text = db.session.get_one(Text, post.text_id)
        translate(sight_of(translator), text, entry.translation + extra)
        last = post
