"""What can be tried in the demo now, and when its next week opens. It is asked at each start, so all of it is true."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func

from board.demo.anchoring import sight_of_an_admin
from board.demo.calendar import ZONE
from board.extensions import db
from board.models import Post, User
from board.rules.applications import takes_applications
from board.rules.weeks import opens_next
from board.visible import Sight, accounts, visible_posts

AGAIN = "`make run ARGS=--again` makes the demo anew, and a week opens two minutes after that start."


def next_opening(now: datetime) -> tuple[int, datetime] | None:
    """Return the number of the week that opens next, and when; None if none is scheduled."""
    sight = sight_of_an_admin(now)
    coming = [(at, week.number) for week in sight.weeks if (at := opens_next(week, now))] if sight else []
    return (min(coming)[1], min(coming)[0]) if coming else None


def opening_words(now: datetime) -> str:
    """Say when the next week opens, there and here."""
    found = next_opening(now)
    if found is None:
        return "No week is waiting for its time."
    number, opening = found
    there, here = opening.astimezone(ZoneInfo(ZONE)), opening.astimezone()
    day = "" if here.date() == there.date() else f"{here:%A} "
    return f"Week {number} opens by itself on {there:%A %d %B at %H:%M} in {ZONE}, {day}{here:%H:%M} here."


def can_be_tried(now: datetime, site: str, listed: Mapping[str, str]) -> list[str]:
    """List what somebody can do now. ``listed`` has the names of people whose accounts can be used, by address."""
    sight = sight_of_an_admin(now)
    if sight is None:
        return [AGAIN]
    opening = next_opening(now)
    is_soon = opening is not None and (opening[1] - now).total_seconds() < 3600
    return [
        *_call(sight, site),
        *_questions(sight, site, listed),
        f"{opening_words(now)}{'' if opening is None else f' Watch it: {site}/f/{sight.forum.slug}/week/{opening[0]}'}",
        *([] if is_soon else [AGAIN]),
    ]


def _call(sight: Sight, site: str) -> Iterator[str]:
    forum = sight.forum
    if takes_applications(forum, sight.now):
        until = forum.applications_until
        end = f" until {until.astimezone(ZoneInfo(forum.zone)):%A %d %B}" if until else ""
        yield f"Apply, without an account: the call takes applications{end}. {site}/f/{forum.slug}/call"


def _questions(sight: Sight, site: str, listed: Mapping[str, str]) -> Iterator[str]:
    """Yield a line for each key respondent in whose tray questions wait."""
    waiting = visible_posts(sight).where(Post.asked_id.is_not(None), Post.answered_at.is_(None), Post.removed.is_(None))
    counted = waiting.with_only_columns(Post.asked_id, func.count(Post.id)).group_by(Post.asked_id).order_by(None)
    numbers = {asked_id: number for asked_id, number in db.session.execute(counted) if asked_id is not None}
    for user in db.session.scalars(accounts().where(User.id.in_(numbers))):
        if user.email in listed:
            number = numbers[user.id]
            words = "1 question waits" if number == 1 else f"{number} questions wait"
            yield f"Answer as {user.name} ({user.email}): {words} in the tray. {site}/f/{sight.forum.slug}/questions"
