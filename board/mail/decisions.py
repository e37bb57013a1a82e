"""Mail that tells applicants the decision in their language, as it stands when the mail is sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from board.actions.links import make_setup_link
from board.extensions import db, writing
from board.jobs import handles
from board.mail.blocks import Block, Link, Words
from board.mail.delivery import deliver
from board.mail.letters import Letter
from board.mail.links import address, site_settings, token_for
from board.mail.readers import in_language, mail_language, membership_of
from board.models import Application, Forum, User
from board.rules import roles
from board.rules.applications import ACCEPTED, DECLINED, KEY_RESPONDENT, WAITING
from board.rules.roles import NOBODY
from board.visible import look
from board.visible.selection import decision_to_tell


@handles("mail.decision")
def decision_mail(payload: dict[str, Any], now: datetime) -> None:
    """Tell an applicant the decision: accepted, waiting list, or declined; nothing if it was undone or changed."""
    with writing():
        query = decision_to_tell(payload["application"], datetime.fromisoformat(payload["decided_at"]))
        application = db.session.scalar(query)
        if application is None or application.state != payload["state"]:
            db.session.rollback()
            return
        forum = db.session.get_one(Forum, application.forum_id)
        if application.state == ACCEPTED and membership_of(application.user_id, forum) is None:
            db.session.rollback()  # an admin has removed them from the forum since
            return
        unique = f"decision.{application.key}.{payload['decided_at']}"
        with in_language(application.interface):
            subject, blocks = WORDS[application.state](application, forum, unique, now)
            greeting = Words(_("Hello %(name)s,", name=application.name))
        recipient, user_id = application.email, application.user_id or 0
        db.session.commit()
    language = mail_language(application.interface)
    deliver(Letter(recipient, subject, (greeting, *blocks), unique, language, user_id=user_id), now)


Decision = tuple[str, list[Block]]


def accepted(application: Application, forum: Forum, unique: str, now: datetime) -> Decision:
    """Welcome the applicant: a key respondent's tasks, and the way in."""
    welcome = _("We are glad to tell you that you have a place in the online forum “%(forum)s”.", forum=forum.name)
    tasks = map(Words, _of_the_week(application, forum, now))
    parts = [Words(welcome), *tasks, *_way_in(application, forum, unique, now)]
    return _("You have a place in “%(forum)s”", forum=forum.name), parts


def _of_the_week(application: Application, forum: Forum, now: datetime) -> list[str]:
    if application.kind != KEY_RESPONDENT:
        return []
    membership = membership_of(application.user_id, forum)
    if membership is None or roles.KEY_RESPONDENT not in membership.roles:
        return [_as_participant(application)]
    weeks = look(db.session(), forum, NOBODY, now).weeks
    number = next((week.number for week in weeks if week.id == application.given_week_id), None)
    if number is None:
        return [_("You will take part as a key respondent: present a short case study and answer questions about it.")]
    return [
        _(
            "You will take part as a key respondent in week %(number)s: "
            "present a short case study and answer participants’ questions about it.",
            number=number,
        )
    ]


def _as_participant(application: Application) -> str:
    """Say which place it is: they applied for another one, and may have been told that they do not get that."""
    words = _("You take part as a participant: you read, ask and discuss, at the hours that suit you.")
    if application.state_before == DECLINED:
        words = _(
            "You are not among the key respondents, as we wrote to you; this is a place as a participant: "
            "you read, ask and discuss, at the hours that suit you."
        )
    return str(words)


def _way_in(application: Application, forum: Forum, unique: str, now: datetime) -> list[Block]:
    """Return a link that sets up a new account, once; anyone who has an account signs in with it."""
    user = db.session.get_one(User, application.user_id)
    if user.password_hash is None:
        link = address(f"set-up/{make_setup_link(user.id, now, token_for(unique))}")
        words = Words(_("Set up your account here; the link works once, for 14 days:"))
        return [words, Link(_("Set up your account"), link), *_afterwards()]
    words = Words(_("You have an account here already. Sign in with it:"))
    return [words, Link(_("Sign in"), address(f"sign-in?next=/f/{forum.slug}/welcome"))]


def _afterwards() -> list[Block]:
    """Say that this is the only page which somebody needs who would rather write e-mails."""
    if site_settings().mail_replies is None:
        return []
    return [Words(_("After that no page is needed: you can read and write everything by e-mail, if you like."))]


def waiting(application: Application, forum: Forum, _unique: str, _now: datetime) -> Decision:
    """Tell the applicant that they are on the waiting list."""
    return _("Your application to “%(forum)s” is on the waiting list", forum=forum.name), [
        Words(_("Thank you for applying to the online forum “%(forum)s”.", forum=forum.name)),
        Words(_("All places are taken for now, and your application is on the waiting list.")),
        Words(_("If a place becomes free, we will write to you again. Until then, you do not need to do anything.")),
    ]


def declined(application: Application, forum: Forum, _unique: str, _now: datetime) -> Decision:
    """Tell the applicant that they have no place this time. A key respondent is offered to take part anyway."""
    few = _("Only a few key respondents can be selected, and we are sorry that you are not among them this time.")
    instead = _(
        "You are welcome to take part as a participant instead: you read, ask and discuss. "
        "If you would like to, please tell the organisers, and they can give you a place."
    )
    sorry = _("We are sorry that we cannot offer you a place this time.")
    return _("Your application to “%(forum)s”", forum=forum.name), [
        Words(_("Thank you for applying to the online forum “%(forum)s”.", forum=forum.name)),
        *map(Words, [few, instead] if application.kind == KEY_RESPONDENT else [sorry]),
    ]


WORDS = {ACCEPTED: accepted, WAITING: waiting, DECLINED: declined}
