"""Finding out whom to tell: openings that the worker derives, and the jobs that one act leaves for many people.

Nothing is mailed here. Each person has a job of their own, which looks again when it is done.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement

from board.actions import telling
from board.extensions import db
from board.faults import Gone
from board.jobs import handles
from board.models import Announcement, Forum, Post, Text
from board.pages.texts import load_pairs
from board.rules.roles import Viewer
from board.rules.weeks import opened_at
from board.visible import Sight, look, visible_announcements, visible_posts
from board.visible.telling import weeks_not_told

EVERY = timedelta(seconds=10)


class Opener:
    """Looks every few seconds whether a week has opened of which nobody was told. No week needs it to open."""

    def __init__(self) -> None:
        self.last: datetime | None = None

    def __call__(self, now: datetime) -> None:
        """Look if it is time, even if the clock was put back."""
        if self.last is None or abs(now - self.last) >= EVERY:
            tell_openings(now)
            self.last = now


def tell_openings(now: datetime) -> None:
    """Ask for the mails of each week that is open and of which nobody was told."""
    waiting = db.session.execute(weeks_not_told()).all()
    for week, forum in [(week, forum) for week, forum in waiting if opened_at(week, now) is not None]:
        sight = look(db.session(), forum, Viewer(), now)
        db.session.commit()  # it read until now: the next transaction waits for its turn to write
        _tell_opening(sight, week.id)
    db.session.rollback()


def _tell_opening(sight: Sight, week_id: int) -> None:
    try:
        telling.tell_opening(sight, sight.week(week_id))
    except Gone:  # an admin has just removed the week
        db.session.rollback()


def participants(forum_id: int, now: datetime) -> Sight:
    """Return what plain participants see of a forum: more is in no mail."""
    return look(db.session(), db.session.get_one(Forum, forum_id), Viewer(), now).of_participants()


def readable_post(sight: Sight, which: ColumnElement[bool]) -> tuple[Post, Text] | None:
    """Return the post that matches with its text, if participants may read its words now."""
    row = db.session.execute(visible_posts(sight).where(which, Post.removed.is_(None), Text.id.is_not(None))).first()
    return (row.Post, row.Text) if row is not None else None


@handles(telling.POST)
def tell_post(payload: dict[str, Any], now: datetime) -> None:
    """Ask for the mails about a post, if participants may read it. The opening of a locked week asks again."""
    sight = participants(payload["forum"], now)
    readable = readable_post(sight, Post.id == payload["post"])
    if readable is not None:
        telling.ask_for_mails_about(sight, readable[0])


@handles(telling.TRANSLATED)
def tell_translation(payload: dict[str, Any], now: datetime) -> None:
    """Ask for the mails that bring the translation of a post, once participants may read all of it."""
    sight = participants(payload["forum"], now)
    readable = readable_post(sight, Post.text_id == payload["text"])
    if readable is None:
        return
    post, text = readable
    if all(row.translation for row in load_pairs(sight, [text])[text.id].rows):
        telling.ask_for_translations(sight, post)


@handles(telling.ANNOUNCEMENT)
def tell_announcement(payload: dict[str, Any], now: datetime) -> None:
    """Ask for the mails of an announcement, unless it was removed meanwhile."""
    sight = participants(payload["forum"], now)
    query = visible_announcements(sight).where(Announcement.id == payload["announcement"])
    announcement = db.session.scalar(query)
    if announcement is not None:
        telling.ask_for_mails_announcing(sight, announcement)
