"""A forum that takes applications, and the data that people apply with."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import select

from board.actions import applying, calling
from board.actions.applying import Applied
from board.extensions import db
from board.mail.links import token_for
from board.models import Application
from tests.support.cast import BEFORE, START, Cast, sight_for

OUT = datetime(2026, 2, 1, 14, 0, tzinfo=UTC)
"""The call is published: Sunday 9:00 in Toronto."""
DEADLINE = datetime(2026, 3, 7, 4, 59, tzinfo=UTC)
"""Friday 6 March, 23:59 in Toronto, two days after the tests begin."""
WALLS = datetime.fromisoformat("2026-02-01 09:00"), datetime.fromisoformat("2026-03-06 23:59")
"""The same times on the forum's clocks."""


def call_out(cast: Cast, seats: int | None = 2) -> None:
    """Publish the call of the cast's forum, with all its texts."""
    alma = sight_for(cast, cast.alma, BEFORE)
    calling.schedule_call(alma, *WALLS, seats)
    calling.write_call_text(alma, calling.FORMAT, "Read on Monday, write all week.", cast.alma)
    calling.write_call_text(alma, calling.PREREQUISITES, "- A connection\n- English, to read", cast.alma)
    db.session.commit()


def said(**changed: object) -> Applied:
    """Return what Ines, who has no account, sends."""
    words = Applied(
        kind="key_respondent", name="Inés Pardo", email="ines@example.org", region="Brazil", languages=("en", "es"),
        interface="en", description="We sell bread.", experience="We sell bread to schools.",
        characteristics=frozenset({"practice"}),
    )  # fmt: skip
    return replace(words, **changed)  # type: ignore[arg-type]


def applied(cast: Cast, now: datetime = START, **changed: object) -> Application:
    """Return an application that was just sent."""
    applying.apply(cast.forum, said(**changed), now)
    application = db.session.scalars(select(Application).order_by(Application.id.desc())).first()
    assert application is not None
    return application


def linked(application: Application) -> str:
    """Return the token of its private link, as if the mail had been sent."""
    token = token_for(f"application.{application.key}")
    applying.hand_out_link(application, token)
    db.session.commit()
    return token


def confirmed(cast: Cast, now: datetime = START, **changed: object) -> tuple[Application, str]:
    """Return a confirmed application, and its token."""
    token = linked(applied(cast, now, **changed))
    application = applying.confirm(cast.forum, token, now)
    assert application is not None
    return application, token


def all_applications() -> list[Application]:
    return list(db.session.scalars(select(Application).order_by(Application.id)))
