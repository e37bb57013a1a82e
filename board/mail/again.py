"""The mail to applicants of an earlier run: the new dates, and a link to a page where one click confirms."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _

from board.actions.applying import hand_out_link
from board.actions.inviting import MAILED, invitation_to_send
from board.extensions import db, writing
from board.jobs import handles
from board.mail.applications import how_to_answer
from board.mail.blocks import blocks_of
from board.mail.deadlines import answer_before
from board.mail.delivery import deliver
from board.mail.forum_letters import answer_above
from board.mail.letters import Letter
from board.mail.links import forum_address, token, token_for
from board.mail.readers import in_language, mail_language
from board.models import Application, Forum
from board.rules.applications import takes_answers
from board.rules.mail_tokens import CONFIRM
from board.text import formats


@handles(MAILED)
def again_mail(payload: dict[str, Any], now: datetime) -> None:
    """Mail an invitation while it can be answered; the reminder has the same link."""
    with writing():
        invitation = invitation_to_send(payload["application"])
        forum = db.session.get_one(Forum, invitation.forum_id) if invitation else None
        if invitation is None or forum is None or not takes_answers(forum, now):
            db.session.rollback()
            return
        reminder = bool(payload.get("reminder"))
        link_token = token_for(f"again.{invitation.key}")
        hand_out_link(invitation, link_token)
        unique = f"again.{invitation.key}{'.reminder' if reminder else ''}"
        letter = _letter(invitation, forum, forum_address(forum, f"again/{link_token}"), unique, reminder, now)
        db.session.commit()
    deliver(letter, now)


def _letter(invitation: Application, forum: Forum, link: str, unique: str, reminder: bool, now: datetime) -> Letter:
    answers_to = token(CONFIRM, 0, invitation.id, now)
    with in_language(invitation.interface):
        subject = _("“%(forum)s”: will you take part on the new dates?", forum=forum.name)
        words = "\n\n".join(_words(invitation, forum, link, answers_to, reminder))
        blocks = [*answer_above(answers_to), *blocks_of(words, _("Say whether you will take part"))]
    language = mail_language(invitation.interface)
    return Letter(invitation.email, subject, blocks, unique, language, reply_token=answers_to)


def _words(invitation: Application, forum: Forum, link: str, answers_to: str, reminder: bool) -> list[str]:
    before = db.session.get(Forum, forum.previous_id) if forum.previous_id else None
    return [
        _("Hello %(name)s,", name=invitation.name),
        _("You applied to take part in the online forum “%(forum)s”.", forum=before.name if before else forum.name),
        _new_dates(forum),
        _("Open this page to confirm with one click. It also shows what you wrote then:"),
        link,
        *how_to_answer(answers_to),
        *answer_before(forum.applications_until, forum.zone),
        _("If you cannot take part this time, you can say so on the same page. If you do nothing, nothing happens.")
        if reminder
        else _("If you cannot take part this time, you can say so on the same page."),
    ]


def _new_dates(forum: Forum) -> str:
    if forum.starts_on and forum.ends_on:
        words = _(
            "It will run again as “%(forum)s”, from %(first)s to %(last)s. "
            "Please confirm that you are still interested.",
            forum=forum.name,
            first=_day(forum.starts_on),
            last=_day(forum.ends_on),
        )
    elif forum.starts_on:
        words = _(
            "It will run again as “%(forum)s”, from %(first)s. Please confirm that you are still interested.",
            forum=forum.name,
            first=_day(forum.starts_on),
        )
    else:
        words = _("It will run again as “%(forum)s”. Please confirm that you are still interested.", forum=forum.name)
    return str(words)


def _day(day: date) -> str:
    return formats.day(day, str(get_locale()))
