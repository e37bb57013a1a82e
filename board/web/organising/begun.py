"""What an owner has filled in of a new forum: how far they have come, and the weeks that follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from flask_babel import gettext as _

from board.actions import beginning
from board.actions.setting_up import ForumSettings
from board.models import BegunForum
from board.rules.beginning import openings
from board.text import PastedWeek, guess_language, read_programme
from board.web.organising.owner_forms import EVERYONE
from board.web.viewer import myself, now

STEPS = ("name", "languages", "weeks", "check")
Answers = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Begun:
    """The answers so far, by step."""

    row: BegunForum | None
    answers: Answers

    @property
    def next_step(self) -> str:
        """The first step that is not filled in."""
        return next((step for step in STEPS[:-1] if step not in self.answers), STEPS[-1])

    def lacks(self, step: str) -> bool:
        """Return whether something has to be filled in before this step."""
        return STEPS.index(self.next_step) < STEPS.index(step)

    def keep(self, step: str, answers: object) -> None:
        """Keep the answers of a step beside the others."""
        beginning.keep_answers(myself(), {**self.answers, step: answers}, now())

    @property
    def starts(self) -> date | None:
        return _day(self.answers["name"]["starts"])

    @property
    def ends(self) -> date | None:
        return _day(self.answers["name"]["ends"])

    @property
    def zone(self) -> str:
        return str(self.answers["name"]["zone"])

    @property
    def languages(self) -> list[str]:
        return list(self.answers["languages"]["languages"])

    @property
    def purpose(self) -> str:
        return str(self.answers["name"].get("purpose", ""))

    @property
    def regions(self) -> tuple[str, ...]:
        return tuple(self.answers["name"].get("regions", ()))

    @property
    def is_public(self) -> bool:
        """Whether everyone can read."""
        return str(self.answers["name"].get("reading")) == EVERYONE

    def settings(self, slug: str) -> ForumSettings:
        """Return the settings of the new forum. What no step asks for is as it usually is."""
        return ForumSettings(
            name=self.answers["name"]["name"],
            slug=slug,
            zone=self.zone,
            starts_on=self.starts,
            ends_on=self.ends,
            languages=tuple(self.languages),
            policy=tuple(self.answers["languages"]["policy"]),
            regions=self.regions,
            public_reading=self.is_public,
            shows_machine_drafts=False,
            hours_min=2,
            hours_max=5,
        )

    @property
    def language(self) -> str:
        """The language in which the weeks are written, by their words."""
        guess = guess_language(self.answers["weeks"]["body"])
        return guess if guess in self.languages else self.languages[0]

    def planned(self) -> list[dict[str, str]]:
        """Return the weeks: as they were last changed, or anew if what they follow from was changed since.

        If only the dates were, their words stay.
        """
        kept = self.answers.get("plan", {})
        weeks = kept.get("weeks", [])
        if kept.get("words") != self._words():
            weeks = [words_of(pasted) for pasted in self._pasted()]
        elif kept.get("dates") == self._dates():
            return list(weeks)
        return [{**week, "opens": opens} for week, opens in zip(weeks, self._openings(len(weeks)), strict=True)]

    def keep_plan(self, weeks: list[dict[str, str]]) -> None:
        """Keep the weeks as somebody has changed them."""
        self.keep("plan", {"weeks": weeks, "words": self._words(), "dates": self._dates()})

    def _words(self) -> list[Any]:
        return [self.answers["weeks"][name] for name in ("body", "number")]

    def _dates(self) -> list[Any]:
        return [self.answers["name"]["starts"], *(self.answers["weeks"][name] for name in ("weekday", "at", "days"))]

    def _pasted(self) -> list[PastedWeek]:
        pasted = list(read_programme(self.answers["weeks"]["body"]).weeks)
        missing = self.answers["weeks"]["number"] - len(pasted)
        return pasted + [PastedWeek(str(_("Title to come")))] * missing

    def _openings(self, number: int) -> list[str]:
        return openings_of(self.starts, self.answers["weeks"], number)


def openings_of(first_day: date | None, rhythm: Answers, number: int) -> list[str]:
    """Return when so many weeks open, in ISO format; "" without a first day."""
    if first_day is None:
        return [""] * number
    at = time.fromisoformat(rhythm["at"])
    return [wall.isoformat() for wall in openings(first_day, rhythm["weekday"], at, rhythm["days"], number)]


def begun() -> Begun:
    """Return what the person has filled in so far."""
    row = beginning.begun_by(myself())
    return Begun(row, dict(row.answers) if row else {})


def _day(iso: str) -> date | None:
    return date.fromisoformat(iso) if iso else None


def words_of(pasted: PastedWeek) -> dict[str, str]:
    """Return what the fields of a pasted week are filled with, except when it opens."""
    readings = [
        ", ".join((one.title, one.url, *([f"{one.minutes} min"] if one.minutes else []))) for one in pasted.readings
    ]
    return {
        "title": pasted.title,
        "outline": pasted.outline,
        "questions": "\n\n".join(pasted.questions),
        "readings": "\n".join(readings),
    }
