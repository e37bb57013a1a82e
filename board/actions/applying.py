"""Applications, as every door makes them: the form, an admin's own hand, a file, an earlier run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from board.actions.enrolling import normal_email
from board.extensions import db
from board.models import Application, Forum, Week
from board.models.base import new_key


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


def record(forum: Forum, said: Applied, origin: str, now: datetime, *, verified: bool) -> Application:
    """A new application; ``verified`` where it is known to come from its address. Part of the caller's transaction."""
    application = Application(forum_id=forum.id, key=new_key(), origin=origin, created_at=now, state="received")
    application.verified_at = now if verified else None
    write_down(application, said)
    db.session.add(application)
    db.session.flush()
    return application


def write_down(application: Application, said: Applied) -> None:
    """Have an application say this."""
    application.kind, application.name, application.email = said.kind, said.name, normal_email(said.email)
    application.region, application.languages, application.interface = said.region, said.languages, said.interface
    application.description, application.experience = said.description, said.experience
    application.characteristics = said.characteristics
    application.week_id = said.week.id if said.week else None
