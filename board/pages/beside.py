"""What is shown with each text that a search found: the title above it, and its author."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from sqlalchemy import or_
from sqlalchemy.orm import joinedload

from board.extensions import db
from board.models import Announcement, Membership, Newcomer, Post, Reading, Theme, Thread, User
from board.pages.people import Badge, badges
from board.pages.posts import Person, post_views
from board.pages.weeks import whole_among
from board.visible import (
    Sight,
    forum_memberships,
    visible_announcements,
    visible_readings,
    visible_themes,
    visible_threads,
    with_presenter,
)

OF_A_WEEK = "outline", "summary"
OF_A_THEME = "definition", "example", "counter_example"


@dataclass(frozen=True, slots=True)
class Author:
    """The person who wrote or presents a text. ``place`` is their region in the forum, or where they say they are."""

    name: str
    place: str = ""
    badges: tuple[Badge, ...] = ()


class Standing(Protocol):
    """A text, and where it stands."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def week_id(self) -> int | None: ...


class Beside(NamedTuple):
    """What is shown with a text: the title above it, and its author."""

    title_id: int | None = None
    author_id: int | None = None
    person: Person | None = None
    line: str = ""
    """The author line that the admins gave a reading; empty for other texts."""


NOTHING = Beside()


def beside_texts(sight: Sight, rows: Sequence[Standing]) -> dict[int, Beside]:
    """Return what is shown with each text, by text id. It takes three queries, for posts, threads and readings, and one
    each for announcements and for themes if there are any.
    """
    ids = [row.id for row in rows]
    kinds = {row.kind for row in rows}
    weeks = {row.id: Beside(sight.week(row.week_id).title_id) for row in rows if row.kind in OF_A_WEEK and row.week_id}
    told = _beside_announcements(sight, ids) if "announcement" in kinds else {}
    themes = _beside_themes(sight, ids) if kinds.intersection(OF_A_THEME) else {}
    return weeks | told | themes | _beside_posts(sight, ids) | _beside_readings(sight, ids)


def _beside_announcements(sight: Sight, ids: Collection[int]) -> dict[int, Beside]:
    told = db.session.scalars(visible_announcements(sight).where(Announcement.body_id.in_(ids)))
    return {each.body_id: Beside(each.title_id) for each in told}


def _beside_themes(sight: Sight, ids: Collection[int]) -> dict[int, Beside]:
    texts = Theme.definition_id, Theme.example_id, Theme.counter_example_id
    themes = db.session.scalars(visible_themes(sight).where(or_(*(text_id.in_(ids) for text_id in texts))))
    return {
        text_id: Beside(theme.name_id)
        for theme in themes
        for text_id in (theme.definition_id, theme.example_id, theme.counter_example_id)
        if text_id
    }


def _beside_posts(sight: Sight, ids: Collection[int]) -> dict[int, Beside]:
    posts = {view.text.id: view.post for view in post_views(sight, Post.text_id.in_(ids), {}) if view.text}
    holding = {post.thread_id for post in posts.values()}
    wanted = or_(Thread.id.in_(holding), Thread.title_id.in_(ids), Thread.abstract_id.in_(ids))
    query = visible_threads(sight).where(wanted).options(joinedload(Thread.author))
    threads = {thread.id: thread for thread in db.session.scalars(query)}
    opened = {thread.title_id: Beside(None, thread.author_id, _person(thread.author)) for thread in threads.values()}
    summaries = {thread.abstract_id: Beside(thread.title_id) for thread in threads.values() if thread.abstract_id}
    written = {
        text_id: Beside(threads[post.thread_id].title_id, post.author_id, post.author)
        for text_id, post in posts.items()
    }
    return opened | summaries | written


def _beside_readings(sight: Sight, ids: Collection[int]) -> dict[int, Beside]:
    wanted = or_(Reading.title_id.in_(ids), Reading.body_id.in_(ids))
    readings = list(db.session.scalars(visible_readings(sight).where(wanted).options(*with_presenter())))
    whole = whole_among(sight, readings)
    by_text: dict[int, Beside] = {}
    for reading in readings:
        beside = _presented(reading) if reading.id in whole else Beside(reading.title_id)
        by_text |= {reading.title_id: beside._replace(title_id=None), reading.body_id or 0: beside}
    return by_text


def _presented(reading: Reading) -> Beside:
    person = _person(reading.presenter) if reading.presenter else None
    return Beside(reading.title_id, reading.respondent_id, person, reading.author_line)


def _person(user: User | Newcomer) -> Person:
    return Person(user.key, user.name, user.place)


def authors_of(sight: Sight, around: Mapping[int, Beside]) -> dict[int, Author]:
    """Return the authors by text id; two queries, for badges and for regions."""
    people = {beside.author_id for beside in around.values() if beside.author_id}
    members = db.session.scalars(forum_memberships(sight).where(Membership.user_id.in_(people)))
    regions = {membership.user_id: membership.region for membership in members}
    given = badges(sight)
    authors = {text_id: Author(beside.line) for text_id, beside in around.items() if beside.line}
    for text_id, (_, author_id, person, _) in around.items():
        if person and author_id:
            authors[text_id] = Author(person.name, regions.get(author_id) or person.place, given.get(author_id, ()))
    return authors
