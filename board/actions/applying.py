"""Applications, however they arrive: through the form, entered by an admin, from a file, or from an earlier run.

An application from the form counts only after its address is confirmed: until then admins do not see it, and it
changes no earlier application from that address.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
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
    """The words of an application, without its state."""

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
    """Add an application; ``verified`` if it is known to come from its address. Part of the caller's transaction."""
    application = Application(forum_id=forum.id, key=new_key(), once=once, origin=origin, created_at=now)
    application.state, application.verified_at = rule.RECEIVED, now if verified else None
    write_down(application, said)
    db.session.add(application)
    db.session.flush()
    return application


def write_down(application: Application, said: Applied) -> bool:
    """Write these words into an application; return whether that changed it."""
    changed = {name: value for name, value in columns_of(said).items() if getattr(application, name) != value}
    for name, value in changed.items():
        setattr(application, name, value)
    return bool(changed)


WORDS = tuple(field.name for field in fields(Applied) if field.name != "week")
"""The columns of an application that hold its words as they were typed."""


def columns_of(said: Applied) -> dict[str, object]:
    """Return the words that somebody applied with by the names of their columns."""
    same = {name: getattr(said, name) for name in WORDS}
    return same | {"email": normal_email(said.email), "week_id": said.week.id if said.week else None}


def words_of(application: Application) -> dict[str, object]:
    """Return the words of an application by the names of their columns."""
    return {name: getattr(application, name) for name in (*WORDS, "week_id")}


def said_before(earlier: Application, week: Week | None) -> Applied:
    """Return the words of an earlier application, with a week of this forum in place of its own."""
    return Applied(**{name: getattr(earlier, name) for name in WORDS}, week=week)


def apply(forum: Forum, said: Applied, now: datetime, once: str | None = None, origin: str = rule.FORM) -> None:
    """Keep an application, and mail its private link to the address that was typed. Raises Refused.

    The form's mark ``once`` recognises a repeat: sent again with the same words within ten minutes, it adds nothing.
    A wish for a week that an admin has just removed is dropped; the application is not.
    """
    check(rule.apply(forum, now))
    earlier = db.session.scalar(select(Application).where(Application.once == once)) if once else None
    if earlier is not None and _is_the_same(earlier, forum, said) and now - earlier.created_at < SENT_TWICE:
        return
    try:
        application = record(forum, said, origin, now, verified=False, once=None if earlier else once)
        payload = {"application": application.key}
        jobs.enqueue("mail.application", f"application:{application.key}", payload, now)
        jobs.enqueue("application.forget", f"forget:{application.key}", payload, now + UNCONFIRMED_LASTS)
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        if once and db.session.scalar(select(Application.id).where(Application.once == once)) is not None:
            return  # the same form arrived twice at once, and the other request has kept it
        if said.week is None:
            raise
        apply(forum, replace(said, week=None), now, once, origin)


def _is_the_same(earlier: Application, forum: Forum, said: Applied) -> bool:
    return earlier.forum_id == forum.id and words_of(earlier) == columns_of(said)


def hand_out_link(application: Application, token: str) -> None:
    """Let this token open the application, instead of any earlier one. Part of the caller's transaction."""
    application.token_digest = digest_of(token)


def application_with(forum: Forum, token: str) -> Application | None:
    """Read the application that a private link opens, if the forum has it.

    An unconfirmed invitation to a further run is left out: it is answered on its own page, until its own deadline.
    """
    query = select(Application).where(Application.forum_id == forum.id, Application.token_digest == digest_of(token))
    query = query.where(or_(Application.origin != rule.AGAIN, Application.verified_at.is_not(None)))
    return db.session.scalar(query.execution_options(populate_existing=True))


def unconfirmed(key: str) -> Application | None:
    """Return the application with this key, if its address has not been confirmed yet."""
    return db.session.scalar(select(Application).where(Application.key == key, Application.verified_at.is_(None)))


def confirm(forum: Forum, token: str, now: datetime) -> Application | None:
    """Confirm the address of an application, so that admins see it; return None if the link opens none.

    This works after the deadline too, since the application was sent before it. An address has one application: if
    there is an earlier one, it keeps its key and notes, takes over the new link, and takes over the new words unless
    it has been decided on.
    """
    hold_forum(forum)
    application = application_with(forum, token)
    if application is not None:
        application = _confirm(forum, application, now)
    db.session.commit()
    return application


def confirm_by_mail(forum: Forum, application: Application, now: datetime) -> Application:
    """Do as `confirm` does: somebody has answered the mail, from the address of the application, that they confirm."""
    hold_forum(forum)
    db.session.refresh(application)
    application = _confirm(forum, application, now)
    db.session.commit()
    return application


def _confirm(forum: Forum, application: Application, now: datetime) -> Application:
    if application.verified_at is None:
        mine = Application.forum_id == forum.id, Application.email == application.email
        _end_older_links(application, *mine)
        query = select(Application).where(*mine, Application.verified_at.is_not(None))
        query = query.order_by(Application.state == rule.WITHDRAWN, Application.id)  # withdrawn ones come last
        earlier = db.session.scalars(query.limit(1).execution_options(populate_existing=True)).first()
        if earlier is not None:
            application = _renew(earlier, application, now)
        application.verified_at = application.verified_at or now
    return application


def _end_older_links(application: Application, *mine: Any) -> None:
    """Delete older unconfirmed applications of the address, lest their links replace the newer words later."""
    older = (
        Application.verified_at.is_(None),
        Application.origin.in_(rule.BY_APPLICANTS),
        Application.id < application.id,
    )
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
    """Change the words of an application, but not its address. Raises Refused after the deadline."""
    hold(application)
    check_held(rule.change(application.state, forum, now))
    if write_down(application, replace(said, email=application.email)):
        application.changed_at = now
    db.session.commit()


def withdraw(application: Application, now: datetime) -> None:
    """Withdraw an application. Raises Refused."""
    hold(application)
    check(rule.withdraw(application.state))
    application.state_before, application.state = application.state, rule.WITHDRAWN
    application.changed_at = now
    db.session.commit()


@jobs.handles("application.forget")
def forget_unconfirmed(payload: dict[str, Any], _now: datetime) -> None:
    """Delete an application whose address was not confirmed within thirty days."""
    with writing():
        never = Application.key == payload["application"], Application.verified_at.is_(None)
        db.session.execute(delete(Application).where(*never))
        db.session.commit()
