"""Forums and weeks: creating and editing them, the schedule, and opening or closing weeks by hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from sqlalchemy import select

from board.actions.acts import note_act
from board.actions.holding import hold_forum, let_go, taking
from board.actions.readying import ready_revision, ready_text
from board.actions.unsent import forget_unsent
from board.actions.writing import lock_text, note_progress, revise_text, set_language, write_text
from board.extensions import db
from board.models import Forum, Text, User, Week
from board.rules import permissions
from board.rules.languages import target_for
from board.rules.leaving import CHOICE
from board.rules.permissions import check
from board.rules.roles import Viewer
from board.rules.weeks import end_of_day, same_wall, to_instant, to_wall
from board.visible.gate import Sight
from board.visible.programme import forum_weeks


@dataclass(frozen=True, slots=True)
class ForumSettings:
    """What a forum's form holds, after it was checked."""

    name: str
    slug: str
    zone: str
    starts_on: date | None
    ends_on: date | None
    languages: tuple[str, ...]
    policy: tuple[str, ...]
    regions: tuple[str, ...]
    public_reading: bool
    shows_machine_drafts: bool
    hours_min: int
    hours_max: int
    second_approval: bool = False
    leaving: str = CHOICE


class SlugTaken(ValueError):
    """Another forum has this short name."""


def override_week(sight: Sight, week: Week, wanted: str | None) -> None:
    """Open a week now, hold it, lock it again, or let it follow its schedule (``wanted`` is None). Raises Refused.

    The week and the log keep who did it, and when.
    """
    check(permissions.override_week(sight.viewer, wanted, week.override, sight.state(week)))
    week.override = wanted
    week.override_at, week.override_by_id = sight.now, sight.viewer.user_id
    note_act(sight, f"week.{wanted or 'schedule'}", week=week)
    db.session.commit()


def close_week(sight: Sight, week: Week, closed: bool) -> None:
    """Close a week for writing (it stays readable), or let people write in it again."""
    check(permissions.close_week(sight.viewer, closed, week.closed_at is not None, sight.state(week)))
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
    forget_unsent(editor, f"week:{sight.forum.slug}:{week.number}")
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
    forget_unsent(editor, f"week:{forum.slug}:new")
    db.session.commit()
    return week


def create_forum(settings: ForumSettings, about: str, owner: User, now: datetime) -> Forum:
    """Create a forum. Raises SlugTaken."""
    check(permissions.run_installation(Viewer(owner.id, owner.is_owner)))
    ready_text(about, settings.languages[0])
    forum = Forum(created_at=now, **_columns(settings))
    with taking(partial(_check_free, settings.slug)):
        db.session.add(forum)
    if about.strip():
        forum.about_id = write_text(forum, about, settings.languages[0], owner, now).id
    forget_unsent(owner, "forum:+new")
    db.session.commit()
    return forum


def edit_forum(sight: Sight, settings: ForumSettings, about: str, editor: User) -> None:
    """Change a forum. A new zone keeps all wall times; a new translation policy is applied to existing texts too.
    Raises SlugTaken.
    """
    check(permissions.run_installation(sight.viewer))
    forum, old_slug = sight.forum, sight.forum.slug
    if forum.about_id is None:
        ready_text(about, settings.languages[0])
    else:
        ready_revision(db.session.get_one(Text, forum.about_id), about)
    with taking(partial(_check_free, settings.slug, forum.id)):
        forum.slug = settings.slug
    if settings.zone != forum.zone:
        _keep_wall_times(sight, settings.zone)
    policy_changed = settings.policy != tuple(forum.policy)
    for name, value in _columns(settings).items():
        setattr(forum, name, value)
    if policy_changed:
        _apply_policy(forum, sight.now)
    _set_about(forum, about, editor, sight.now)
    note_act(sight, "forum.edited")
    forget_unsent(editor, f"forum:{old_slug}")
    db.session.commit()


def _keep_wall_times(sight: Sight, zone: str) -> None:
    """Move the openings and the dates of the call so that clocks in the new zone show what they showed in the old."""
    forum = sight.forum

    def moved(instant: datetime | None) -> datetime | None:
        return same_wall(instant, forum.zone, zone) if instant else None

    for week in sight.weeks:
        week.opens_at = moved(week.opens_at)
    forum.applications_from, forum.applications_until = moved(forum.applications_from), moved(forum.applications_until)


def _columns(settings: ForumSettings) -> dict[str, object]:
    columns: dict[str, object] = {name: getattr(settings, name) for name in ForumSettings.__slots__}
    return columns | {"closed_at": end_of_day(settings.ends_on, settings.zone) if settings.ends_on else None}


def _check_free(slug: str, forum_id: int | None = None) -> None:
    taken = db.session.scalar(select(Forum.id).where(Forum.slug == slug))
    if taken is not None and taken != forum_id:
        let_go()
        raise SlugTaken(slug)


def _texts_of(forum: Forum) -> list[Text]:
    """List the texts whose target language follows the policy, in the order in which they are locked."""
    query = select(Text).where(Text.forum_id == forum.id, Text.target_by_hand.is_(False)).order_by(Text.id)
    return list(db.session.scalars(query))


def _apply_policy(forum: Forum, now: datetime) -> None:
    for text in _texts_of(forum):
        if target_for(text.language, forum.policy) != text.target:
            lock_text(text)
            _follow_policy(text, forum, now)


def _follow_policy(text: Text, forum: Forum, now: datetime) -> None:
    if not text.target_by_hand:
        text.target = target_for(text.language, forum.policy)
        note_progress(text, now, anew=True)


def _set_about(forum: Forum, about: str, editor: User, now: datetime) -> None:
    if not about.strip():
        forum.about_id = None
    elif forum.about_id is None:
        forum.about_id = write_text(forum, about, forum.languages[0], editor, now).id
    else:
        revise_text(db.session.get_one(Text, forum.about_id), about, editor, now)
