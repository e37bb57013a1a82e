"""What a forum still lacks before it can begin, derived from what there is: nothing is ticked by hand.

Admins can leave a line out that their forum does not need; the log of what they did says so, and is asked here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func

from board.extensions import db
from board.models import Act, Membership, Thread, Week
from board.pages.outbox import sent_mail
from board.pages.preparing import reading_counts
from board.pages.work import mail_line
from board.rules.checklist import ASIDE, BACK, LINES, OPTIONAL
from board.rules.roles import KEY_RESPONDENT, TRANSLATOR
from board.visible import Sight, forum_acts, forum_assignments, forum_memberships, visible_threads


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a forum needs. ``lacks`` says what is missing, in one word; "" if it is done."""

    name: str
    lacks: str = ""
    weeks: tuple[Week, ...] = ()
    """The weeks in which it is missing."""
    number: int = 0
    is_aside: bool = False
    """Whether an admin said that this forum does not need it."""

    @property
    def can_be_left_out(self) -> bool:
        return self.name in OPTIONAL


@dataclass(frozen=True, slots=True)
class Checklist:
    """All lines in their order."""

    lines: tuple[Line, ...]

    @property
    def open(self) -> list[Line]:
        """The lines that lack something, and that the forum needs."""
        return [line for line in self.lines if line.lacks and not line.is_aside]

    @property
    def done(self) -> list[Line]:
        return [line for line in self.lines if not line.lacks]

    @property
    def aside(self) -> list[Line]:
        return [line for line in self.lines if line.lacks and line.is_aside]


def checklist(sight: Sight, mail: str) -> Checklist | None:
    """Return the checklist of a forum that is not closed; ``mail`` is what e-mail lacks. At most seven queries."""
    if sight.forum.closed_at is not None and sight.forum.closed_at <= sight.now:
        return None
    found = (*_of_weeks(sight), *_of_people(sight), *_of_the_call(sight), Line("mail", mail))
    by_name = {line.name: line for line in found}
    aside = left_out(sight)
    ordered = (by_name[name] for name in LINES if name in by_name)
    return Checklist(tuple(_with(line, line.name in aside) for line in ordered))


def _with(line: Line, is_aside: bool) -> Line:
    return Line(line.name, line.lacks, line.weeks, line.number, is_aside)


def left_out(sight: Sight) -> set[str]:
    """Return the lines that admins said the forum does not need: what was said last counts."""
    said = forum_acts(sight).where(Act.kind.in_((ASIDE, BACK))).order_by(None).order_by(Act.at, Act.id)
    last = {act.detail: act.kind for act in db.session.scalars(said)}
    return {name for name, kind in last.items() if kind == ASIDE}


def _of_weeks(sight: Sight) -> Iterable[Line]:
    if not sight.weeks:
        return [Line("outlines", "weeks")]
    asked = visible_threads(sight).where(Thread.kind == "question")
    counted = asked.with_only_columns(Thread.week_id, func.count(Thread.id)).group_by(Thread.week_id).order_by(None)
    questions, readings = dict(db.session.execute(counted).all()), reading_counts(sight)
    return [
        _in_weeks("outlines", [week for week in sight.weeks if week.outline_id is None]),
        _in_weeks("readings", [week for week in sight.weeks if not readings.get(week.id)]),
        _in_weeks("questions", [week for week in sight.weeks if not questions.get(week.id)]),
    ]


def _in_weeks(name: str, weeks: list[Week]) -> Line:
    return Line(name, "in_weeks" if weeks else "", tuple(weeks), len(weeks))


def _of_people(sight: Sight) -> Iterable[Line]:
    """Return what the team lacks. There is a line for translators only if something is translated."""
    members = forum_memberships(sight).with_only_columns(Membership.user_id, Membership.roles).order_by(None)
    roles: dict[int, frozenset[str]] = dict(db.session.execute(members).all())
    assigned = {assignment.user_id for assignment, _suspended in db.session.execute(forum_assignments(sight))}
    respondents = {user_id for user_id, theirs in roles.items() if KEY_RESPONDENT in theirs}
    idle = len(respondents - assigned)
    lines = [Line("respondents", "" if respondents and not idle else "week" if idle else "nobody", number=idle)]
    if sight.forum.policy:
        translators = any(TRANSLATOR in theirs for theirs in roles.values())
        lines.append(Line("translators", "" if translators else "nobody"))
    return lines


def _of_the_call(sight: Sight) -> Iterable[Line]:
    return [
        Line("call", "" if sight.forum.applications_from else "date"),
        Line("conduct", "" if sight.forum.conduct_id else "own"),
    ]


def what_mail_lacks(has_server: bool, is_working: bool) -> str:
    """Return what keeps e-mail from going out; "" if it does."""
    if not has_server:
        return "server"
    if not is_working:
        return "worker"
    if mail_line() is not None:
        return "line"
    return "" if sent_mail("").number else "proof"
