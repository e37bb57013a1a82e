"""The readers of mails: what they may see at the moment of sending, and the language in which they are written to."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import force_locale

from board.extensions import db
from board.models import Forum, Membership, User
from board.pages.texts import Pair, Version
from board.rules.languages import INTERFACE, mail_language_of
from board.rules.mail_kinds import ALWAYS, NEEDS, UNLESS_STOPPED
from board.rules.mailing import gets_mail, wants
from board.rules.panes import ReadingWay, reads_here
from board.visible import Sight, look, my_memberships, viewer_in
from board.visible.mailing import suspended_address


class Reader(NamedTuple):
    """A person with an account, and what they may see of a forum at the moment of sending."""

    user: User
    forum: Forum
    sight: Sight
    membership: Membership | None = None

    @property
    def way(self) -> ReadingWay:
        """How they read: in the languages that they said for this forum or for all, or else in that of their mails."""
        return way_of(self.user, self.membership)

    def title(self, pair: Pair) -> Version:
        """Return the version of a title that they are shown first."""
        return pair.versions(self.way)[0]


def reader(payload: dict[str, Any], now: datetime, who: str = "user") -> Reader | None:
    """Return the person whom a job names under ``who``; None if their account or the forum is gone."""
    user, forum = db.session.get(User, payload[who]), db.session.get(Forum, payload["forum"])
    if user is None or forum is None:
        return None
    membership = membership_of(user.id, forum)
    return Reader(user, forum, look(db.session(), forum, viewer_in(user, membership), now), membership)


def may_send(to: Reader, kind: str) -> bool:
    """Return whether this kind of mail may go to this person now, as the table of `rules/mail_kinds.py` says."""
    need = NEEDS[kind]
    return need == ALWAYS or may_mail(to, "" if need == UNLESS_STOPPED else need)


def may_mail(to: Reader, kind: str = "") -> bool:
    """Return whether the forum may mail this person now: a kind that can be chosen, or, without one, anything at all.

    Neither a member who is suspended or wants no mail is written to, nor an address from which mail comes back. Mail
    about an account, or about the suspension itself, is sent without asking this.
    """
    member = to.membership
    allowed = member is not None and (wants(member, kind) if kind else gets_mail(member))
    return allowed and db.session.scalar(suspended_address(), {"address": to.user.email.lower()}) is None


def membership_of(user_id: int | None, forum: Forum) -> Membership | None:
    """Return a person's membership of the forum, or None."""
    return db.session.scalar(my_memberships(user_id or 0).where(Membership.forum_id == forum.id))


def mail_language(code: str | None) -> str:
    """Return the language of a mail to somebody who reads this one: the same, if the site writes mail in it."""
    return code if code in INTERFACE else INTERFACE[0]


def in_language(code: str | None) -> AbstractContextManager[None]:
    """Use this language in a ``with`` statement, if the site writes mail in it."""
    written: AbstractContextManager[None] = force_locale(mail_language(code))
    return written


def language_of(user: User) -> str:
    """Return the language of mails to a person: the one that they chose, or else one that they speak."""
    return mail_language_of(user.interface, user.languages)


def way_of(user: User, membership: Membership | None) -> ReadingWay:
    """Return how somebody reads a forum, and its mails."""
    reads = reads_here(user.reads, membership.reads if membership else ())
    return ReadingWay(reads, user.reading_mode, language_of(user))


def in_language_of(user: User) -> AbstractContextManager[None]:
    """Use the language of a person's mails in a ``with`` statement."""
    return in_language(language_of(user))
