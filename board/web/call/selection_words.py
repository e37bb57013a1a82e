"""Words for applications: their kinds, states, faults, origins and decisions."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from board.rules import applications as rule
from board.rules import selection
from board.rules.again import Answer
from board.rules.intake import Fault, Trouble

KINDS_WORDS = {
    rule.KEY_RESPONDENT: _l("Key respondents"),
    rule.PARTICIPANT: _l("Participants"),
}
APPLICATION_STATES = {
    rule.RECEIVED: _l("to be decided"),
    rule.SHORTLISTED: _l("shortlisted"),
    rule.WAITING: _l("on the waiting list"),
    rule.ACCEPTED: _l("accepted"),
    rule.DECLINED: _l("declined"),
    rule.WITHDRAWN: _l("withdrawn"),
}
EARLIER_STATES = {**APPLICATION_STATES, rule.RECEIVED: _l("received")}
"""The states of applications to an earlier run, which are not decided any more."""
ANSWER_WORDS = {
    Answer.NOT_ASKED: _l("not invited"),
    Answer.SILENT: _l("no answer yet"),
    Answer.CONFIRMED: _l("confirmed"),
    Answer.SAID_NO: _l("will not take part"),
    Answer.APPLIED: _l("applied again"),
}
"""The answers to an invitation."""
STATE_COLOURS = {rule.ACCEPTED: "accent", rule.SHORTLISTED: "amber", rule.DECLINED: "brick"}
MOVE_WORDS = {
    rule.SHORTLISTED: _l("Shortlist"),
    rule.ACCEPTED: _l("Accept"),
    selection.AS_PARTICIPANT: _l("Accept as a participant"),
    rule.WAITING: _l("Put on the waiting list"),
    rule.DECLINED: _l("Decline"),
}
ORIGIN_WORDS = {
    rule.FORM: _l("sent with the form"),
    rule.MAILED: _l("sent by e-mail"),
    rule.MAIL: _l("came by e-mail, entered by hand"),
    rule.IMPORT: _l("came by e-mail, imported from a file"),
    rule.AGAIN: _l("renewed from an earlier run"),
}
FAULT_WORDS = {
    Trouble.SURPLUS: _l("It has more cells than there are columns. Put text that contains commas in quotation marks."),
    Trouble.UNSHOWABLE: _l("It contains characters that cannot be shown."),
    Trouble.UNKNOWN_KIND: _l("“%(detail)s” is neither participant nor key respondent."),
    Trouble.NO_NAME: _l("Give the person’s name."),
    Trouble.LONG_NAME: _l("A name can have at most 120 characters."),
    Trouble.NO_EMAIL: _l("Give an e-mail address, such as ana@example.org."),
    Trouble.BAD_EMAIL: _l("This is not an e-mail address."),
    Trouble.UNKNOWN_REGION: _l("“%(detail)s” is not one of the forum’s regions."),
    Trouble.UNKNOWN_LANGUAGE: _l("“%(detail)s” is not one of the languages."),
    Trouble.UNKNOWN_INTERFACE: _l("“%(detail)s” is not a language in which we can write to people."),
    Trouble.LONG_DESCRIPTION: _l("The description has %(detail)s characters; it can have at most 5,000."),
    Trouble.LONG_EXPERIENCE: _l("The experience has %(detail)s words; it can have at most 300."),
    Trouble.UNKNOWN_CHARACTERISTIC: _l("“%(detail)s” is not one of the characteristics."),
    Trouble.UNKNOWN_WEEK: _l("“%(detail)s” is not one of the forum’s weeks."),
    Trouble.UNKNOWN_ROLE: _l("“%(detail)s” is not a role: write participant, key respondent, translator or admin."),
    Trouble.UNKNOWN_CELL: _l("“%(detail)s” is neither a role nor a language nor one of the forum’s regions."),
    Trouble.SEVERAL_ADDRESSES: _l("It has more than one e-mail address. Write each person on a line of their own."),
}


def fault_words(fault: Fault) -> str:
    """Return a fault in the reader's language."""
    return str(FAULT_WORDS[fault.trouble]) % {"detail": fault.detail}


def connect(app: Flask) -> None:
    """Give templates these words, and the rule for the state that undoing leads back to."""
    app.jinja_env.globals.update(
        KINDS_WORDS=KINDS_WORDS,
        APPLICATION_STATES=APPLICATION_STATES,
        STATE_COLOURS=STATE_COLOURS,
        MOVE_WORDS=MOVE_WORDS,
        ORIGIN_WORDS=ORIGIN_WORDS,
        application_state_before=selection.before,
    )
    app.jinja_env.filters["fault"] = fault_words
