"""The demo's content: the TOML files in this folder, as typed values. An unknown key stops the load."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from board.rules.case_studies import PUBLISHED

HERE = Path(__file__).parent
WEEKS = range(1, 7)


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the forum; ``week`` is the week in which a key respondent presents."""

    id: str
    name: str
    email: str
    place: str
    region: str
    affiliation: str
    languages: list[str]
    zone: str
    interface: str
    roles: list[str]
    week: int | None = None
    assigned_region: str = ""


@dataclass(frozen=True, slots=True)
class Programme:
    """A week as the public programme announces it."""

    number: int
    title: str
    title_translation: str
    outline: str
    outline_translation: str


@dataclass(frozen=True, slots=True)
class TermEntry:
    """A term of the glossary, from Spanish into English."""

    term: str
    translation: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class VersionEntry:
    """The whole call in a further language."""

    language: str
    body: str


@dataclass(frozen=True, slots=True)
class ForumEntry:
    """The forum, its weeks, its glossary and its announcements."""

    slug: str
    name: str
    zone: str
    languages: list[str]
    policy: list[str]
    regions: list[str]
    hours_min: int
    hours_max: int
    about: str
    about_translation: str
    format: str
    format_translation: str
    prerequisites: str
    prerequisites_translation: str
    respondent_seats: int
    week: list[Programme]
    version: list[VersionEntry]
    term: list[TermEntry]
    announcement: list[AnnouncementEntry]


@dataclass(frozen=True, slots=True, kw_only=True)
class Translated:
    """How far the translation of a text has come: one state, or one per block."""

    language: str
    translation: str = ""
    translation_state: str = "approved"
    translated_by: str | None = None
    states: list[str] | None = None
    machine: bool = False
    queued: bool = False
    """Queued by hand, although the policy does not translate its language."""

    def state_of(self, position: int) -> str:
        """Return the state of the block at a position."""
        if self.machine:
            return "draft"
        return self.states[position] if self.states else self.translation_state


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementEntry(Translated):
    """An announcement to the members, ``at`` a day and time of a week."""

    author: str
    week: int
    at: str
    title: str
    body: str
    title_translation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingEntry(Translated):
    """A reading; with ``case_study_by`` a key respondent's case study."""

    id: str
    kind: str
    author_line: str
    title: str
    body: str
    title_translation: str = ""
    url: str | None = None
    case_study_by: str | None = None
    stage: str = PUBLISHED
    """How far its key respondent has come with it; in the archive all are published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostEntry(Translated):
    """A post. ``at`` is a day of the week (1 is the day it opens) and a time, for a week that opens at 9:00."""

    id: str
    author: str
    at: str
    body: str
    reply_to: str | None = None
    asks: str | None = None
    answers: str | None = None
    also_answers: Sequence[str] = ()
    """Further questions that the same post answers."""
    edited: str | None = None
    """The source as its author changed it, at ``edited_at``, after it was translated."""
    edited_at: str | None = None
    archive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadEntry:
    """A thread; a thread of kind ``reading`` holds the posts below that reading."""

    id: str
    kind: str
    author: str
    language: str
    post: list[PostEntry]
    title: str = ""
    title_translation: str = ""
    title_state: str = "approved"
    reading: str | None = None
    pinned: bool = False
    archive: bool = False


@dataclass(frozen=True, slots=True)
class WeekEntry:
    """The contents of a week."""

    number: int
    reading: list[ReadingEntry]
    thread: list[ThreadEntry]


def tables(name: str) -> dict[str, Any]:
    """Return the tables of a file in this folder."""
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def people() -> tuple[Person, ...]:
    """Return everybody, the owner first."""
    return tuple(Person(**table) for table in tables("people")["person"])


def person(who: str) -> Person:
    """Return somebody by their id."""
    return next(person for person in people() if person.id == who)


@cache
def forum() -> ForumEntry:
    """Return the forum."""
    table = tables("forum")
    weeks, terms = [Programme(**week) for week in table["week"]], [TermEntry(**term) for term in table["term"]]
    told = [AnnouncementEntry(**entry) for entry in table["announcement"]]
    versions = [VersionEntry(**entry) for entry in table["version"]]
    return ForumEntry(**table | {"week": weeks, "version": versions, "term": terms, "announcement": told})


def week(number: int, *, archive: bool) -> WeekEntry:
    """Return the contents of a week; posts of weeks that have not opened exist only in the archive."""
    inside = tables(f"week{number}")
    readings = [ReadingEntry(**table) for table in inside["reading"]]
    threads = [_thread(table, archive) for table in inside["thread"]]
    return WeekEntry(number, readings, [thread for thread in threads if archive or not thread.archive])


def _thread(table: dict[str, Any], archive: bool) -> ThreadEntry:
    posts = [PostEntry(**post) for post in table["post"]]
    return ThreadEntry(**table | {"post": [post for post in posts if archive or not post.archive]})
