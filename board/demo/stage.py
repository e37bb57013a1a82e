"""What the loader passes along: the calendar, the forum, its people by name, and the sight of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from board.demo import content
from board.demo.calendar import Calendar
from board.demo.content import Person
from board.extensions import db
from board.models import Forum, Post, Reading, Thread, User, Week
from board.rules.roles import Viewer
from board.visible import Sight, look


@dataclass(slots=True)
class Stage:
    """The demo while it is being written; rows are stored by their id in the TOML files."""

    calendar: Calendar
    forum: Forum
    users: dict[str, User]
    weeks: dict[int, Week] = field(default_factory=dict)
    readings: dict[str, Reading] = field(default_factory=dict)
    threads: dict[str, Thread] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)

    def sight(self, who: str, now: datetime) -> Sight:
        """Return what somebody sees at the instant of their writing: the rules apply to the demo too."""
        user = self.users[who]
        return look(db.session(), self.forum, Viewer(user.id, user.is_owner, self.roles(who)), now)

    def machine(self, now: datetime) -> Sight:
        """Return the sight of the translating machine, which has no account."""
        return look(db.session(), self.forum, Viewer(roles=frozenset({"translator"})), now)

    def roles(self, who: str) -> frozenset[str]:
        """Return somebody's roles in the forum."""
        return roles_of(content.person(who))


def roles_of(person: Person) -> frozenset[str]:
    """Return the roles in the forum; owning the installation is not a role."""
    return frozenset(person.roles) - {"owner"}
