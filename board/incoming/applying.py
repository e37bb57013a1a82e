"""Applying by e-mail, and confirming and withdrawing an application by answering the mail about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from board.actions import applying, inviting
from board.actions.applying_by_mail import MOST_A_DAY, mailed_about, sent_lately, take_back
from board.actions.intake import faults_of, is_address
from board.extensions import db, writing
from board.incoming.application_forms import application_in, language_of
from board.incoming.parsing import Arrived
from board.incoming.taking import Outcome, note, takes
from board.mail.blocks import Words, blocks_of
from board.mail.links import forum_address
from board.mail.readers import in_language
from board.models import Application, Forum
from board.models.base import key_from
from board.rules import applications as rule
from board.rules import incoming
from board.rules.intake import Fault, Trouble
from board.rules.mail_tokens import APPLY, CONFIRM, Token
from board.rules.permissions import Refusal, Refused
from board.rules.roles import NOBODY
from board.text.yes_or_no import says
from board.visible import Sight, look


@takes(APPLY)
def take_application(arrived: Arrived, token: Token, now: datetime) -> Outcome:
    """Keep an application that was mailed to the call, and ask the address that it came from to confirm it."""
    forum = db.session.get(Forum, token.about)
    if forum is None or not is_address(arrived.sender):
        return Outcome(incoming.IGNORED, incoming.UNKNOWN_ADDRESS if forum is None else incoming.UNREADABLE)
    if sent_lately(arrived.sender, now) >= MOST_A_DAY:
        return Outcome(incoming.IGNORED, incoming.TOO_OFTEN)  # somebody else may write in their name: no more mail
    with in_language(language_of(arrived)):
        return _apply(arrived, look(db.session(), forum, NOBODY, now))


def _apply(arrived: Arrived, sight: Sight) -> Outcome:
    said = application_in(arrived, sight)
    if refusal := rule.apply(sight.forum, sight.now):
        return _answered(incoming.REFUSED, refusal.value, _not_now(sight, refusal), said.interface)
    if not said.description and not said.experience:
        return _answered(incoming.REFUSED, incoming.EMPTY, _nothing_said(sight), said.interface)
    if too_long := [fault for fault in faults_of(said) if fault.trouble in TOO_LONG]:
        words = " ".join(TOO_LONG[fault.trouble](fault) for fault in too_long)
        return _answered(incoming.REFUSED, incoming.TOO_LONG, f"{words} {_send_again()}", said.interface)
    outcome = Outcome(incoming.APPLIED, language=said.interface)
    with writing():
        note(outcome)
        applying.apply(sight.forum, said, sight.now, key_from(arrived.digest), rule.MAILED)
    return outcome


def _answered(outcome: str, reason: str, words: str, language: str) -> Outcome:
    return Outcome(outcome, reason, answer=blocks_of(words), language=language)


def _not_now(sight: Sight, refusal: Refusal) -> str:
    if refusal is Refusal.CALL_NOT_OUT:
        return str(
            _(
                "Thank you for your interest in the online forum “%(forum)s”. Applications are not taken yet: "
                "please write again once the call is out.",
                forum=sight.forum.name,
            )
        )
    return str(
        _(
            "Thank you for your interest in the online forum “%(forum)s”. Applications are closed: the deadline has "
            "passed, and we could not keep your application.",
            forum=sight.forum.name,
        )
    )


def _nothing_said(sight: Sight) -> str:
    return str(
        _(
            "Thank you for your interest in the online forum “%(forum)s”. We need to know a little more: please answer "
            "to the same address, with your name, your region, the languages that you read, and a few sentences about "
            "your work. The call tells more:",
            forum=sight.forum.name,
        )
        + f"\n{forum_address(sight.forum, 'call')}"
    )


TOO_LONG: dict[Trouble, Callable[[Fault], str]] = {
    Trouble.LONG_DESCRIPTION: lambda fault: _(
        "The description of your work has %(num)s characters. It may have at most 5,000.", num=fault.detail
    ),
    Trouble.LONG_EXPERIENCE: lambda fault: _(
        "The fuller description of your work has %(num)s words. It may have at most 300.", num=fault.detail
    ),
}


def _send_again() -> str:
    return str(_("Please shorten it and send it again."))


@takes(CONFIRM)
def take_answer(arrived: Arrived, token: Token, now: datetime) -> Outcome:
    """Confirm an application, or withdraw it: its applicant has answered the mail about it with yes or with no."""
    application = mailed_about(token.about, arrived.sender)
    if application is None:
        return _answered(incoming.REFUSED, incoming.NOT_THERE, str(_NOT_THERE), language_of(arrived))
    language, answer = application.interface, says(arrived.text)
    with in_language(language):
        if answer is None:
            return _answered(incoming.REFUSED, incoming.UNCLEAR, str(_UNCLEAR), language)
        try:
            return _answer(application, answer, now)
        except Refused as refused:
            db.session.rollback()
            return _answered(incoming.REFUSED, refused.reason.value, str(_NOT_ALLOWED[refused.reason]), language)


_NOT_THERE = _l(
    "We know no application from the address that you write from. Please answer from the address to which our e-mail "
    "went, or open the link in it. An application that nobody confirms is deleted after 30 days."
)
_UNCLEAR = _l(
    "We could not tell whether your answer means yes or no, and changed nothing. Please answer the e-mail again with "
    "the word YES, or the word NO, alone in the first line; or open the link in it."
)
_NOT_ALLOWED = {
    Refusal.CALL_OVER: _l("The time in which this could be answered is over, and nothing was changed."),
    Refusal.DECIDED: _l(
        "Your application has been decided on already, so your e-mail changed nothing. Please write to the organisers."
    ),
    Refusal.WITHDRAWN: _l(
        "Your application was withdrawn before, and your e-mail changed nothing. As long as the call is open, you can "
        "apply anew."
    ),
}


def _answer(application: Application, says_yes: bool, now: datetime) -> Outcome:
    forum = db.session.get_one(Forum, application.forum_id)
    words = (
        _("Thank you: your application to “%(forum)s” is confirmed.", forum=forum.name)
        if says_yes
        else _("Your application to “%(forum)s” is withdrawn.", forum=forum.name)
    )
    outcome = Outcome(incoming.CONFIRMED, answer=[Words(words)], language=application.interface)
    with writing():
        note(outcome)
        _do(application, forum, says_yes, now)
    return outcome


def _do(application: Application, forum: Forum, says_yes: bool, now: datetime) -> None:
    if application.invited_at is not None and application.verified_at is None:
        sight = look(db.session(), forum, NOBODY, now)
        return inviting.say_yes(sight, application) if says_yes else inviting.say_no(sight, application)
    if not says_yes:
        return take_back(application, now)
    if application.state == rule.WITHDRAWN:
        raise Refused(Refusal.WITHDRAWN)
    applying.confirm_by_mail(forum, application, now)
    return None
