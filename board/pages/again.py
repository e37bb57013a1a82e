"""The people who applied to the earlier run, and how each of them answered this run's invitation."""

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
    """One address of the earlier run: its last application there, and its application or invitation here, if any."""

    earlier: Application
    invitation: Application | None
    answer: Answer

    @property
    def is_worth_asking(self) -> bool:
        return rule.is_worth_asking(self.earlier.state)


@dataclass(frozen=True, slots=True)
class People:
    """Everyone who applied to the earlier run, in the order in which they applied."""

    everyone: tuple[Person, ...]

    @property
    def not_asked(self) -> list[Person]:
        """The people who can be invited. Anyone who applied by themselves needs no invitation."""
        return [person for person in self.everyone if person.answer is Answer.NOT_ASKED]

    @property
    def asked(self) -> list[Person]:
        """The people who were invited, or applied by themselves."""
        return [person for person in self.everyone if person.answer is not Answer.NOT_ASKED]

    @property
    def counts(self) -> Counter[Answer]:
        return Counter(person.answer for person in self.everyone)

    def silent(self, sight: Sight) -> int:
        """Count the invited people who can be reminded now."""
        invitations = (person.invitation for person in self.everyone if person.answer is Answer.SILENT)
        return sum(invitation is not None and rule.can_be_reminded(invitation, sight.now) for invitation in invitations)


def people_again(sight: Sight, before: Sight) -> People:
    """Return everyone who applied to the run ``before``, each address once; two queries."""
    latest = {application.email: application for application in db.session.scalars(earlier_applications(sight, before))}
    here: dict[str, list[Application]] = defaultdict(list)
    for application in db.session.scalars(applications_again(sight, before)):
        here[application.email].append(application)
    return People(tuple(_person(earlier, here[earlier.email]) for earlier in latest.values()))


def _person(earlier: Application, here: list[Application]) -> Person:
    """Compose a person; their invitation counts before an application that they began by themselves."""
    own = min(here, key=lambda row: row.invited_at is None, default=None)
    applied = any(row.invited_at is None and row.state != WITHDRAWN for row in here)
    return Person(earlier, own, rule.answer_of(own, applied=applied))
