"""Mail that comes back to the address that its envelope named."""

from __future__ import annotations

from datetime import datetime
from email import message_from_bytes, policy

from board.actions.bouncing import note_bounce, returned_mail
from board.actions.enrolling import find_account
from board.extensions import db, writing
from board.incoming.parsing import Arrived
from board.incoming.returned import returned
from board.incoming.taking import AT_HAND, Outcome, note, takes
from board.models import User
from board.rules import incoming as rule
from board.rules.bounces import is_hard
from board.rules.mail_tokens import BOUNCE, Token


@takes(BOUNCE)
def take_bounce(_arrived: Arrived, token: Token, now: datetime) -> Outcome:
    """Note that a mail could not be delivered. Anything else that a program sends to this address is ignored.

    The address is in the envelope of mails to this account alone, so nobody else can say that their mail comes back.
    """
    db.session.commit()  # no transaction stays open while a long mail is read
    found = returned(message_from_bytes(AT_HAND.get().mail.raw or b"", policy=policy.compat32))
    if found is None:
        return Outcome(rule.IGNORED, rule.AUTOMATIC)
    address = _address(token, found.message_id)
    if address is None:
        return Outcome(rule.IGNORED, rule.UNKNOWN_ADDRESS)
    db.session.commit()
    with writing():
        note_bounce(address, found.message_id, found.said, now, hard=is_hard(found.status, found.said))
        note(Outcome(rule.BOUNCED))
        db.session.commit()
    return Outcome(rule.BOUNCED)


def _address(token: Token, message_id: str) -> str | None:
    """Return the address that was not reached: the one to which that mail went, or else the account's.

    The address for people without an account is the same for all of them, so it says nothing about one of an account:
    the Message-IDs of a forum's mails can be guessed.
    """
    mail = returned_mail(message_id)
    user = db.session.get(User, token.user_id) if token.user_id else None
    if user is None:
        is_nobodys = token.user_id == 0 and mail is not None and find_account(mail.recipient) is None
        return mail.recipient if mail is not None and is_nobodys else None
    return user.email if mail is None or mail.recipient.lower() == user.email else None
