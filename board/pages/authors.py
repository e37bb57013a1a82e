"""Whom a search means by a name: one of the people who wrote what the viewer may read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from board.extensions import db
from board.text.mentions import beginning, compared, suggested
from board.visible import Sight, visible_authors

MOST_NAMES = 8
LONGEST_NAME = 120


class Author(NamedTuple):
    """Somebody who wrote or presents something that the viewer may read."""

    id: int
    key: str
    name: str
    region: str


@dataclass(frozen=True, slots=True)
class Meant:
    """Whom somebody means: one author, or several who may be meant, or nobody."""

    name: str = ""
    """What was typed."""
    people: tuple[Author, ...] = ()

    @property
    def author(self) -> Author | None:
        return self.people[0] if len(self.people) == 1 else None

    @property
    def is_unclear(self) -> bool:
        return bool(self.name) and self.author is None


def meant(sight: Sight, name: str, key: str = "") -> Meant:
    """Return whom a name means; a key tells namesakes apart, and is enough by itself.

    People with this whole name come before those whose name only begins so, or has a word that does.
    """
    if not name and not key:
        return Meant()
    people, wanted = _authors(sight), compared(name)
    chosen = tuple(author for author in people if author.key == key and (not name or compared(author.name) == wanted))
    if chosen or not name:
        return Meant(name, chosen)
    return Meant(name, tuple(_called(people, wanted)))


def _called(people: Sequence[Author], wanted: str) -> list[Author]:
    names = [(compared(author.name), author) for author in people]
    same, inside = [author for name, author in names if name == wanted], beginning(wanted)
    return same or [author for name, author in names if inside.search(name)]


def names_like(sight: Sight, typed: str) -> list[str]:
    """Return names of authors that go on as somebody types them."""
    return suggested(typed, (author.name for author in _authors(sight)), MOST_NAMES) if typed else []


def _authors(sight: Sight) -> list[Author]:
    return [Author(*row) for row in db.session.execute(visible_authors(sight))]
