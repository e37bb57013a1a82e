"""The applications to the forum, the decisions about them, and the admins' notes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from board.actions.applying import Applied, record
from board.actions.selecting import add_note, decide
from board.demo.content import person, tables
from board.demo.stage import Stage
from board.models import Application
from board.rules.applications import ACCEPTED, KEY_RESPONDENT, RECEIVED

DECIDES = "claire"
"""The admin who decides."""
APART = timedelta(minutes=7)
"""Decisions are made one after the other."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An application; with ``person`` the application of somebody in the forum."""

    days: int
    state: str
    description: str
    person: str = ""
    kind: str = KEY_RESPONDENT
    name: str = ""
    email: str = ""
    region: str = ""
    languages: list[str] = field(default_factory=list)
    interface: str = ""
    experience: str = ""
    characteristics: list[str] = field(default_factory=list)
    week: int | None = None
    origin: str = "form"
    notes: list[dict[str, str]] = field(default_factory=list)

    def said(self, stage: Stage) -> Applied:
        """Return what the form sends."""
        one = person(self.person) if self.person else self
        return Applied(
            kind=self.kind,
            name=one.name,
            email=one.email,
            region=one.region,
            languages=tuple(one.languages),
            interface=one.interface,
            description=self.description,
            experience=self.experience,
            characteristics=frozenset(self.characteristics),
            week=stage.weeks[self.week] if self.week else None,
        )


def entries() -> list[Entry]:
    """Return all applications, in the order of the file."""
    return [Entry(**table) for table in tables("applications")["application"]]


def apply(stage: Stage) -> None:
    """Record the applications; each was decided when the forum was prepared."""
    stage.forum.respondent_seats = tables("applications")["seats"]
    for place, entry in enumerate(entries()):
        came = stage.calendar.prepared - timedelta(days=entry.days)
        application = record(stage.forum, entry.said(stage), entry.origin, came, verified=True)
        _decide(stage, application, entry, stage.calendar.prepared + place * APART)


def _decide(stage: Stage, application: Application, entry: Entry, now: datetime) -> None:
    for note in entry.notes:
        add_note(stage.sight(note["by"], now - timedelta(days=2)), application, note["note"])
    if entry.state != RECEIVED:
        week = stage.weeks[entry.week] if entry.week and entry.state == ACCEPTED else None
        decide(stage.sight(DECIDES, now), application, entry.state, week)
