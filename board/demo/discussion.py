"""The threads and posts of the demo, each written at its instant by its author."""

from __future__ import annotations

from datetime import datetime, timedelta

from board.actions.moderating import pin_thread
from board.actions.once import Writing
from board.actions.posting import edit_post, open_thread, reply
from board.demo import translations
from board.demo.content import PostEntry, ThreadEntry, Translated, WeekEntry
from board.demo.stage import Stage
from board.extensions import db
from board.models import Post, Text, Thread
from board.visible import visible_posts, visible_threads

TRANSLATED_AFTER = timedelta(hours=6)


def write_week(stage: Stage, inside: WeekEntry) -> None:
    """Write all threads of a week."""
    for entry in inside.thread:
        _write_thread(stage, inside.number, entry)


def _write_thread(stage: Stage, number: int, entry: ThreadEntry) -> None:
    posts = entry.post
    if entry.reading is not None:
        stage.threads[entry.id] = _thread_below(stage, entry.reading)
    else:
        stage.threads[entry.id] = _open(stage, number, entry)
        _finish(stage, number, posts[0])
        posts = posts[1:]
    for post in posts:
        _reply(stage, number, stage.threads[entry.id], post)
        _finish(stage, number, post)


def _thread_below(stage: Stage, reading: str) -> Thread:
    sight = stage.sight("claire", stage.calendar.now)
    query = visible_threads(sight).where(Thread.reading_id == stage.readings[reading].id)
    return db.session.scalars(query).one()


def _open(stage: Stage, number: int, entry: ThreadEntry) -> Thread:
    first = entry.post[0]
    now, author = stage.calendar.instant(number, first.at), stage.users[entry.author]
    sight = stage.sight(entry.author, now)
    typed = Writing(first.body, entry.language, first.id, entry.title)
    thread = open_thread(sight, stage.weeks[number], author, typed, question=entry.kind == "question")
    if entry.pinned:
        pin_thread(sight, thread, True)
    stage.posts[first.id] = db.session.scalars(visible_posts(sight).where(Post.thread_id == thread.id)).one()
    title = Translated(
        language=entry.language, translation=entry.title_translation, translation_state=entry.title_state
    )
    translations.write(stage, thread.title_id, title, stage.calendar.not_later(now + TRANSLATED_AFTER))
    return thread


def _reply(stage: Stage, number: int, thread: Thread, entry: PostEntry) -> None:
    sight = stage.sight(entry.author, stage.calendar.instant(number, entry.at))
    to = entry.answers or entry.reply_to
    stage.posts[entry.id] = reply(
        sight,
        thread,
        stage.users[entry.author],
        Writing(entry.body, entry.language, entry.id),
        to=stage.posts[to] if to else None,
        asked=stage.users[entry.asks] if entry.asks else None,
        asked_roles=stage.roles(entry.asks) if entry.asks else frozenset(),
        answers=[stage.posts[question] for question in entry.also_answers],
    )


def _finish(stage: Stage, number: int, entry: PostEntry) -> None:
    """Translate the post, then apply its author's edit, which leaves part of the translation outdated."""
    text_id = stage.posts[entry.id].text_id
    translations.write(stage, text_id, entry, _translated_at(stage, number, entry))
    if entry.edited and entry.edited_at:
        _edit(stage, entry, entry.edited, stage.calendar.instant(number, entry.edited_at))


def _translated_at(stage: Stage, number: int, entry: PostEntry) -> datetime:
    written = stage.calendar.instant(number, entry.at)
    if not entry.edited_at:
        return stage.calendar.not_later(written + TRANSLATED_AFTER)
    return written + (stage.calendar.instant(number, entry.edited_at) - written) / 2


def _edit(stage: Stage, entry: PostEntry, source: str, now: datetime) -> None:
    post = stage.posts[entry.id]
    thread, text = db.session.get_one(Thread, post.thread_id), db.session.get_one(Text, post.text_id)
    edit_post(stage.sight(entry.author, now), thread, post, text, source, 1)
