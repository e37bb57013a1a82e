"""Which mail goes out to a member who is suspended or wants none, by its kind of job."""

from __future__ import annotations

from collections.abc import Mapping

from board.rules.mailing import ANNOUNCEMENT, OPENING, QUESTION, QUEUE, RECEIPT, SUMMARY

ALWAYS, UNLESS_STOPPED = "always", "unless_stopped"
"""Sent however much mail somebody wants; sent to members who may write and have not stopped all e-mail of the forum."""

NEEDS: Mapping[str, str] = {
    # An account, or the way to one. Nobody is locked out of their account by choosing less mail.
    "mail.reset": ALWAYS,
    "mail.sign_in": ALWAYS,
    "mail.address": ALWAYS,
    "mail.address_changed": ALWAYS,
    "mail.setup": ALWAYS,
    # An answer to a mail that somebody wrote: the words that come back are their own.
    "mail.answer": ALWAYS,
    "mail.forged": ALWAYS,
    # An application: its sender is no member yet, and waits for the answer.
    "mail.application": ALWAYS,
    "mail.again": ALWAYS,
    "mail.decision": ALWAYS,
    # The suspension itself, which is the last that a suspended member hears.
    "mail.suspended": ALWAYS,
    "mail.lifted": ALWAYS,
    # The rest is the forum's. Whoever stopped it sees the same on its pages.
    "mail.question": QUESTION,
    "mail.questions": QUESTION,
    "mail.opening": OPENING,
    "mail.announcement": ANNOUNCEMENT,
    "mail.receipt": RECEIPT,
    "mail.post": UNLESS_STOPPED,  # because it answers or names somebody, or to those who want each
    "mail.translated": UNLESS_STOPPED,  # to those who want each
    "mail.digest": UNLESS_STOPPED,  # on the days that somebody chose
    "mail.bounced": UNLESS_STOPPED,
    "mail.queue": QUEUE,
    "mail.summary": SUMMARY,
    "mail.report": UNLESS_STOPPED,
    "mail.hidden": UNLESS_STOPPED,
    "mail.restored": UNLESS_STOPPED,
    "mail.reword": UNLESS_STOPPED,
    "mail.submitted": UNLESS_STOPPED,
    "mail.returned": UNLESS_STOPPED,
    "mail.published": UNLESS_STOPPED,
    "mail.quoted": UNLESS_STOPPED,
    "mail.quoted_again": UNLESS_STOPPED,
}
"""What a member must want, by kind of job: always sent, unless stopped, or one of `mailing.KINDS`."""
