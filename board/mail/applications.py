"""The mail to applicants: the private link to confirm, change and withdraw an application."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from board.actions.applying import hand_out_link, unconfirmed
from board.extensions import db, writing
from board.jobs import FIRST, handles
from board.mail.delivery import deliver
from board.mail.letters import plain_letter
from board.mail.links import forum_address, token_for
from board.mail.readers import in_language, mail_language
from board.models import Application, Forum


@handles("mail.application", rank=FIRST)
def application_mail(payload: dict[str, Any], now: datetime) -> None:
    """Mail the address that an application names, whoever typed it.

    The mail quotes nothing that was typed: nobody can use this site to send words of their own to somebody else.
    """
    with writing():
        application = unconfirmed(payload["application"])
        if application is None:
            db.session.rollback()
            return
        unique = f"application.{application.key}"
        token = token_for(unique)
        hand_out_link(application, token)
        forum, recipient = db.session.get_one(Forum, application.forum_id), application.email
        subject, body = _words(application, forum, forum_address(forum, f"application/{token}"))
        db.session.commit()
    deliver(plain_letter(recipient, subject, body, unique, mail_language(application.interface)), now)


def _words(application: Application, forum: Forum, link: str) -> tuple[str, str]:
    with in_language(application.interface):
        subject = _("Please confirm your application: “%(forum)s”", forum=forum.name)
        body = _(
            "Hello,\n\n"
            "This address was given in an application to take part in the online forum “%(forum)s”. "
            "If it was you, open this link and confirm the application there. Until then nobody sees it:\n\n"
            "%(link)s\n\n"
            "Keep this e-mail: with the same link you can change your application until the deadline, and withdraw it. "
            "If you applied before, confirming this application replaces what you wrote then.\n\n"
            "If it was not you, do nothing: an application that is not confirmed is deleted after 30 days.\n",
            forum=forum.name,
            link=link,
        )
    return subject, body
