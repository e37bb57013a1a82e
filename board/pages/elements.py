"""Policy elements with their themes, and the passages that they cite."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple, Protocol, TypeVar

from sqlalchemy import ColumnElement

from board.extensions import db
from board.models import Excerpt, Forum, PolicyElement, Theme
from board.pages.texts import Pair, titles
from board.visible import Sight, names_of, visible_elements, visible_excerpts


class CitedPassage(NamedTuple):
    """A passage that an element cites, as its reader may see it now. ``author`` wrote its words, if that is known."""

    key: str
    author: str
    week: int


def cited_passages(sight: Sight, keys: Collection[str]) -> dict[str, CitedPassage]:
    """Return the passages with these keys that the viewer may see; two queries if there are keys."""
    if not keys:
        return {}
    rows = db.session.execute(visible_excerpts(sight).where(Excerpt.key.in_(keys))).unique().all()
    names: dict[int | None, str] = dict(db.session.execute(names_of(sight, {row[4] for row in rows})).all())
    return {
        excerpt.key: CitedPassage(excerpt.key, names.get(author_id, ""), sight.week(week_id).number)
        for excerpt, _kind, _key, week_id, author_id, _title_id in rows
    }


def citable_keys(sight: Sight, theme: Theme, keys: Collection[str]) -> list[str]:
    """Return those of the keys that belong to passages of the theme that the viewer sees, the earliest first."""
    of_theme = visible_excerpts(sight).where(Excerpt.theme_id == theme.id, Excerpt.key.in_(keys))
    return list(db.session.scalars(of_theme.with_only_columns(Excerpt.key)))


@dataclass(frozen=True, slots=True)
class ElementLine:
    """A policy element with its words and its theme."""

    element: PolicyElement
    words: Pair
    theme: Theme
    name: Pair
    """The name of the theme."""


def element_lines(sight: Sight, which: ColumnElement[bool]) -> list[ElementLine]:
    """Return the visible policy elements that match, by theme, then the earliest first; four queries."""
    rows = db.session.execute(visible_elements(sight).where(which).add_columns(Theme)).all()
    told = titles(sight, [text_id for element, theme in rows for text_id in (element.text_id, theme.name_id)])
    return [ElementLine(element, told[element.text_id], theme, told[theme.name_id]) for element, theme in rows]


class OfARegion(Protocol):
    """A policy element, however it is shown."""

    @property
    def element(self) -> PolicyElement: ...


Shown = TypeVar("Shown", bound=OfARegion)


def by_region(forum: Forum, elements: Iterable[Shown]) -> list[tuple[str, list[Shown]]]:
    """Group policy elements by region, those of all regions first, then in the order of the forum's regions."""
    order = {region: place for place, region in enumerate(["", *forum.regions])}

    def place(shown: Shown) -> tuple[int, str]:
        return order.get(shown.element.region, len(order)), shown.element.region

    return [(region, list(group)) for (_place, region), group in groupby(sorted(elements, key=place), key=place)]
