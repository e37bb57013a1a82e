"""What takes a mail: one function for each purpose of an address."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import get_locale

from board import jobs
from board.actions.bouncing import forget_bounces
from board.actions.mail_in import settle_mail
from board.incoming.packing import packed
from board.incoming.parsing import Arrived
from board.mail.blocks import Blocks
from board.models import Forum, IncomingMail, Post, User
from board.rules import incoming as rule
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
    """The language in which somebody without an account is answered; empty: the current one."""
    posts: tuple[Post, ...] = ()
    """All that it became, if that is more than one post."""


class NotTaken(Exception):
    """A mail is refused; nothing of it was done. ``reason`` is a constant of `rules/incoming.py`."""

    def __init__(self, reason: str, answer: Blocks | None = None) -> None:
        super().__init__(reason)
        self.reason, self.answer = reason, answer


@dataclass(slots=True)
class AtHand:
    """The mail that is being handled."""

    mail: IncomingMail
    arrived: Arrived
    now: datetime
    user: User | None = None
    """The account for which its address was made."""
    forum: Forum | None = None
    """The forum that it is about, once that is known."""
    may_answer: bool = True


Taker = Callable[[Arrived, Token, datetime], Outcome]
TAKERS: dict[int, Taker] = {}
AT_HAND: ContextVar[AtHand] = ContextVar("AT_HAND")


def takes(purpose: int) -> Callable[[Taker], Taker]:
    """Register the function that takes mails to addresses of this purpose.

    It is called in the language of the sender, without a transaction, after everything was checked that does not
    depend on the purpose: the mail is no program's and new, its token is valid and was made for the account from whose
    address it comes (unless it is anybody's). Raise Refused if a rule refuses, NotTaken for another reason.

    What it did and its outcome are recorded in one transaction: it either leaves its transaction open, or calls `note`
    before its action commits.
    """

    def register(taker: Taker) -> Taker:
        TAKERS[purpose] = taker
        return taker

    return register


def note(outcome: Outcome) -> None:
    """Record the outcome in the transaction at hand, with the mail about it, together with what the mail caused."""
    hand = AT_HAND.get()
    settle_mail(hand.mail, outcome.outcome, outcome.reason, outcome.post.id if outcome.post else None, hand.now)
    posts = outcome.posts or ((outcome.post,) if outcome.post is not None else ())
    if posts and outcome.outcome in (rule.POSTED, rule.CORRECTED):
        payload = {"user": posts[0].author_id, "forum": posts[0].forum_id, "posts": [post.id for post in posts]}
        _ask_for("receipt", hand, payload)
    if hand.user is not None and outcome.outcome in REACHED:
        forget_bounces(hand.user.email)
    if hand.user is not None and outcome.reason == rule.FORGED:
        payload = {"user": hand.user.id, "mail": hand.mail.id}
        jobs.enqueue("mail.forged", f"forged:{hand.user.key}:{hand.now:%Y%m%d}", payload, hand.now)
    if hand.may_answer and is_answered(outcome):
        _ask_for("answer", hand, _answer(hand, outcome))
    jobs.settle(hand.now)


REACHED = (rule.POSTED, rule.CORRECTED, rule.CONFIRMED)
"""Outcomes by which somebody has shown that they got the mail that they answered."""


def is_answered(outcome: Outcome) -> bool:
    """Return whether the sender is told about an outcome."""
    return outcome.answer is not None or (outcome.outcome == rule.REFUSED and outcome.reason != rule.FORGED)


def _answer(hand: AtHand, outcome: Outcome) -> dict[str, Any]:
    return {
        "user": hand.user.id if hand.user else None,
        "forum": hand.forum.id if hand.forum else None,
        "language": outcome.language or str(get_locale()),
        "reason": outcome.reason,
        "blocks": packed(outcome.answer) if outcome.answer is not None else None,
    }


def _ask_for(kind: str, hand: AtHand, payload: dict[str, Any]) -> None:
    jobs.enqueue(f"mail.{kind}", f"{kind}:{hand.mail.key}", {"mail": hand.mail.id, **payload}, hand.now)
