"""Words for the owner about mail that came in: what became of it, and why nothing did."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from board.rules import incoming as rule
from board.rules import work
from board.rules.permissions import Refusal
from board.web.words import REASONS as REFUSALS

OUTCOMES = {
    "": _l("waits for the worker"),
    rule.POSTED: _l("posted"),
    rule.CORRECTED: _l("a correction"),
    rule.APPLIED: _l("an application"),
    rule.CONFIRMED: _l("a confirmation"),
    rule.STOPPED: _l("no more e-mail wanted"),
    rule.BOUNCED: _l("e-mail that came back"),
    rule.IGNORED: _l("ignored"),
    rule.REFUSED: _l("refused"),
}
REASONS = {
    rule.PROVED: _l("This answers a test: answers by e-mail arrive, and this site can read them."),
    rule.AUTOMATIC: _l("A program wrote this: an absence note, for example. Nobody is answered."),
    rule.OWN: _l("This site wrote it itself. It is not answered, so that no loop begins."),
    rule.REPEATED: _l("It came before."),
    rule.UNREADABLE: _l("It is damaged, or so unusual that it could not be read."),
    rule.UNKNOWN_ADDRESS: _l("It came to an address that this site does not know, or that was changed on the way."),
    rule.FORGED: _l("It was not sent by the person to whom its address was given, or that could not be proved."),
    rule.EXPIRED: _l("Its address was too old: it can be answered for 120 days."),
    rule.EMPTY: _l("Nothing was written above what it quotes."),
    rule.TOO_LONG: _l("It was too long for a post."),
    rule.NOT_THERE: _l("What it answers is no longer there, or can no longer be seen by its sender."),
    rule.TOO_LATE: _l("It came too late to correct a post."),
    rule.NO_VERSION: _l("It answered the receipt of a post, and was no corrected version of it."),
    rule.NO_NUMBER: _l("It did not say which of several posts it answers."),
    rule.UNCLEAR: _l("It did not say clearly what its sender wants."),
    rule.TOO_OFTEN: _l("Its sender had written too much in a short time."),
}
MAILBOX_REASONS = {
    work.NAME: _l("The name of the mailbox’s server in MAIL_IN_URL is not known (DNS)."),
    work.CLOSED: _l("The mailbox’s server refuses the connection."),
    work.UNREACHABLE: _l("The mailbox’s server cannot be reached."),
    work.SLOW: _l("The mailbox’s server takes too long to answer."),
    work.HUNG_UP: _l("The mailbox’s server ends the connection."),
    work.TLS: _l("No secure connection to the mailbox can be made (TLS)."),
    work.GREETING: _l("The mailbox’s server does not do what is asked of it. Is the folder in MAIL_IN_URL there?"),
    work.SIGN_IN: _l("The mailbox does not accept the name and the password in MAIL_IN_URL."),
}
TOLD = frozenset(Refusal)
"""Reasons of a rule, which the sender was told."""


def outcome_words(outcome: str) -> str:
    """Return what became of a mail, in the reader's language."""
    return str(OUTCOMES[outcome])


def incoming_words(reason: str) -> str:
    """Return why nothing was made of a mail, in the reader's language; the reason of a rule is what its sender read."""
    if reason in TOLD:
        return str(_l("The sender was told: “%(words)s”", words=REFUSALS[Refusal(reason)]))
    return str(REASONS.get(reason, ""))


def mailbox_words(reason: str) -> str:
    """Return why the mailbox cannot be read, in the reader's language."""
    return str(MAILBOX_REASONS.get(reason, MAILBOX_REASONS[work.GREETING]))


def connect(app: Flask) -> None:
    """Give templates these words."""
    app.jinja_env.filters.update(
        incoming_outcome=outcome_words, incoming_reason=incoming_words, mailbox_reason=mailbox_words
    )
