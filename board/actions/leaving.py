"""Leaving a forum, and closing an account. What the person wrote stays, under the name that they choose or none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ForeignKey, delete, exists, or_, select, update

from board.actions.acts import note_act
from board.actions.attaching import forget_waiting
from board.actions.enrolling import LastAdmin, is_only_admin, membership_of
from board.actions.handing_over import hand_over
from board.actions.recovering import forget_address
from board.actions.standing_in import make_stand_in, nowhere
from board.extensions import db
from board.models import (
    Application,
    Base,
    FeedAddress,
    Forum,
    IncomingMail,
    Membership,
    OneTimeLink,
    SignIn,
    UnsentText,
    User,
)
from board.models.base import new_key
from board.rules import leaving as rule
from board.text import fold
from board.visible.gate import Sight
from board.visible.people import shown_name


class LastOwner(ValueError):
    """This would leave the site without an owner."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """How the words of somebody who leaves are signed."""

    how: str
    """One of `rules.leaving.ATTRIBUTIONS`."""
    typed: str
    """The name that the person typed."""
    nobody: str
    """What the forum shows in place of a name, if the person leaves without one."""

    def name_of(self, user: User, forum: Forum) -> str:
        """Return the name that is shown from now on."""
        names = {rule.NAME: user.name, rule.TYPED: self.typed, rule.ANONYMOUS: self.nobody}
        return names[rule.chosen(forum.leaving, self.how)]


def is_last_admin(forum: Forum, user: User, *, wait: bool = False) -> bool:
    """Return whether nobody else could administer the forum. ``wait`` waits for an admin who is leaving right now."""
    return is_only_admin(forum, user.id, wait=wait)


def is_last_owner(user: User, *, wait: bool = False) -> bool:
    """Return whether the site has no other owner. ``wait`` waits for an owner who is leaving right now."""
    owners = select(User.id).where(User.is_owner, User.is_stand_in.is_(False)).order_by(User.id)
    if wait:
        owners = owners.with_for_update(key_share=True)  # owners can still write: their rows refer to their accounts
    return user.is_owner and set(db.session.scalars(owners)) == {user.id}


def is_name_of_another(forum: Forum, user: User, name: str) -> bool:
    """Return whether another member of the forum has this name, which would make words seem to be theirs."""
    others = select(shown_name()).select_from(User).join(Membership, Membership.user_id == User.id)
    names = db.session.scalars(others.where(Membership.forum_id == forum.id, User.id != user.id))
    return fold(name) in set(map(fold, names))


def leave_forum(sight: Sight, user: User, attribution: Attribution) -> User:
    """Leave a forum for good; return the stand-in that now carries what the person wrote. Raises LastAdmin."""
    stand_in = _leave(sight, user, attribution)
    db.session.commit()
    return stand_in


def _leave(sight: Sight, user: User, attribution: Attribution) -> User:
    forum = sight.forum
    if is_last_admin(forum, user, wait=True):
        raise LastAdmin
    in_full = rule.chosen(forum.leaving, attribution.how) == rule.NAME
    name = attribution.name_of(user, forum)
    place = membership_of(forum, user.id)
    if in_full and place is not None and place.is_newcomer:  # the forum never knew them by their own name
        name, in_full = place.added_as, False
    stand_in = make_stand_in(name, sight.now)
    if in_full:
        stand_in.place, stand_in.affiliation, stand_in.languages = user.place, user.affiliation, user.languages
    note_act(sight, "person.left")
    hand_over(forum, user, stand_in, in_full=in_full)
    return stand_in


def close_account(user: User, farewells: Iterable[tuple[Sight, Attribution]], nobody: str) -> None:
    """Leave every forum, and delete the account with its private data. Raises LastAdmin and LastOwner."""
    if is_last_owner(user, wait=True):
        raise LastOwner
    for sight, attribution in farewells:
        _leave(sight, user, attribution)
    forget_address(user.email)
    forget_waiting(user)
    theirs = or_(Application.user_id == user.id, Application.email == user.email)
    for private_rows in (
        delete(UnsentText).where(UnsentText.user_id == user.id),
        delete(OneTimeLink).where(OneTimeLink.user_id == user.id),
        delete(SignIn).where(SignIn.user_id == user.id),
        delete(FeedAddress).where(FeedAddress.user_id == user.id),
        delete(Application).where(theirs),
    ):
        db.session.execute(private_rows, execution_options={"synchronize_session": False})
    db.session.flush()
    _end(user, nobody)
    db.session.commit()


def _end(user: User, nobody: str) -> None:
    """Delete the account. If rows outside all forums still refer to it, empty it into a stand-in instead."""
    mine = IncomingMail.sender == user.email
    db.session.execute(update(IncomingMail).where(mine).values(raw=None, sender="", subject=""))
    if not _is_referred_to(user):
        db.session.execute(delete(User).where(User.id == user.id), execution_options={"synchronize_session": False})
        return
    emptied = {
        "email": nowhere(user.key), "name": nobody, "password_hash": None, "is_owner": False, "is_stand_in": True,
        "place": "", "affiliation": "", "languages": (), "zone": None, "interface": None, "session_stamp": new_key(),
        "about": "", "picture": b"", "picture_key": "",
    }  # fmt: skip
    db.session.execute(update(User).where(User.id == user.id).values(emptied))


def _is_referred_to(user: User) -> bool:
    """Return whether a row refers to the account that the database neither deletes with it nor detaches from it."""
    return any(
        db.session.scalar(select(exists().where(key.parent == user.id)))
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if _prevents_deletion(key)
    )


def _prevents_deletion(key: ForeignKey) -> bool:
    return key.column is User.__table__.c.id and key.ondelete is None
