"""Rows that an address names: visible, or the same 404 as for ones that never were."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from flask import request, url_for
from sqlalchemy import ColumnElement, Select
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
    named_by,
    threads_with_marks,
    unremoved_texts,
    visible_posts,
    visible_readings,
    visible_terms,
    visible_texts,
    visible_threads,
    with_presenter,
)
from board.visible.queue import QueueFilter
from board.web.frame.queue_filter import queue_address, text_address
from board.web.viewer import one_or_404


def week_numbered(sight: Sight, number: int) -> Week:
    """The week of the programme with this number."""
    found: Week = one_or_404(next((week for week in sight.weeks if week.number == number), None))
    return found


def reading_by_key(sight: Sight, key: str, among: Callable[[Sight], Select[Reading]] = visible_readings) -> Reading:
    """A reading with its respondent and file."""
    query = among(sight).where(Reading.key == key)
    found: Reading = one_or_404(db.session.scalar(query.options(*with_presenter(), joinedload(Reading.file))))
    return found


def thread_by_key(sight: Sight, key: str) -> Thread:
    """A thread."""
    query = visible_threads(sight).where(Thread.key == key).options(joinedload(Thread.author))
    found: Thread = one_or_404(db.session.scalar(query))
    return found


class Marked(NamedTuple):
    """A thread, the viewer's last visit to it, and whether they follow it."""

    thread: Thread
    visit: Visit | None
    """Held here, it is not asked for again when the next visit is noted."""
    follows: bool


def thread_to_read(sight: Sight, which: ColumnElement[bool]) -> Marked | None:
    """The visible thread that matches, if there is one."""
    row = db.session.execute(threads_with_marks(sight).where(which).options(joinedload(Thread.author))).first()
    return Marked(*row) if row else None


def visited(view: ThreadView) -> ThreadView:
    """A thread that is being read: its visit is noted, and what is new since the last one marked."""
    if request.method != "GET":
        return view
    return view.since(note_visit(view.sight, view.thread, view.newest))


def post_by_key(sight: Sight, key: str) -> tuple[Post, Text | None, Thread]:
    """A post, its text if its words are there, and its thread."""
    posts = visible_posts(sight).add_columns(Thread)  # whoever sees a post sees its thread
    row = one_or_404(db.session.execute(posts.where(Post.key == key)).first())
    return row.Post, row.Text, row.Thread


def spoken_post(sight: Sight, key: str) -> tuple[Post, Text, Thread]:
    """A post whose words are there to be read."""
    post, text, thread = post_by_key(sight, key)
    return post, one_or_404(text), thread


def text_by_key(sight: Sight, key: str) -> Text:
    """A text, whatever it belongs to."""
    found: Text = one_or_404(db.session.scalar(visible_texts(sight).where(Text.key == key)))
    return found


def standing_text(sight: Sight, key: str) -> Text:
    """A text of what was not removed."""
    found: Text = one_or_404(db.session.scalar(unremoved_texts(sight).where(Text.key == key)))
    return found


def membership_by_key(sight: Sight, key: str) -> Membership:
    """A member of the forum, by the person's key."""
    found: Membership = one_or_404(db.session.scalar(forum_memberships(sight).where(named_by(key))))
    return found


def term_by_key(sight: Sight, key: str) -> GlossaryTerm:
    """A term of the forum's glossary."""
    found: GlossaryTerm = one_or_404(db.session.scalar(visible_terms(sight).where(GlossaryTerm.key == key)))
    return found


def thread_address(sight: Sight, thread: Thread) -> str:
    """Where a thread is read."""
    if thread.reading_id is not None:
        reading = db.session.scalar(visible_readings(sight).where(Reading.id == thread.reading_id))
        if reading is not None:
            return url_for("forums.reading", forum=sight.forum.slug, key=reading.key)
    return url_for("discussion.thread", forum=sight.forum.slug, key=thread.key)


def place_address(sight: Sight, place: Place) -> str:
    """Where a text is read."""
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
            return url_for("call.call", forum=forum)
        case "conduct":
            return url_for("welcome.conduct", forum=forum)
        case "announcement":
            return f"{url_for('announcements.announcements', forum=forum)}#a-{place.key}"
    return url_for("forums.programme", forum=forum)


def next_text_address(sight: Sight, text: Text, wanted: QueueFilter) -> str:
    """Where a translator goes on after a text: to the next that waits, or to the queue."""
    following = next_key(sight, wanted, position_of(text, address_of(sight, text)))
    return text_address(sight, following, wanted) if following else queue_address(sight, wanted)
