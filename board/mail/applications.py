"""The mail to applicants: the private link to confirm, change and withdraw an application, or an answer that does."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from board.actions.applying import hand_out_link, unconfirmed
from board.extensions import db, writing
from board.jobs import FIRST, handles
from board.mail.blocks import Block, blocks_of
from board.mail.delivery import deliver
from board.mail.forum_letters import answer_above
from board.mail.letters import Letter
from board.mail.links import forum_address, reply_address, token, token_for
from board.mail.readers import in_language, mail_language
from board.models import Application, Forum
from board.rules.applications import KEY_RESPONDENT, MAILED
from board.rules.mail_tokens import CONFIRM


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
        link_token = token_for(unique)
        hand_out_link(application, link_token)
        forum, language = db.session.get_one(Forum, application.forum_id), mail_language(application.interface)
        answers_to = token(CONFIRM, 0, application.id, application.created_at)
        with in_language(language):
            subject = _("Please confirm your application: “%(forum)s”", forum=forum.name)
            link = forum_address(forum, f"application/{link_token}")
            blocks = [*answer_above(answers_to), *_words(application, forum, link, answers_to)]
        letter = Letter(application.email, subject, blocks, unique, language, reply_token=answers_to)
        db.session.commit()
    deliver(letter, now)


def _words(application: Application, forum: Forum, link: str, answers_to: str) -> list[Block]:
    first = _(
        "Hello,\n\n"
        "This address was given in an application to take part in the online forum “%(forum)s”. "
        "Nobody sees the application until it is confirmed. If it was you, open this link and confirm it there:\n\n"
        "%(link)s\n",
        forum=forum.name,
        link=link,
    )
    rest = _(
        "Keep this e-mail: with the same link you can change your application until the deadline, and withdraw it. "
        "If you applied before, confirming this application replaces what you wrote then.\n\n"
        "If it was not you, do nothing: an application that is not confirmed is deleted after 30 days.\n"
    )
    words = "\n\n".join([first.strip(), *how_to_answer(answers_to), *_understood(application), rest])
    return blocks_of(words, _("Confirm the application"))


def how_to_answer(answers_to: str) -> list[str]:
    """Say how a mail is answered in place of opening its link; nothing if the site takes no answers."""
    if reply_address(answers_to) is None:
        return []
    return [
        _(
            "Or just answer this e-mail with the word YES in the first line, with nothing else in that line. "
            "Answer NO in the same way, now or later, and you withdraw."
        )
    ]


def _understood(application: Application) -> list[str]:
    """Say as what somebody applied by mail, who has seen no form; their own words are not repeated."""
    if application.origin != MAILED:
        return []
    as_whom = (
        _("We understood that you would like to take part as a key respondent.")
        if application.kind == KEY_RESPONDENT
        else _("We understood that you would like to take part as a participant.")
    )
    return [as_whom + " " + _("The page behind the link shows all that we understood, and you can change it there.")]
