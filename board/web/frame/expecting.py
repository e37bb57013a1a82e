"""When answers can be expected of a key respondent, in words: before they are asked, and on the question."""

from __future__ import annotations

from flask_babel import gettext as _

from board.models import Forum
from board.pages.answering import Expectation, expected
from board.pages.people import Member
from board.rules.weeks import Answering
from board.visible import Sight
from board.web.words import badge_words, moment_in


def expectation_words(forum: Forum, name: str, found: Expectation | None) -> str:
    """A sentence; nothing where they answer now, or have no week."""
    if found is None or found.kind is Answering.NOW:
        return ""
    number = found.week.number
    if found.kind is Answering.FROM and found.opens is not None:
        time = moment_in(found.opens, forum)
        return str(_("%(name)s answers in week %(number)s, from %(time)s.", name=name, number=number, time=time))
    if found.kind is Answering.OVER:
        return str(_("Week %(number)s is over: an answer may take longer, or come from somebody else.", number=number))
    return str(_("%(name)s answers in week %(number)s, which has no date yet.", name=name, number=number))


def choice_words(sight: Sight, member: Member) -> str:
    """A key respondent in the list of whom to ask: who they are, for which week, and when they answer."""
    found = expected(sight, member.badges)
    if found is None:
        return member.membership.shown.name
    badge = next(badge for badge in member.badges if badge.week.id == found.week.id)
    return " · ".join(filter(None, (member.membership.shown.name, badge_words(badge), _in_brief(sight.forum, found))))


def _in_brief(forum: Forum, found: Expectation) -> str:
    if found.kind is Answering.FROM and found.opens is not None:
        return str(_("answers from %(time)s", time=moment_in(found.opens, forum)))
    words = {Answering.UNDATED: _("no date yet"), Answering.OVER: _("week over: an answer may take longer")}
    return str(words.get(found.kind, ""))
