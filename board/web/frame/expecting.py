"""Words about when a key respondent can be expected to answer, shown before they are asked and on the question."""

from __future__ import annotations

from flask_babel import gettext as _

from board.models import Forum
from board.pages.answering import Expectation, expected
from board.pages.people import Member
from board.rules.weeks import Answering
from board.visible import Sight
from board.web.words import badge_words, moment_in


def expectation_words(forum: Forum, name: str, expectation: Expectation | None) -> str:
    """Return a sentence; "" if the person answers now or has no week."""
    if expectation is None or expectation.kind is Answering.NOW:
        return ""
    number = expectation.week.number
    if expectation.kind is Answering.FROM and expectation.opens is not None:
        time = moment_in(expectation.opens, forum)
        return str(_("%(name)s answers in week %(number)s, from %(time)s.", name=name, number=number, time=time))
    if expectation.kind is Answering.OVER:
        return str(_("Week %(number)s is over: an answer may take longer, or come from somebody else.", number=number))
    return str(_("%(name)s answers in week %(number)s, which has no date yet.", name=name, number=number))


def choice_words(sight: Sight, member: Member) -> str:
    """Return a key respondent's line in the list of people to ask: name, badge, and when they answer."""
    expectation, name = expected(sight, member.badges), member.membership.shown.name
    if expectation is None:
        return name
    badge = next(badge for badge in member.badges if badge.week.id == expectation.week.id)
    return " · ".join(filter(None, (name, badge_words(badge), _in_brief(sight.forum, expectation))))


def _in_brief(forum: Forum, expectation: Expectation) -> str:
    if expectation.kind is Answering.FROM and expectation.opens is not None:
        return str(_("answers from %(time)s", time=moment_in(expectation.opens, forum)))
    words = {Answering.UNDATED: _("no date yet"), Answering.OVER: _("week over: an answer may take longer")}
    return str(words.get(expectation.kind, ""))
