"""Mails about a case study: to the admins when it is submitted, to its author when they decide about it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from board.extensions import db
from board.jobs import handles
from board.mail.delivery import deliver
from board.mail.letters import plain_letter
from board.mail.links import forum_address
from board.mail.readers import Reader, in_language_of, language_of, reader
from board.models import Reading, User
from board.pages.texts import titles
from board.rules.case_studies import DRAFT, PUBLISHED, SUBMITTED
from board.visible import Sight, visible_readings


def _standing(payload: dict[str, Any], now: datetime, stage: str) -> tuple[Reader, Reading] | None:
    """Return the recipient with the case study, if they may see it now and it is still at this stage."""
    to = reader(payload, now)
    if to is None:
        return None
    query = visible_readings(to.sight).where(Reading.id == payload["reading"], Reading.stage == stage)
    reading = db.session.scalar(query)
    return (to, reading) if reading is not None else None


def _title(sight: Sight, reading: Reading) -> str:
    return titles(sight, [reading.title_id])[reading.title_id].source


def _unique(kind: str, reading: Reading, payload: dict[str, Any]) -> str:
    return f"{kind}.{reading.key}.{payload['user']}.{payload['at']}"


@handles("mail.submitted")
def submitted_mail(payload: dict[str, Any], now: datetime) -> None:
    """Tell an admin that a case study waits to be published, unless it was withdrawn or decided in the meantime."""
    standing = _standing(payload, now, SUBMITTED)
    if standing is None:
        return
    (user, forum, sight, _place), reading = standing
    if not sight.viewer.is_admin or reading.submitted_at != datetime.fromisoformat(payload["at"]):
        return
    number, author = sight.week(reading.week_id).number, db.session.get_one(User, reading.respondent_id).name
    with in_language_of(user):
        subject = _("%(name)s submitted a case study for week %(number)s", name=author, number=number)
        body = _(
            "%(name)s submitted “%(title)s” for week %(number)s.\n\n"
            "Read it, and publish it or send it back with a note:\n%(link)s\n",
            name=author,
            title=_title(sight, reading),
            number=number,
            link=forum_address(forum, f"admin/week/{number}/readings"),
        )
    deliver(plain_letter(user.email, subject, body, _unique("submitted", reading, payload), language_of(user)), now)


@handles("mail.returned")
def returned_mail(payload: dict[str, Any], now: datetime) -> None:
    """Tell the author that the admins sent it back, and why, unless it was submitted again in the meantime."""
    standing = _standing(payload, now, DRAFT)
    if standing is None or not standing[1].returned_note:
        return
    (user, forum, sight, _place), reading = standing
    with in_language_of(user):
        subject = _("Your case study for week %(number)s", number=sight.week(reading.week_id).number)
        body = _(
            "The admins sent “%(title)s” back to you, with this note:\n\n%(note)s\n\n"
            "It is a draft again, which only you can see. Change it and submit it again here:\n%(link)s\n",
            title=_title(sight, reading),
            note=reading.returned_note,
            link=forum_address(forum, "kit"),
        )
    deliver(plain_letter(user.email, subject, body, _unique("returned", reading, payload), language_of(user)), now)


@handles("mail.published")
def published_mail(payload: dict[str, Any], now: datetime) -> None:
    """Tell the author that it is published, unless it was removed from the week in the meantime."""
    standing = _standing(payload, now, PUBLISHED)
    if standing is None:
        return
    (user, forum, sight, _place), reading = standing
    number = sight.week(reading.week_id).number
    with in_language_of(user):
        subject = _("Your case study for week %(number)s", number=number)
        body = _(
            "“%(title)s” is published in week %(number)s. Participants read it as soon as the week is open.\n\n"
            "What you will do in that week, and when it opens:\n%(link)s\n",
            title=_title(sight, reading),
            number=number,
            link=forum_address(forum, "kit"),
        )
    deliver(plain_letter(user.email, subject, body, _unique("published", reading, payload), language_of(user)), now)
