"""What takes a mail: one function for each purpose of an address."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from board import jobs
from board.actions.mail_in import settle_mail
from board.incoming.parsing import Arrived
from board.mail.blocks import Blocks
from board.models import IncomingMail, Post
from board.rules.mail_tokens import Token


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a mail: constants of `rules/incoming.py`, or for ``reason`` those of `permissions.Refusal`."""

    outcome: str
    reason: str = ""
    post: Post | None = None
    answer: Blocks | None = None
    """What the sender is told, in their language; their own words stand below it. None: nothing, or the usual words
    about the reason if it was refused."""
    language: str = ""
    """The language in which somebody without an account is answered; empty: that of their account."""


Taker = Callable[[Arrived, Token, datetime], Outcome]
TAKERS: dict[int, Taker] = {}
AT_HAND: ContextVar[tuple[IncomingMail, datetime]] = ContextVar("AT_HAND")


def takes(purpose: int) -> Callable[[Taker], Taker]:
    """Register the function that takes mails to addresses of this purpose.

    It is called in the language of the sender, without a transaction, after everything was checked that does not
    depend on the purpose: the mail is no program's and new, its token is valid and was made for the account from whose
    address it comes (unless it is anybody's). Raise Refused if a rule refuses.

    What it did and its outcome are recorded in one transaction: it either leaves its transaction open, or calls `note`
    before its action commits.
    """

    def register(taker: Taker) -> Taker:
        TAKERS[purpose] = taker
        return taker

    return register


def note(outcome: Outcome) -> None:
    """Record the outcome in the transaction at hand, together with what the mail caused."""
    mail, now = AT_HAND.get()
    settle_mail(mail, outcome.outcome, outcome.reason, outcome.post.id if outcome.post else None, now)
    jobs.settle(now)
