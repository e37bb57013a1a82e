"""Reactions to the demo's posts, and what its admins decided or have to decide."""

from __future__ import annotations

from datetime import timedelta
from zlib import crc32

from board.actions.posting import hide_post
from board.actions.reporting import report_post
from board.actions.speaking import NOT_HERE, TRIED, TRUE_HERE, speak
from board.demo import content
from board.demo.stage import Stage
from board.extensions import db
from board.models import Post, Thread
from board.rules import moderating

A_DAY = timedelta(days=1)
KINDS = (TRUE_HERE, TRUE_HERE, NOT_HERE, TRIED)
HIDDEN, HIDDEN_BY = "w2-t1-hidden", "claire"
REASON = "It gives the private telephone number of somebody who is not in this forum."
REPORTED, REPORTED_BY = "w3-q1-2", "jorge"
REPORT = "The figures are from another year than the text says. Could an admin ask the author?"


def read_along(stage: Stage) -> None:
    """Spread reactions over posts and regions, the same at each load; hide a post, and leave a report open."""
    hidden = stage.posts[HIDDEN]
    hide_post(stage.sight(HIDDEN_BY, stage.calendar.not_later(hidden.created_at + A_DAY / 4)), hidden, REASON)
    for name, post in stage.posts.items():
        if crc32(name.encode()) % 3 == 0 and post.removed is None:
            _voices(stage, name, post)
    if not stage.calendar.archive:
        report_post(stage.sight(REPORTED_BY, stage.calendar.now), stage.posts[REPORTED], REPORT)


def _voices(stage: Stage, name: str, post: Post) -> None:
    thread, now = db.session.get_one(Thread, post.thread_id), stage.calendar.not_later(post.created_at + A_DAY)
    for person in content.people():
        drawn = crc32(f"{name} {person.id}".encode())
        if drawn % 5 or not stage.roles(person.id):
            continue
        sight = stage.sight(person.id, now)
        if moderating.speak(sight.viewer, post, sight.state(sight.week(thread.week_id))) is None:
            speak(sight, thread, post, KINDS[drawn // 5 % len(KINDS)], on=True)
