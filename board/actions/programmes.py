"""Several weeks at once, with their questions and readings: those of a new forum, and those that one still lacks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from board.actions.acts import note_act
from board.actions.following import follow_by_writing
from board.actions.holding import hold_member, let_go
from board.actions.once import has_said
from board.actions.posting import Conflict
from board.actions.preparing import LINK, reading_thread
from board.actions.readying import ready_text
from board.actions.scheduling import hold_programme
from board.actions.setting_questions import QuestionWords
from board.actions.telling import members_called, tell_post
from board.actions.unsent import forget_unsent
from board.actions.writing import write_text
from board.extensions import db
from board.models import Post, Reading, Thread, User, Week
from board.models.base import new_key
from board.rules import permissions
from board.rules.permissions import check
from board.rules.unsent import UnsentPlace
from board.rules.weeks import to_instant
from board.text import PastedReading
from board.visible.gate import Sight


@dataclass(frozen=True, slots=True)
class PlannedWeek:
    """A week to be made, with what is in it."""

    title: str
    outline: str
    wall: datetime | None
    """When it opens, as wall time in the forum's zone."""
    questions: tuple[QuestionWords, ...] = ()
    readings: tuple[PastedReading, ...] = ()


def place_of(sight: Sight) -> str:
    """Return the place of an unsent programme of this forum."""
    return UnsentPlace.PROGRAMME.at(sight.forum.slug)


def add_weeks(sight: Sight, planned: Sequence[PlannedWeek], language: str, editor: User, base: int) -> Sequence[Week]:
    """Add weeks at the end of the programme, with what is in them, all in one language. Those that stand stay as they
    are. A form that is sent twice adds them once.

    ``base`` is the number of the last week when they were looked through. Raises Conflict if others were added since;
    Refused, and NonexistentTime.
    """
    check(permissions.administer(sight.viewer))
    openings = ready_weeks(planned, language, sight.forum.zone)
    for opens_at, plan in zip(openings, planned, strict=True):
        if plan.questions:
            check(permissions.write(sight.viewer, sight.state(Week(number=0, opens_at=opens_at))))
    sight = hold_programme(sight)
    if (sight.weeks[-1].number if sight.weeks else 0) != base:
        let_go()
        return _added_before(sight, planned, base)
    hold_member(sight, editor)
    added, posts = put_weeks(sight, planned, openings, language, editor)
    for post, words in posts:
        tell_post(sight, post, members_called(sight, editor.id, words.body))
    for week, plan in zip(added, planned, strict=True):
        note_act(sight, "week.added", week=week)
        for _reading in plan.readings:
            note_act(sight, "reading.added", week=week)
    forget_unsent(editor, place_of(sight))
    db.session.commit()
    return added


def _added_before(sight: Sight, planned: Sequence[PlannedWeek], base: int) -> Sequence[Week]:
    """Return the weeks that the same form has added; raise Conflict if those are others."""
    added = [week for week in sight.weeks if base < week.number <= base + len(planned)]
    if len(added) == len(planned) and all(map(_says_the_same, added, planned)):
        return added
    raise Conflict


def _says_the_same(week: Week, planned: PlannedWeek) -> bool:
    return has_said(week.title_id, planned.title)


def ready_weeks(weeks: Iterable[PlannedWeek], language: str, zone: str) -> list[datetime | None]:
    """Prepare all texts before anything is held, and return when the weeks open. Raises NonexistentTime."""
    for week in weeks:
        titles = [reading.title for reading in week.readings] + [question.title for question in week.questions]
        for title in (week.title, *titles):
            ready_text(title, language, inline=True)
        for body in (week.outline, *(question.body for question in week.questions)):
            ready_text(body, language)
    return [to_instant(week.wall, zone) if week.wall else None for week in weeks]


def put_weeks(
    sight: Sight, weeks: Sequence[PlannedWeek], openings: Sequence[datetime | None], language: str, editor: User
) -> tuple[list[Week], list[tuple[Post, QuestionWords]]]:
    """Put weeks after those that stand; return them, and the posts of their questions. Part of the caller's
    transaction.
    """
    added, posts = [], []
    first = sight.weeks[-1].number + 1 if sight.weeks else 1
    for number, (planned, opens_at) in enumerate(zip(weeks, openings, strict=True), first):
        week = _put_week(sight, number, planned, opens_at, language, editor)
        added.append(week)
        posts += _fill(replace(sight, weeks=(*sight.weeks, week)), week, planned, language, editor)
    return added, posts


def _put_week(
    sight: Sight, number: int, planned: PlannedWeek, opens_at: datetime | None, language: str, editor: User
) -> Week:
    title = write_text(sight.forum, planned.title, language, editor, sight.now, inline=True)
    outline = write_text(sight.forum, planned.outline, language, editor, sight.now) if planned.outline.strip() else None
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


def _fill(
    sight: Sight, week: Week, planned: PlannedWeek, language: str, editor: User
) -> list[tuple[Post, QuestionWords]]:
    """Put the readings and the questions into a week, and return the posts of the questions."""
    if planned.readings or planned.questions:
        check(permissions.administer(sight.viewer))
    for position, reading in enumerate(planned.readings, 1):
        _put_reading(sight, week, reading, position, language, editor)
    return [(_put_question(sight, week, question, language, editor), question) for question in planned.questions]


def _put_reading(sight: Sight, week: Week, link: PastedReading, position: int, language: str, editor: User) -> None:
    reading = Reading(
        key=new_key(),
        forum_id=sight.forum.id,
        week_id=week.id,
        position=position,
        kind=LINK,
        url=link.url,
        minutes=link.minutes,
        title_id=write_text(sight.forum, link.title, language, editor, sight.now, inline=True).id,
        created_at=sight.now,
    )
    db.session.add(reading)
    db.session.flush()
    reading_thread(sight, reading, editor)


def _put_question(sight: Sight, week: Week, question: QuestionWords, language: str, editor: User) -> Post:
    """Set a question, and tell nobody yet."""
    title = write_text(sight.forum, question.title, language, editor, sight.now, inline=True)
    thread = Thread(
        forum_id=sight.forum.id,
        week_id=week.id,
        kind="question",
        title_id=title.id,
        author_id=editor.id,
        created_at=sight.now,
    )
    db.session.add(thread)
    db.session.flush()
    body = write_text(sight.forum, question.body, language, editor, sight.now)
    post = Post(
        forum_id=sight.forum.id,
        thread_id=thread.id,
        author_id=editor.id,
        text_id=body.id,
        once=new_key(),
        created_at=sight.now,
    )
    db.session.add(post)
    db.session.flush()
    follow_by_writing(sight, thread, editor)
    return post
