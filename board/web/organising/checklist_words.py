"""The checklist of a forum that is being prepared, in words: each line says what is missing and leads to its place."""

from __future__ import annotations

from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from board.pages.checklist import Checklist, Line, checklist, what_mail_lacks
from board.pages.work import worker_seen_at
from board.visible import Sight
from board.web.organising.acts import CHECKLIST_NAMES
from board.web.readiness import SEEN_WITHIN
from board.web.viewer import settings

LACKS = {
    ("outlines", "weeks"): _l("There are no weeks yet."),
    ("respondents", "nobody"): _l("Nobody is a key respondent yet."),
    ("translators", "nobody"): _l("Nobody translates yet."),
    ("call", "date"): _l("It has no date, so nobody can apply."),
    ("conduct", "own"): _l("That of the site applies. Read it, and write your own if you need one."),
    ("mail", "server"): _l("No mail server is set, so no e-mail is sent. The owner of the site sets one."),
    ("mail", "worker"): _l(
        "The worker of the site is not running, so no e-mail is sent. The owner of the site starts it."
    ),
    ("mail", "line"): _l("The mail server cannot be reached at the moment."),
    ("mail", "proof"): _l("None has gone out yet. The first one proves that it works."),
}


class Told(NamedTuple):
    """A line in words: its name, what is missing, and where that can be done, if the reader can do it."""

    line: Line
    name: str
    lacks: str
    address: str | None


def told(sight: Sight) -> tuple[Checklist, list[Told]] | None:
    """Return the checklist and its open lines in words; None if nothing is left to do."""
    seen = worker_seen_at()
    is_working = seen is not None and seen >= sight.now - SEEN_WITHIN
    found = checklist(sight, what_mail_lacks(bool(settings().mail_url), is_working))
    if found is None or not found.open:
        return None
    return found, [
        Told(line, str(CHECKLIST_NAMES[line.name]), _lacks(sight, line), _address(sight, line)) for line in found.open
    ]


def _lacks(sight: Sight, line: Line) -> str:
    if line.lacks == "in_weeks" and line.number == len(sight.weeks) > 1:
        return str(_("No week has any yet."))
    if line.lacks == "in_weeks":
        numbers = ", ".join(str(week.number) for week in line.weeks)
        words = ngettext("Week %(numbers)s has none.", "Weeks %(numbers)s have none.", line.number, numbers=numbers)
        return str(words)
    if line.lacks == "week":
        words = ngettext(
            "%(num)d key respondent has no week yet.", "%(num)d key respondents have no week yet.", line.number
        )
        return str(words)
    return str(LACKS[line.name, line.lacks])


def _address(sight: Sight, line: Line) -> str | None:
    slug = sight.forum.slug
    if line.lacks == "in_weeks":
        page = "preparing.week" if line.name == "outlines" else "preparing.readings"
        anchor = "questions" if line.name == "questions" else None
        return url_for(page, forum=slug, number=line.weeks[0].number, _anchor=anchor)
    if line.name == "outlines":
        return url_for("pasting.programme", forum=slug)
    if line.name in ("respondents", "translators"):
        return url_for("members.people", forum=slug)
    if line.name == "call":
        return url_for("call.edit", forum=slug)
    if line.name == "conduct":
        return url_for("call.edit_text", forum=slug, which="conduct")
    return url_for("owner.mail") if sight.viewer.is_owner else None
