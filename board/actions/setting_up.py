"""Forums: creating one, and changing its settings with all that follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from sqlalchemy import select

from board.actions.acts import note_act
from board.actions.holding import hold, let_go, taking
from board.actions.mail_choices import plan_anew
from board.actions.readying import ready_index, ready_revision, ready_text
from board.actions.unsent import forget_unsent
from board.actions.writing import lock_text, note_progress, revise_text, write_text
from board.extensions import db
from board.models import Forum, Text, User
from board.rules import permissions
from board.rules.closing import LastDay, moved_closing
from board.rules.languages import target_for
from board.rules.leaving import CHOICE
from board.rules.permissions import check
from board.rules.roles import Viewer
from board.rules.unsent import UnsentPlace
from board.rules.weeks import same_wall
from board.visible.gate import Sight


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


def create_forum(settings: ForumSettings, about: str, owner: User, now: datetime) -> Forum:
    """Create a forum with nothing in it. Raises SlugTaken."""
    check(permissions.run_installation(Viewer(owner.id, owner.is_owner)))
    ready_text(about, settings.languages[0])
    forum = put_forum(settings, now)
    put_about(forum, about, owner, now)
    db.session.commit()
    return forum


def put_forum(settings: ForumSettings, now: datetime) -> Forum:
    """Add a forum. Raises SlugTaken. Part of the caller's transaction."""
    forum = Forum(created_at=now, closed_at=_last_day(settings).end, **_columns(settings))
    with taking(partial(_check_free, settings.slug)):
        db.session.add(forum)
    return forum


def put_about(forum: Forum, about: str, owner: User, now: datetime) -> None:
    """Write what a new forum is for, in its main language. Part of the caller's transaction."""
    if about.strip():
        forum.about_id = write_text(forum, about, forum.languages[0], owner, now).id


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
    policy_changed = settings.policy != tuple(forum.policy)
    with taking(partial(_check_free, settings.slug, forum.id)):
        forum.slug = settings.slug
    _move_closing(sight, settings)
    if settings.zone != forum.zone:
        _keep_wall_times(sight, settings.zone)
        plan_anew(forum_id=forum.id)
    for name, value in _columns(settings).items():
        setattr(forum, name, value)
    if policy_changed:
        _apply_policy(forum, sight.now)
    _set_about(forum, about, editor, sight.now)
    note_act(sight, "forum.edited")
    forget_unsent(editor, UnsentPlace.FORUM.at(old_slug))
    db.session.commit()


def _keep_wall_times(sight: Sight, zone: str) -> None:
    """Move the openings, the dates of the call and the authors' deadline, so that clocks in the new zone show what they
    showed in the old.
    """
    forum = sight.forum

    def moved(instant: datetime | None) -> datetime | None:
        return same_wall(instant, forum.zone, zone) if instant else None

    for week in sight.weeks:
        week.opens_at = moved(week.opens_at)
    for name in ("applications_from", "applications_until", "check_until"):
        setattr(forum, name, moved(getattr(forum, name)))


def _columns(settings: ForumSettings) -> dict[str, object]:
    return {name: getattr(settings, name) for name in ForumSettings.__slots__}


def _last_day(settings: ForumSettings | Forum) -> LastDay:
    return LastDay(settings.ends_on, settings.zone)


def _move_closing(sight: Sight, settings: ForumSettings) -> None:
    """Let the forum close at the end of its new last day, unless an admin has closed it by hand."""
    forum = sight.forum
    hold(forum, ["closed_at", "ends_on", "zone"])
    forum.closed_at = moved_closing(forum.closed_at, _last_day(forum), _last_day(settings), sight.now)


def _check_free(slug: str, forum_id: int | None = None) -> None:
    taken = db.session.scalar(select(Forum.id).where(Forum.slug == slug))
    if taken is not None and taken != forum_id:
        let_go()
        raise SlugTaken(slug)


def ready_policy(forum: Forum, policy: Sequence[str]) -> None:
    """Prepare the index of every text whose target a new policy changes, before anything is held for `edit_forum`."""
    for text in _texts_that_follow(policy, forum):
        ready_index(text, target=target_for(text.language, policy))


def _texts_that_follow(policy: Sequence[str], forum: Forum) -> list[Text]:
    """Return the texts whose target the policy changes, in the order in which they are locked."""
    query = select(Text).where(Text.forum_id == forum.id, Text.target_by_hand.is_(False)).order_by(Text.id)
    return [text for text in db.session.scalars(query) if target_for(text.language, policy) != text.target]


def _apply_policy(forum: Forum, now: datetime) -> None:
    for text in _texts_that_follow(forum.policy, forum):
        lock_text(text)
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
