"""The job that handles a mail: whether it is taken, by what, and what became of it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from board import jobs
from board.actions.enrolling import find_account
from board.actions.mail_in import kept_mail
from board.actions.writing import EmptyText
from board.extensions import db, writing
from board.faults import Gone
from board.incoming.addresses import meaning_of
from board.incoming.automatic import is_own
from board.incoming.counting import may_be_answered, note_answered, writes_too_often
from board.incoming.parsing import Arrived, normal_address, parse
from board.incoming.taking import AT_HAND, TAKERS, AtHand, NotTaken, Outcome, is_answered, note
from board.mail.links import site_settings
from board.mail.readers import in_language, in_language_of
from board.models import IncomingMail, User
from board.rules import incoming as rule
from board.rules.languages import INTERFACE
from board.rules.mail_tokens import BOUNCE, STOP, Token
from board.rules.permissions import Refused
from board.rules.work import SOON
from board.text import guess_language, precomputed

ANYBODY_MAY = frozenset({STOP, BOUNCE})
"""Purposes for which the token alone counts, as it does on the page: whoever got the mail can stop it, from any
address, and through a program. Mail comes back from programs."""


@jobs.handles("incoming", rank=SOON)
def handle_mail(payload: dict[str, Any], now: datetime) -> None:
    """Handle a mail, unless that was done already."""
    mail = kept_mail(payload["mail"])
    if mail is None or mail.settled_at is not None or mail.raw is None:
        return
    db.session.commit()  # no transaction stays open while a long mail is read
    hand = AtHand(mail, parse(mail.raw, mail.digest, site_settings().mail_in_trusts), now)
    at_hand = AT_HAND.set(hand)
    try:
        with precomputed.keeping():
            _handle(hand)
    finally:
        AT_HAND.reset(at_hand)


def _handle(hand: AtHand) -> None:
    token = _known(meaning_of(hand.mail.recipient, hand.now))
    outcome = _ignored(hand, token)
    if outcome is not None:
        return _settle(hand, outcome)
    hand.user = _account(hand, token)
    hand.may_answer = hand.arrived.is_answerable and may_be_answered(_writer(hand, token), hand.now)
    with _language(hand):
        outcome = _taken(hand, token)
        _settle(hand, outcome)
    if hand.may_answer and is_answered(outcome):
        note_answered(_writer(hand, token), hand.now)
    return None


def _known(token: Token | None) -> Token | None:
    """Return what an address is for, unless nothing is done for that, or it was made for an earlier account."""
    if token is None or token.purpose not in TAKERS:
        return None
    user = db.session.get(User, token.user_id) if token.user_id else None
    return None if user is not None and token.is_older_than(user.created_at) else token


def _account(hand: AtHand, token: Token | None) -> User | None:
    """Return the account for which an address was made; of one that is for nothing, that of the sender."""
    if token is not None:
        return db.session.get(User, token.user_id) if token.user_id else None
    return find_account(hand.arrived.sender) if hand.arrived.is_answerable else None


def _writer(hand: AtHand, token: Token | None) -> str:
    """Return who is counted: a sender, with the account of the address. Whoever writes in somebody else's name to an
    address that anybody knows uses up nothing of what that person may write.
    """
    return f"{hand.arrived.sender} {token.user_id if token is not None else ''}"


def _ignored(hand: AtHand, token: Token | None) -> Outcome | None:
    """Return why a mail is not to be looked at any further, or None."""
    arrived = hand.arrived
    if token is not None and token.purpose in ANYBODY_MAY:
        return None
    if is_own(arrived.message_id, arrived.senders):
        return Outcome(rule.IGNORED, rule.OWN)
    if arrived.automatic:
        return Outcome(rule.IGNORED, rule.AUTOMATIC)
    if token is None and _account(hand, token) is None:
        return Outcome(rule.IGNORED, rule.UNKNOWN_ADDRESS)
    db.session.commit()
    return Outcome(rule.IGNORED, rule.REPEATED) if writes_too_often(_writer(hand, token), hand.now) else None


def _language(hand: AtHand) -> AbstractContextManager[None]:
    if hand.user is not None:
        return in_language_of(hand.user)
    words = f"{hand.arrived.subject}\n\n{hand.arrived.text}"
    return in_language(guess_language(words[:5_000], INTERFACE))


def _taken(hand: AtHand, token: Token | None) -> Outcome:
    """Have a mail taken; whatever was begun when it is refused is undone."""
    try:
        if token is None:
            raise NotTaken(rule.UNKNOWN_ADDRESS)
        _check(hand, token)
        return TAKERS[token.purpose](hand.arrived, token, hand.now)
    except NotTaken as refused:
        outcome = Outcome(rule.REFUSED, refused.reason, answer=refused.answer)
    except Refused as refused:
        outcome = Outcome(rule.REFUSED, refused.reason.value)
    except EmptyText:
        outcome = Outcome(rule.REFUSED, rule.EMPTY)
    except Gone:
        outcome = Outcome(rule.REFUSED, rule.NOT_THERE)
    db.session.rollback()
    return outcome


def _check(hand: AtHand, token: Token) -> None:
    """Check what does not depend on the purpose. Strangers learn nothing, not even that an address has expired."""
    if token.purpose not in ANYBODY_MAY:
        known = normal_address(hand.user.email) if hand.user else "" if token.user_id else hand.arrived.sender
        if hand.arrived.is_forged or not known or hand.arrived.sender != known:
            raise NotTaken(rule.FORGED)
    if token.has_expired(hand.now):
        raise NotTaken(rule.EXPIRED)
    if hand.mail.reason == rule.TOO_LONG:
        raise NotTaken(rule.TOO_LONG)


def _settle(hand: AtHand, outcome: Outcome) -> None:
    """Record the outcome, in the transaction that a taker may have left open."""
    with writing():
        _describe(hand.mail, hand.arrived)
        note(outcome)
        db.session.commit()


def _describe(mail: IncomingMail, arrived: Arrived) -> None:
    mail.sender, mail.subject = (arrived.sender or ", ".join(arrived.senders))[:254], arrived.subject[:300]
