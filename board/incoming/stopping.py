"""A mail to the address that stops the mail of a forum."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from board.actions.mail_choices import stop
from board.extensions import db
from board.faults import Gone
from board.incoming.parsing import Arrived
from board.incoming.taking import AT_HAND, Outcome, note, takes
from board.mail.blocks import Link, Words
from board.mail.links import address, token
from board.mail.readers import reader
from board.rules import incoming as rule
from board.rules.mail_tokens import CHOICES, STOP, Token


@takes(STOP)
def take_stop(_arrived: Arrived, about: Token, now: datetime) -> Outcome:
    """Mail nothing more of the forum to the reader of the mail, and tell them so once."""
    to = reader({"user": about.user_id, "forum": about.about}, now)
    if to is None or to.membership is None:
        raise Gone
    AT_HAND.get().forum = to.forum
    again = address(f"mail/choices/{token(CHOICES, to.user.id, to.forum.id, now)}")
    outcome = Outcome(
        rule.STOPPED,
        answer=[
            Words(_("You get no more e-mail of “%(forum)s”. You are still a member of it.", forum=to.forum.name)),
            Link(_("Get e-mail again"), again),
        ],
    )
    db.session.commit()
    note(outcome)
    stop(to.membership, now)
    return outcome
