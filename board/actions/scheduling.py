"""The weeks of a programme: adding, changing and removing them, and opening or closing them by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import exists, select

from board.actions.acts import note_act
from board.actions.erasing import destroy
from board.actions.holding import check_held, hold, hold_forum
from board.actions.readying import ready_revision, ready_text
from board.actions.telling import forget_opening
from board.actions.unsent import forget_unsent
from board.actions.wordings import current_source
from board.actions.writing import revise_text, set_language, write_text
from board.extensions import db
from board.models import Act, Application, Assignment, Reading, Text, Thread, User, Week
from board.rules import permissions, scheduling
from board.rules.permissions import check
from board.rules.unsent import NEW, UnsentPlace
from board.rules.weeks import to_instant, to_wall
from board.visible.gate import Sight
from board.visible.programme import forum_weeks


def override_week(sight: Sight, week: Week, wanted: str | None) -> None:
    """Open a week now, hold it, lock it again, or let it follow its schedule (``wanted`` is None). Raises Refused.

    The week and the log keep who did it, and when.
    """
    check(scheduling.override_week(sight.viewer, wanted, week.override, sight.state(week)))
    week.override = wanted
    week.override_at, week.override_by_id = sight.now, sight.viewer.user_id
    note_act(sight, f"week.{wanted or 'schedule'}", week=week)
    db.session.commit()


def close_week(sight: Sight, week: Week, closed: bool) -> None:
    """Close a week for writing (it stays readable), or let people write in it again."""
    check(scheduling.close_week(sight.viewer, closed, week.closed_at is not None, sight.state(week)))
    week.closed_at = sight.now if closed else None
    note_act(sight, "week.close" if closed else "week.reopen", week=week)
    db.session.commit()


def schedule_week(sight: Sight, week: Week, wall: datetime | None) -> None:
    """Set when a week opens, as wall time in the forum's zone. Raises NonexistentTime if clocks skip that time.

    An unchanged wall time leaves the instant alone. Part of the caller's transaction.
    """
    check(permissions.manage(sight.viewer))
    zone = sight.forum.zone
    if wall == (to_wall(week.opens_at, zone) if week.opens_at else None):
        return
    week.opens_at = to_instant(wall, zone) if wall else None
    note_act(sight, "week.scheduled", f"{wall:%Y-%m-%d %H:%M} {zone}" if wall else "", week)


def edit_week(
    sight: Sight,
    week: Week,
    title: str,
    outline: str,
    wall: datetime | None,
    editor: User,
    language: str | None = None,
) -> None:
    """Change a week's title, outline, language and opening.

    Raises NonexistentTime or EmptyText before anything is kept.
    """
    texts = {
        text.id: text for text in db.session.scalars(select(Text).where(Text.id.in_((week.title_id, week.outline_id))))
    }
    spoken = language or texts[week.title_id].language
    ready_revision(texts[week.title_id], title, spoken)
    if week.outline_id is None:
        ready_text(outline, spoken)
    else:
        ready_revision(texts[week.outline_id], outline, spoken)
    schedule_week(sight, week, wall)
    changed = revise_text(texts[week.title_id], title, editor, sight.now)
    if week.outline_id is not None and outline.strip():
        changed |= revise_text(texts[week.outline_id], outline, editor, sight.now)
    elif outline.strip():
        week.outline_id = write_text(sight.forum, outline, spoken, editor, sight.now).id
        changed = True
    else:
        changed |= week.outline_id is not None
        week.outline_id = None
    for text in texts.values():
        if language and language != text.language:
            set_language(text, sight.forum, language, sight.now)
            changed = True
    if changed:
        note_act(sight, "week.edited", week=week)
    forget_unsent(editor, UnsentPlace.WEEK.at(sight.forum.slug, week.number))
    db.session.commit()


def hold_programme(sight: Sight) -> Sight:
    """Hold the forum until the transaction ends, so that nobody else adds a week; return the sight with its weeks read
    again.
    """
    hold_forum(sight.forum)
    return replace(sight, weeks=tuple(db.session.scalars(forum_weeks(sight))))


def add_week(sight: Sight, title: str, outline: str, language: str, wall: datetime | None, editor: User) -> Week:
    """Add a week at the end of the programme. Raises NonexistentTime or EmptyText."""
    check(permissions.manage(sight.viewer))
    forum = sight.forum
    ready_text(title, language, inline=True)
    ready_text(outline, language)
    week = Week(
        forum_id=forum.id,
        number=max((week.number for week in sight.weeks), default=0) + 1,
        title_id=write_text(forum, title, language, editor, sight.now, inline=True).id,
        outline_id=write_text(forum, outline, language, editor, sight.now).id if outline.strip() else None,
        opens_at=to_instant(wall, forum.zone) if wall else None,
    )
    db.session.add(week)
    db.session.flush()
    note_act(sight, "week.added", week=week)
    forget_unsent(editor, UnsentPlace.WEEK.at(forum.slug, NEW))
    db.session.commit()
    return week


def is_empty(week: Week) -> bool:
    """Return whether nothing belongs to a week: no reading, no thread, no key respondent, and no application for it."""
    uses = (
        Reading.week_id == week.id,
        Thread.week_id == week.id,
        Assignment.week_id == week.id,
        Application.week_id == week.id,
        Application.given_week_id == week.id,
    )
    return not any(db.session.scalar(select(exists().where(use))) for use in uses)


def remove_week(sight: Sight, week: Week) -> None:
    """Remove the last week of the programme. What somebody has begun to write for it stays among their unsent texts.

    Raises Gone if somebody else has just removed it.
    """
    programme = hold_programme(sight)
    # anything that others put into the week at this moment is there before `is_empty` looks, or is not put there
    hold(week, ["summary_id", "opens_at", "override", "override_at", "closed_at"], referable=False)
    is_last = week.number == max(other.number for other in programme.weeks)
    check_held(scheduling.remove_week(sight.viewer, programme.state(week), is_last=is_last, is_empty=is_empty(week)))
    text_ids = (week.title_id, week.outline_id, week.summary_id)
    texts = [db.session.get_one(Text, text_id) for text_id in text_ids if text_id is not None]
    name = f"{week.number}. {current_source(texts[0])}"
    _detach_acts(week, name)
    forget_opening(sight, week)
    note_act(sight, "week.removed", name)
    db.session.delete(week)
    db.session.flush()
    for text in texts:
        destroy(text, [])
        db.session.delete(text)
    db.session.commit()


def _detach_acts(week: Week, name: str) -> None:
    """Keep the acts of a week that is removed. The details of those that have others, such as people, stay as they are:
    they are searched when somebody leaves.
    """
    for act in db.session.scalars(select(Act).where(Act.week_id == week.id)):
        act.week_id = None
        if act.kind.startswith("week."):
            act.detail = " · ".join(filter(None, (name, act.detail)))
