"""Beginning a forum: what its owner has filled in is kept, and in the end all of it is made at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from board.actions.acts import note_act
from board.actions.enrolling import enrol
from board.actions.following import follow_by_writing
from board.actions.holding import hold
from board.actions.preparing import LINK, reading_thread
from board.actions.readying import ready_text
from board.actions.setting_questions import QuestionWords
from board.actions.setting_up import ForumSettings, put_forum
from board.actions.unsent import forget_unsent
from board.actions.writing import write_text
from board.extensions import db
from board.models import BegunForum, Forum, Post, Reading, Thread, User, Week
from board.models.base import new_key
from board.rules import permissions
from board.rules.permissions import check
from board.rules.roles import ADMIN, Viewer
from board.rules.unsent import NEW_FORUM, UnsentPlace
from board.rules.weeks import to_instant
from board.text import PastedReading
from board.visible.gate import Sight, look

PLACE = UnsentPlace.FORUM.at(NEW_FORUM)
"""The place of an unsent programme. The short name of a forum has no plus sign, so it is unique."""


@dataclass(frozen=True, slots=True)
class PlannedWeek:
    """A week to be made, with what is in it."""

    title: str
    outline: str
    wall: datetime | None
    """When it opens, as wall time in the forum's zone."""
    questions: tuple[QuestionWords, ...] = ()
    readings: tuple[PastedReading, ...] = ()


def begun_by(owner: User) -> BegunForum | None:
    """Return what this person has filled in of a new forum."""
    return db.session.get(BegunForum, owner.id)


def keep_answers(owner: User, answers: Mapping[str, Any], now: datetime) -> None:
    """Keep what was filled in so far; an unsent programme is then no longer needed."""
    check(permissions.run_installation(Viewer(owner.id, owner.is_owner)))
    db.session.merge(BegunForum(user_id=owner.id, answers=dict(answers), kept_at=now))
    forget_unsent(owner, PLACE)
    db.session.commit()


def give_up(owner: User) -> None:
    """Forget what was filled in."""
    if (begun := begun_by(owner)) is not None:
        db.session.delete(begun)
    forget_unsent(owner, PLACE)
    db.session.commit()


def begin_forum(
    begun: BegunForum, settings: ForumSettings, weeks: Sequence[PlannedWeek], language: str, owner: User,
    now: datetime, *, joins: bool,
) -> Forum:  # fmt: skip
    """Make the forum with its weeks and what is in them, all in one language; and forget the answers that led to it.

    Raises SlugTaken; Gone, if another request has made it from these answers; and NonexistentTime. If the owner does
    not join as an admin, there can be no questions and no readings.
    """
    check(permissions.run_installation(Viewer(owner.id, owner.is_owner)))
    _ready(weeks, language)
    openings = [to_instant(week.wall, settings.zone) if week.wall else None for week in weeks]
    hold(begun)
    forum = put_forum(settings, now)
    db.session.flush()
    roles = frozenset({ADMIN} if joins else ())
    sight = look(db.session(), forum, Viewer(owner.id, owner.is_owner, roles), now)
    if joins:
        enrol(sight, owner.email, owner.name).roles = roles
    for number, (planned, opens_at) in enumerate(zip(weeks, openings, strict=True), 1):
        week = _put_week(sight, number, planned, opens_at, language, owner)
        _fill(replace(sight, weeks=(*sight.weeks, week)), week, planned, language, owner)
    note_act(sight, "forum.begun")
    db.session.delete(begun)
    forget_unsent(owner, PLACE)
    db.session.commit()
    return forum


def _ready(weeks: Iterable[PlannedWeek], language: str) -> None:
    """Prepare all texts before anything is held."""
    for week in weeks:
        titles = [reading.title for reading in week.readings] + [question.title for question in week.questions]
        for title in (week.title, *titles):
            ready_text(title, language, inline=True)
        for body in (week.outline, *(question.body for question in week.questions)):
            ready_text(body, language)


def _put_week(
    sight: Sight, number: int, planned: PlannedWeek, opens_at: datetime | None, language: str, owner: User
) -> Week:
    title = write_text(sight.forum, planned.title, language, owner, sight.now, inline=True)
    outline = write_text(sight.forum, planned.outline, language, owner, sight.now) if planned.outline.strip() else None
    week = Week(
        forum_id=sight.forum.id,
        number=number,
        title_id=title.id,
        outline_id=outline.id if outline else None,
        opens_at=opens_at,
    )
    db.session.add(week)
    db.session.flush()
    return week


def _fill(sight: Sight, week: Week, planned: PlannedWeek, language: str, owner: User) -> None:
    """Put the readings and the questions into a week."""
    if planned.readings or planned.questions:
        check(permissions.administer(sight.viewer))
    for position, reading in enumerate(planned.readings, 1):
        _put_reading(sight, week, reading, position, language, owner)
    for question in planned.questions:
        _put_question(sight, week, question, language, owner)


def _put_reading(sight: Sight, week: Week, link: PastedReading, position: int, language: str, owner: User) -> None:
    reading = Reading(
        key=new_key(),
        forum_id=sight.forum.id,
        week_id=week.id,
        position=position,
        kind=LINK,
        url=link.url,
        minutes=link.minutes,
        title_id=write_text(sight.forum, link.title, language, owner, sight.now, inline=True).id,
        created_at=sight.now,
    )
    db.session.add(reading)
    db.session.flush()
    reading_thread(sight, reading, owner)


def _put_question(sight: Sight, week: Week, question: QuestionWords, language: str, owner: User) -> None:
    """Set a question. Nobody but its author is a member yet, so nobody is told."""
    title = write_text(sight.forum, question.title, language, owner, sight.now, inline=True)
    thread = Thread(
        forum_id=sight.forum.id,
        week_id=week.id,
        kind="question",
        title_id=title.id,
        author_id=owner.id,
        created_at=sight.now,
    )
    db.session.add(thread)
    db.session.flush()
    body = write_text(sight.forum, question.body, language, owner, sight.now)
    db.session.add(
        Post(
            forum_id=sight.forum.id,
            thread_id=thread.id,
            author_id=owner.id,
            text_id=body.id,
            once=new_key(),
            created_at=sight.now,
        )
    )
    db.session.flush()
    follow_by_writing(sight, thread, owner)
