"""Words for applications to an earlier run: their kinds, their states, and the answers to an invitation."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from board.rules import applications as rule
from board.rules.again import Answer

APPLICANT_KINDS = {
    rule.PARTICIPANT: _l("Participant"),
    rule.KEY_RESPONDENT: _l("Key respondent"),
}

EARLIER_WORDS = {
    rule.RECEIVED: _l("received"),
    rule.SHORTLISTED: _l("shortlisted"),
    rule.WAITING: _l("on the waiting list"),
    rule.ACCEPTED: _l("accepted"),
    rule.DECLINED: _l("declined"),
    rule.WITHDRAWN: _l("withdrawn"),
}
"""The state that an application had at the end of the earlier run."""

ANSWER_WORDS = {
    Answer.NOT_ASKED: _l("not invited"),
    Answer.SILENT: _l("no answer yet"),
    Answer.CONFIRMED: _l("confirmed"),
    Answer.SAID_NO: _l("will not take part"),
    Answer.APPLIED: _l("applied again"),
}
