"""The job that handles a mail: whether it is taken, by what, and what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from board import jobs
from board.actions.mail_in import kept_mail
from board.extensions import db, writing
from board.faults import Gone
from board.incoming.addresses import meaning_of
from board.incoming.parsing import Arrived, parse
from board.incoming.taking import AT_HAND, TAKERS, Outcome, note
from board.mail.readers import in_language_of
from board.models import IncomingMail, User
from board.rules import incoming as rule
from board.rules.mail_tokens import Token
from board.rules.permissions import Refused
from board.text import precomputed


@jobs.handles("incoming")
def handle_mail(payload: dict[str, Any], now: datetime) -> None:
    """Handle a mail, unless that was done already."""
    mail = kept_mail(payload["mail"])
    if mail is None or mail.settled_at is not None or mail.raw is None:
        return
    arrived = parse(mail.raw, mail.digest)
    at_hand = AT_HAND.set((mail, now))
    try:
        with precomputed.keeping():
            _settle(mail, arrived, _handle(mail, arrived, now))
    finally:
        AT_HAND.reset(at_hand)


def _handle(mail: IncomingMail, arrived: Arrived, now: datetime) -> Outcome:
    if arrived.automatic:
        return Outcome(rule.IGNORED, rule.AUTOMATIC)
    token = meaning_of(mail.recipient, now)
    if token is None or token.purpose not in TAKERS:
        return Outcome(rule.IGNORED, rule.UNKNOWN_ADDRESS)
    return _take(arrived, token, now)


def _take(arrived: Arrived, token: Token, now: datetime) -> Outcome:
    user = db.session.get(User, token.user_id) if token.user_id else None
    if token.user_id and (user is None or arrived.sender != user.email):
        return Outcome(rule.REFUSED, rule.FORGED)
    if token.has_expired(now):
        return Outcome(rule.REFUSED, rule.EXPIRED)
    try:
        if user is None:
            return TAKERS[token.purpose](arrived, token, now)
        with in_language_of(user):
            return TAKERS[token.purpose](arrived, token, now)
    except Refused as refused:
        db.session.rollback()
        return Outcome(rule.REFUSED, refused.reason.value)
    except Gone:
        db.session.rollback()
        return Outcome(rule.REFUSED, rule.NOT_THERE)


def _settle(mail: IncomingMail, arrived: Arrived, outcome: Outcome) -> None:
    """Record the outcome, in the transaction that a taker may have left open."""
    with writing():
        mail.sender, mail.subject = arrived.sender[:254], arrived.subject[:300]
        note(outcome)
        db.session.commit()
