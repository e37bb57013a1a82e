"""A second run of the cast's forum, and applicants of the first run."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select

from board.actions import cloning, inviting
from board.actions.applying import Applied, hand_out_link, record
from board.actions.cloning import Run
from board.extensions import db
from board.models import Application, Forum, Membership, User
from board.rules.applications import AGAIN, FORM
from board.visible import Sight
from tests.support.cast import BEFORE, START, Cast, look_as, sight_for

DEADLINE = datetime.fromisoformat("2026-10-01 04:00+00:00")
"""30 September is over in Toronto."""
RUN = Run(name="Second run", slug="second-run", starts_on=date(2026, 10, 26), team=True)


def second_run(cast: Cast, run: Run = RUN) -> Forum:
    """Create the run, with Alma as its admin, too; applications end at DEADLINE, and the call is not published."""
    sight = sight_for(cast, cast.olga)
    forum = cloning.run_again(sight, run, cast.olga, cloning.plan_run(sight, run).mark)
    forum.applications_until = DEADLINE
    db.session.commit()
    return forum


def said(name: str, **changed: object) -> Applied:
    """Return what somebody says in an application."""
    words = Applied(
        kind="participant", name=name, email=f"{name.lower()}@example.net", region="Brazil", languages=("es",),
        interface="es", description=f"{name} works in a market.",
    )  # fmt: skip
    return replace(words, **changed)  # type: ignore[arg-type]


def applied(
    forum: Forum, name: str, state: str = "received", *, verified: bool = True, **changed: object
) -> Application:
    """Return somebody's application to a forum."""
    application = record(forum, said(name, **changed), FORM, BEFORE, verified=verified)
    application.state = state
    db.session.commit()
    return application


def invited(cast: Cast, forum: Forum, *earlier: Application, now: datetime = START) -> list[Application]:
    """Invite on Alma's behalf; return the invitations in the same order."""
    here, before = both(cast, forum, now)
    inviting.invite(here, before, earlier)
    return [of(forum, application.email) for application in earlier]


def both(cast: Cast, forum: Forum, now: datetime = START) -> tuple[Sight, Sight]:
    """Return what Alma sees of both runs."""
    return look_as(forum, cast.alma, now), sight_for(cast, cast.alma, now)


def of(forum: Forum, email: str) -> Application:
    """Return the only application of an address to a forum."""
    return db.session.scalars(
        select(Application).where(Application.forum_id == forum.id, Application.email == email)
    ).one()


def add_earlier_run(admin: User, token: str) -> None:
    """Make the only forum the second run of a forum that this admin led too.

    Some applicants of that forum are invited, and one of them has this link.
    """
    forum = db.session.scalars(select(Forum)).one()
    earlier = Forum(slug="earlier", name="An earlier run", zone=forum.zone, languages=("en",), created_at=BEFORE)
    db.session.add(earlier)
    db.session.flush()
    forum.previous_id, forum.closed_at = earlier.id, None
    db.session.add(Membership(forum_id=earlier.id, user_id=admin.id, roles=frozenset({"admin"}), created_at=BEFORE))
    people = [applied(earlier, name, kind="key_respondent") for name in ("Eva", "Luis", "Marta")]
    for person in people[:2]:
        invitation = record(forum, said(person.name), AGAIN, BEFORE, verified=person is people[1])
        invitation.previous_id, invitation.invited_at = person.id, BEFORE
        hand_out_link(invitation, f"{token}{'' if person is people[0] else '-2'}")
    db.session.commit()
