"""Applications, as every door makes them: the form, an admin's own hand, a file, an earlier run.

What comes through the form is nobody's until its address is confirmed: admins do not see it, and it changes nothing of
an earlier application from that address.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.exc import IntegrityError

from board import jobs
from board.actions.enrolling import normal_email
from board.actions.holding import check_held, hold, hold_forum
from board.extensions import db, writing
from board.models import Application, Forum, Week
from board.models.base import digest_of, new_key
from board.rules import applications as rule
from board.rules.permissions import check

UNCONFIRMED_LASTS = timedelta(days=30)
SENT_TWICE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Applied:
    """What an application says."""

    kind: str
    name: str
    email: str
    region: str = ""
    languages: tuple[str, ...] = ()
    interface: str = "en"
    description: str = ""
    experience: str = ""
    characteristics: frozenset[str] = frozenset()
    week: Week | None = None


def record(
    forum: Forum, said: Applied, origin: str, now: datetime, *, verified: bool, once: str | None = None
) -> Application:
    """A new application; ``verified`` where it is known to come from its address. Part of the caller's transaction."""
    application = Application(forum_id=forum.id, key=new_key(), once=once, origin=origin, created_at=now)
    application.state, application.verified_at = rule.RECEIVED, now if verified else None
    write_down(application, said)
    db.session.add(application)
    db.session.flush()
    return application


def write_down(application: Application, said: Applied) -> bool:
    """Have an application say this; tells whether it said something else before."""
    changed = {name: value for name, value in _columns(said).items() if getattr(application, name) != value}
    for name, value in changed.items():
        setattr(application, name, value)
    return bool(changed)


def _columns(said: Applied) -> dict[str, object]:
    same = {name: getattr(said, name) for name in Applied.__slots__ if name not in ("email", "week")}
    return same | {"email": normal_email(said.email), "week_id": said.week.id if said.week else None}


def words_of(application: Application) -> dict[str, object]:
    """What an application says, by the names of its columns."""
    return {name: getattr(application, name) for name in (*Applied.__slots__[:-1], "week_id")}


def apply(forum: Forum, said: Applied, now: datetime, once: str | None = None) -> None:
    """Keep an application, and mail its private link to the address that it names, whosever that is.

    The same form, by its mark ``once``, sent twice in a row is one application; sent again later, it is a new one.
    """
    check(rule.apply(forum, now))
    earlier = db.session.scalar(select(Application).where(Application.once == once)) if once else None
    if earlier is not None and _is_the_same(earlier, forum, said) and now - earlier.created_at < SENT_TWICE:
        return
    try:
        application = record(forum, said, rule.FORM, now, verified=False, once=None if earlier else once)
        payload = {"application": application.key}
        jobs.enqueue("mail.application", f"application:{application.key}", payload, now)
        jobs.enqueue("application.forget", f"forget:{application.key}", payload, now + UNCONFIRMED_LASTS)
        db.session.commit()
    except IntegrityError:  # twice at the same moment
        db.session.rollback()


def _is_the_same(earlier: Application, forum: Forum, said: Applied) -> bool:
    return earlier.forum_id == forum.id and words_of(earlier) == _columns(said)


def hand_out_link(application: Application, token: str) -> None:
    """Let this token open the application. Part of the caller's transaction."""
    application.token_digest = digest_of(token)


def application_with(forum: Forum, token: str) -> Application | None:
    """The forum's application that a private link opens, as it is now.

    An invitation to a further run is none before it is confirmed on a page of its own, with a deadline of its own.
    """
    query = select(Application).where(Application.forum_id == forum.id, Application.token_digest == digest_of(token))
    query = query.where(or_(Application.origin != rule.AGAIN, Application.verified_at.is_not(None)))
    return db.session.scalar(query.execution_options(populate_existing=True))


def unconfirmed(key: str) -> Application | None:
    """An application whose address nobody has confirmed yet."""
    return db.session.scalar(select(Application).where(Application.key == key, Application.verified_at.is_(None)))


def confirm(forum: Forum, token: str, now: datetime) -> Application | None:
    """Its address is the applicant's: the admins see it now. Also after the deadline, as it was sent before.

    An address has one application: an earlier one takes over these words, unless it has been decided on, and keeps
    its key, its notes and what was decided. The link of this one opens it from now on.
    """
    hold_forum(forum)
    application = application_with(forum, token)
    if application is not None and application.verified_at is None:
        mine = Application.forum_id == forum.id, Application.email == application.email
        _end_older_links(application, *mine)
        query = select(Application).where(*mine, Application.verified_at.is_not(None))
        query = query.order_by(Application.state == rule.WITHDRAWN, Application.id)  # what stands comes first
        earlier = db.session.scalars(query.limit(1).execution_options(populate_existing=True)).first()
        if earlier is not None:
            application = _renew(earlier, application, now)
        application.verified_at = application.verified_at or now
    db.session.commit()
    return application


def _end_older_links(application: Application, *mine: Any) -> None:
    """What the same address was sent a form of before, and did not confirm, must not come back over this."""
    older = Application.verified_at.is_(None), Application.origin == rule.FORM, Application.id < application.id
    db.session.execute(delete(Application).where(*mine, *older))


def _renew(earlier: Application, application: Application, now: datetime) -> Application:
    words, digest = words_of(application), application.token_digest
    db.session.delete(application)
    db.session.flush()
    earlier.token_digest = digest
    if earlier.state in rule.DECIDED:
        return earlier
    for name, value in words.items():
        setattr(earlier, name, value)
    if earlier.state == rule.WITHDRAWN:
        earlier.state, earlier.state_before = rule.RECEIVED, ""
        earlier.decided_at = earlier.decided_by_id = None
    earlier.changed_at = now
    return earlier


def change(forum: Forum, application: Application, said: Applied, now: datetime) -> None:
    """Say something else, until the deadline; the address stays."""
    hold(application)
    check_held(rule.change(application.state, forum, now))
    if write_down(application, replace(said, email=application.email)):
        application.changed_at = now
    db.session.commit()


def withdraw(application: Application, now: datetime) -> None:
    """Take an application back."""
    hold(application)
    check(rule.withdraw(application.state))
    application.state_before, application.state = application.state, rule.WITHDRAWN
    application.changed_at = now
    db.session.commit()


@jobs.handles("application.forget")
def forget_unconfirmed(payload: dict[str, Any], _now: datetime) -> None:
    """An address that was not confirmed in thirty days: what was typed with it goes."""
    with writing():
        never = Application.key == payload["application"], Application.verified_at.is_(None)
        db.session.execute(delete(Application).where(*never))
        db.session.commit()
