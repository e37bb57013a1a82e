"""Who applied to the earlier run, and what came of asking them again."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from board.extensions import db
from board.models import Application
from board.rules import again as rule
from board.rules.again import Answer
from board.rules.applications import WITHDRAWN
from board.visible import Sight
from board.visible.again import applications_again, earlier_applications


@dataclass(frozen=True, slots=True)
class Person:
    """An address of the earlier run: what it last applied with there, and what it has here."""

    earlier: Application
    invitation: Application | None
    answer: Answer

    @property
    def is_worth_asking(self) -> bool:
        return rule.is_worth_asking(self.earlier.state)


@dataclass(frozen=True, slots=True)
class People:
    """All of them, in the order in which they applied."""

    everyone: tuple[Person, ...]

    @property
    def not_asked(self) -> list[Person]:
        """Whom one can invite; those who applied anew need no invitation."""
        return [person for person in self.everyone if person.answer is Answer.NOT_ASKED]

    @property
    def asked(self) -> list[Person]:
        """Whoever was invited, or applied anew."""
        return [person for person in self.everyone if person.answer is not Answer.NOT_ASKED]

    @property
    def counts(self) -> Counter[Answer]:
        return Counter(person.answer for person in self.everyone)

    def silent(self, sight: Sight) -> int:
        """How many can be reminded now."""
        waiting = (person.invitation for person in self.everyone if person.answer is Answer.SILENT)
        return sum(one is not None and rule.can_be_reminded(one, sight.now) for one in waiting)


def people_again(sight: Sight, before: Sight) -> People:
    """Each address once, in two queries."""
    latest = {one.email: one for one in db.session.scalars(earlier_applications(sight, before))}
    here: dict[str, list[Application]] = defaultdict(list)
    for row in db.session.scalars(applications_again(sight, before)):
        here[row.email].append(row)
    return People(tuple(_person(one, here[one.email]) for one in latest.values()))


def _person(earlier: Application, here: list[Application]) -> Person:
    """An invitation comes before what they began by themselves and withdrew."""
    own = min(here, key=lambda row: row.invited_at is None, default=None)
    applied = any(row.invited_at is None and row.state != WITHDRAWN for row in here)
    return Person(earlier, own, rule.answer_of(own, applied=applied))
