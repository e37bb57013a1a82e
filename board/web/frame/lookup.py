"""Looking up what an address names. A row that the viewer may not see gives the same 404 as one that never existed."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from flask import request, url_for
from sqlalchemy import Select
from sqlalchemy.orm import joinedload

from board.actions.marks import note_visit
from board.extensions import db
from board.models import GlossaryTerm, Membership, Post, Reading, Text, Thread, Visit, Week
from board.pages.discussion import ThreadView
from board.pages.places import Place, address_of
from board.pages.queue import next_key, position_of
from board.visible import (
    Sight,
    forum_memberships,
    marked_thread,
    marked_thread_of_reading,
    named_by,
    unremoved_texts,
    visible_posts,
    visible_readings,
    visible_terms,
    visible_texts,
    visible_threads,
    with_presenter,
)
from board.visible.queue import QueueFilter
from board.web.frame.folding import still_new
from board.web.frame.queue_filter import queue_address, text_address
from board.web.viewer import one_or_404


def week_numbered(sight: Sight, number: int) -> Week:
    """Return the week of the programme with this number, or abort with 404."""
    return one_or_404(next((week for week in sight.weeks if week.number == number), None))


def reading_by_key(sight: Sight, key: str, among: Callable[[Sight], Select[Reading]] = visible_readings) -> Reading:
    """Return a reading with its presenter and file, or abort with 404."""
    query = among(sight).where(Reading.key == key)
    return one_or_404(db.session.scalar(query.options(*with_presenter(), joinedload(Reading.file))))


def thread_by_key(sight: Sight, key: str) -> Thread:
    """Return a thread with its author, or abort with 404."""
    query = visible_threads(sight).where(Thread.key == key).options(joinedload(Thread.author))
    return one_or_404(db.session.scalar(query))


class Marked(NamedTuple):
    """A thread, the viewer's last visit to it, and whether they follow it."""

    thread: Thread
    visit: Visit | None
    """Held here, so that the session need not read it again when the next visit is noted."""
    follows: bool


def thread_to_read(sight: Sight, key: str) -> Marked | None:
    """Return the visible thread with this key, with the viewer's marks, or None."""
    row = db.session.execute(marked_thread(sight), {**sight.me, "thread_key": key}).first()
    return Marked(*row) if row else None


def talk_to_read(sight: Sight, reading: Reading) -> Marked | None:
    """Return the visible thread about a reading, with the viewer's marks, or None."""
    row = db.session.execute(marked_thread_of_reading(sight), {**sight.me, "reading_id": reading.id}).first()
    return Marked(*row) if row else None


def visited(view: ThreadView) -> ThreadView:
    """Note the viewer's visit to a thread, and mark the posts that are new since the visit before."""
    if request.method != "GET":
        return view
    fresh = view.since(note_visit(view.sight, view.thread, view.newest))
    return fresh if fresh.first_new else still_new(fresh)


def post_by_key(sight: Sight, key: str) -> tuple[Post, Text | None, Thread]:
    """Return a post, its text (None if its words were removed) and its thread, or abort with 404."""
    posts = visible_posts(sight).add_columns(Thread)  # anyone who may see a post may see its thread
    row = one_or_404(db.session.execute(posts.where(Post.key == key)).first())
    return row.Post, row.Text, row.Thread


def spoken_post(sight: Sight, key: str) -> tuple[Post, Text, Thread]:
    """Return a post whose words were not removed, its text and its thread, or abort with 404."""
    post, text, thread = post_by_key(sight, key)
    return post, one_or_404(text), thread


def text_by_key(sight: Sight, key: str) -> Text:
    """Return a text, whatever it belongs to, or abort with 404."""
    return one_or_404(db.session.scalar(visible_texts(sight).where(Text.key == key)))


def standing_text(sight: Sight, key: str) -> Text:
    """Return a text that does not belong to a removed post, or abort with 404."""
    text: Text = one_or_404(db.session.scalar(unremoved_texts(sight).where(Text.key == key)))
    return text


def membership_by_key(sight: Sight, key: str) -> Membership:
    """Return a membership of the forum by the person's key, or abort with 404."""
    return one_or_404(db.session.scalar(forum_memberships(sight).where(named_by(key))))


def term_by_key(sight: Sight, key: str) -> GlossaryTerm:
    """Return a term of the forum's glossary, or abort with 404."""
    return one_or_404(db.session.scalar(visible_terms(sight).where(GlossaryTerm.key == key)))


def thread_address(sight: Sight, thread: Thread) -> str:
    """Return the address of the page on which a thread is read: its reading's page, or its own."""
    if thread.reading_id is not None:
        reading = db.session.scalar(visible_readings(sight).where(Reading.id == thread.reading_id))
        if reading is not None:
            return url_for("forums.reading", forum=sight.forum.slug, key=reading.key)
    return url_for("discussion.thread", forum=sight.forum.slug, key=thread.key)


def place_address(sight: Sight, place: Place) -> str:
    """Return the address of the page on which a text is read."""
    forum = sight.forum.slug
    match place.page:
        case "post":
            return url_for("discussion.post", forum=forum, key=place.key)
        case "thread":
            return url_for("discussion.thread", forum=forum, key=place.key)
        case "reading":
            return url_for("forums.reading", forum=forum, key=place.key)
        case "week":
            return url_for("forums.week", forum=forum, number=place.week.number if place.week else 0)
        case "call":
            return url_for("call.call", forum=forum, language=place.key or None)
        case "conduct":
            return url_for("welcome.conduct", forum=forum)
        case "announcement":
            return f"{url_for('announcements.announcements', forum=forum)}#a-{place.key}"
        case "theme":
            return url_for("themes.theme", forum=forum, key=place.key)
        case "element":
            return url_for("elements.element", forum=forum, key=place.key)
        case "forum":
            return url_for("forums.programme", forum=forum)
    raise LookupError(place.page)


def next_text_address(sight: Sight, text: Text, wanted: QueueFilter) -> str:
    """Return the address at which a translator goes on after a text: the next text that waits, or the queue."""
    following = next_key(sight, wanted, position_of(sight, text, address_of(sight, text), wanted.order))
    return text_address(sight, following, wanted) if following else queue_address(sight, wanted)
