"""Beginning a forum: what its owner has filled in is kept, and in the end all of it is made at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from board.actions.acts import note_act
from board.actions.enrolling import enrol
from board.actions.holding import hold
from board.actions.programmes import PlannedWeek, put_weeks, ready_weeks
from board.actions.readying import ready_text
from board.actions.setting_up import ForumSettings, put_about, put_forum
from board.actions.unsent import forget_unsent
from board.extensions import db
from board.models import BegunForum, Forum, User
from board.rules import permissions
from board.rules.permissions import check
from board.rules.roles import ADMIN, Viewer
from board.rules.unsent import NEW_FORUM, UnsentPlace
from board.visible.gate import look

PLACE = UnsentPlace.FORUM.at(NEW_FORUM)
"""The place of an unsent programme. The short name of a forum has no plus sign, so it is unique."""


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
    begun: BegunForum, settings: ForumSettings, about: str, weeks: Sequence[PlannedWeek], language: str, owner: User,
    now: datetime, *, joins: bool,
) -> Forum:  # fmt: skip
    """Make the forum with its weeks and what is in them, all in one language; and forget the answers that led to it.

    Raises SlugTaken; Gone, if another request has made it from these answers; and NonexistentTime. If the owner does
    not join as an admin, there can be no questions and no readings.
    """
    check(permissions.run_installation(Viewer(owner.id, owner.is_owner)))
    openings = ready_weeks(weeks, language, settings.zone)
    ready_text(about, settings.languages[0])
    hold(begun)
    forum = put_forum(settings, now)
    put_about(forum, about, owner, now)
    db.session.flush()
    roles = frozenset({ADMIN} if joins else ())
    sight = look(db.session(), forum, Viewer(owner.id, owner.is_owner, roles), now)
    if joins:
        enrol(sight, owner.email, owner.name).roles = roles
    put_weeks(sight, weeks, openings, language, owner)  # nobody but the owner is a member yet, so nobody is told
    note_act(sight, "forum.begun")
    db.session.delete(begun)
    forget_unsent(owner, PLACE)
    db.session.commit()
    return forum
