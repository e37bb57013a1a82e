"""Applications to the cast's forum, as people send them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from board.actions.applying import Applied, record
from board.extensions import db
from board.models import Application, Assignment, Job, Membership, User
from board.rules.applications import KEY_RESPONDENT
from tests.support.cast import BEFORE, Cast

DELAY = timedelta(minutes=10)


def applied(cast: Cast, name: str = "Lucía", **said: Any) -> Application:
    """Return a confirmed application; by default of a key respondent who prefers week 2."""
    verified = said.pop("verified", True)
    forum = said.pop("forum", cast.forum)
    words = {
        "kind": KEY_RESPONDENT, "name": name, "email": f"{name.lower()}@example.org", "region": "Brazil",
        "languages": ("es", "en"), "interface": "es", "description": "Cooperativas.", "experience": "Veinte años.",
        "characteristics": frozenset({"practice"}), "week": cast.week(2),
    }  # fmt: skip
    application = record(forum, Applied(**words | said), "form", BEFORE, verified=verified)
    db.session.commit()
    return application


def account_of(application: Application) -> User | None:
    return db.session.scalar(select(User).where(User.email == application.email))


def place_of(application: Application) -> Membership | None:
    query = select(Membership).where(
        Membership.forum_id == application.forum_id, Membership.user_id == application.user_id
    )
    return db.session.scalar(query)


def weeks_of(person: User | None) -> list[tuple[int, str]]:
    """Return the ids of assigned weeks, with their regions."""
    query = select(Assignment).where(Assignment.user_id == (person.id if person else None))
    return [(assignment.week_id, assignment.region) for assignment in db.session.scalars(query)]


def mails_due(application: Application) -> list[Job]:
    """Return the mails about a decision that have not been sent yet."""
    key = f"decision:{application.key}:%"
    return list(db.session.scalars(select(Job).where(Job.unique_key.like(key), Job.done_at.is_(None))))
