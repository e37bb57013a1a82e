"""Mails about a case study: to the admins when it is submitted, to its author when they decide about it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from board.extensions import db
from board.jobs import handles
from board.mail.blocks import Block, Link, Words, remark
from board.mail.delivery import deliver
from board.mail.forum_letters import forum_letter
from board.mail.links import forum_address
from board.mail.readers import Reader, in_language_of, may_send, reader
from board.models import Reading, User
from board.pages.texts import titles
from board.rules.case_studies import DRAFT, PUBLISHED, SUBMITTED
from board.visible import Sight, visible_readings


def _standing(kind: str, payload: dict[str, Any], now: datetime, stage: str) -> tuple[Reader, Reading] | None:
    """Return the recipient with the case study, if they may see it now and it is still at this stage."""
    to = reader(payload, now)
    if to is None or not may_send(to, kind):
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
    standing = _standing("mail.submitted", payload, now, SUBMITTED)
    if standing is None:
        return
    to, reading = standing
    if not to.sight.viewer.is_admin or reading.submitted_at != datetime.fromisoformat(payload["at"]):
        return
    number, author = to.sight.week(reading.week_id).number, db.session.get_one(User, reading.respondent_id).name
    about = {"name": author, "number": number}
    with in_language_of(to.user):
        subject = _("%(name)s submitted a case study for week %(number)s", **about)
        why = _("You get this because you are an admin of this forum.")
        blocks: list[Block] = [
            Words(_("%(name)s submitted “%(title)s” for week %(number)s.", title=_title(to.sight, reading), **about)),
            Words(_("Read it, and publish it or send it back with a note.")),
            Link(_("Read the case study"), forum_address(to.forum, f"admin/week/{number}/readings")),
        ]
    deliver(forum_letter(to, subject, blocks, _unique("submitted", reading, payload), why=why, now=now), now)


@handles("mail.returned")
def returned_mail(payload: dict[str, Any], now: datetime) -> None:
    """Tell the author that the admins sent it back, and why, unless it was submitted again in the meantime."""
    standing = _standing("mail.returned", payload, now, DRAFT)
    if standing is None or not standing[1].returned_note:
        return
    to, reading = standing
    number, title = to.sight.week(reading.week_id).number, _title(to.sight, reading)
    with in_language_of(to.user):
        subject = _("Your case study for week %(number)s came back to you", number=number)
        blocks: list[Block] = [
            Words(_("The admins sent “%(title)s” back to you, with this note:", title=title)),
            remark(reading.returned_note),
            Words(_("It is a draft again, which only you can see. Change it and submit it again.")),
            Link(_("Your case study"), forum_address(to.forum, "kit")),
        ]
    _to_author(to, subject, blocks, _unique("returned", reading, payload), now)


@handles("mail.published")
def published_mail(payload: dict[str, Any], now: datetime) -> None:
    """Tell the author that it is published, unless it was removed from the week in the meantime."""
    standing = _standing("mail.published", payload, now, PUBLISHED)
    if standing is None:
        return
    to, reading = standing
    number, title = to.sight.week(reading.week_id).number, _title(to.sight, reading)
    with in_language_of(to.user):
        subject = _("Your case study for week %(number)s is published", number=number)
        words = _(
            "“%(title)s” is published in week %(number)s. Participants read it as soon as the week is open.",
            title=title,
            number=number,
        )
        blocks: list[Block] = [Words(words), Link(_("What you will do in that week"), forum_address(to.forum, "kit"))]
    _to_author(to, subject, blocks, _unique("published", reading, payload), now)


def _to_author(to: Reader, subject: str, blocks: list[Block], unique: str, now: datetime) -> None:
    with in_language_of(to.user):
        why = _("You get this because the case study is yours.")
    deliver(forum_letter(to, subject, blocks, unique, why=why, now=now), now)
