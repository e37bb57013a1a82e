"""Whose choice of mail a page is about: by a token of a mail, or by the signed-in person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from board.extensions import db
from board.models import Forum, Membership, User
from board.rules.mail_tokens import Token
from board.visible import Sight, forums, membership_of, my_memberships
from board.visible.mailing import suspended_address


class Place(NamedTuple):
    """A person's membership of a forum, with both."""

    user: User
    forum: Forum
    member: Membership

    @property
    def zone(self) -> str:
        """The zone of the hours at which they get mail."""
        return self.user.zone or self.forum.zone


def place_of(token: Token | None, purpose: int) -> Place | None:
    """Return the place that a token is about, if it has this purpose and they are still a member; three queries."""
    if token is None or token.purpose != purpose:
        return None
    user = db.session.get(User, token.user_id)
    forum = db.session.scalar(forums().where(Forum.id == token.about))
    member = db.session.scalar(my_memberships(token.user_id).where(Membership.forum_id == token.about))
    if user is None or user.is_stand_in or token.is_older_than(user.created_at) or forum is None or member is None:
        return None
    return Place(user, forum, member)


def own_place(sight: Sight, user: User) -> Place | None:
    """Return the signed-in person's place in a forum; None if they have just left it."""
    member = db.session.scalar(membership_of(), {**sight.me, "forum_id": sight.forum.id})
    return Place(user, sight.forum, member) if member is not None else None


def own_places(user: User) -> Sequence[Place]:
    """Return a person's places in all their forums; two queries."""
    mine = {member.forum_id: member for member in db.session.scalars(my_memberships(user.id))}
    return [Place(user, forum, mine[forum.id]) for forum in db.session.scalars(forums()) if forum.id in mine]


def is_unreachable(user: User) -> bool:
    """Return whether mail of forums is no longer sent to the person's address, since it came back."""
    return db.session.scalar(suspended_address(), {"address": user.email.lower()}) is not None
