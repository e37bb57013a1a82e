"""Applications by e-mail: which one an answer is about, and taking it back."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select

from board.actions.applying import withdraw
from board.actions.enrolling import normal_email
from board.extensions import db
from board.models import Application

MOST_A_DAY = 10
"""How many times a day one address is asked to confirm: anybody can write to the call in somebody else's name."""


def mailed_about(application_id: int, email: str) -> Application | None:
    """Return the application that a mail to this address was about, or None.

    If it was joined to an earlier one of that address since, it is that one, unless the address has several.
    """
    application = db.session.get(Application, application_id)
    if application is not None and application.email == email:
        return application
    of_address = select(Application).where(Application.email == email, Application.verified_at.is_not(None))
    several = db.session.scalars(of_address.limit(2)).all()
    return several[0] if len(several) == 1 else None


def take_back(application: Application, now: datetime) -> None:
    """Withdraw an application; one that was never confirmed is deleted. Raises Refused."""
    if application.verified_at is not None:
        return withdraw(application, now)
    db.session.delete(application)
    db.session.commit()
    return None


def sent_lately(email: str, now: datetime) -> int:
    """Count the unconfirmed applications in this address's name within a day: anybody can write them."""
    unconfirmed = Application.email == normal_email(email), Application.verified_at.is_(None)
    lately = select(func.count(Application.id)).where(*unconfirmed, Application.created_at > now - timedelta(days=1))
    return db.session.scalar(lately) or 0
