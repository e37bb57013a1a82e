"""The passages of a theme, one page of them, grouped by region."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil
from typing import Any

from sqlalchemy import ColumnElement, case
from sqlalchemy.orm import InstrumentedAttribute

from board.extensions import db
from board.models import Excerpt
from board.pages.excerpts import ExcerptView, views_of
from board.visible import Sight, excerpt_counts, visible_excerpts

A_PAGE = 50


@dataclass(frozen=True, slots=True)
class RegionPassages:
    """The passages about a region that stand on this page, and how many there are on all pages."""

    region: str
    number: int
    views: tuple[ExcerptView, ...]


@dataclass(frozen=True, slots=True)
class ThemePassages:
    """One page of the passages that match."""

    by_region: tuple[RegionPassages, ...]
    page: int
    pages: int


def theme_passages(sight: Sight, which: ColumnElement[bool], page: int = 1) -> ThemePassages:
    """Return a page of the visible passages that match, in the order of the forum's regions; nine queries at most."""
    numbers: Counter[str] = Counter()
    for _theme_id, region, number in db.session.execute(excerpt_counts(sight).where(which)):
        numbers[region] += number
    pages = max(1, ceil(numbers.total() / A_PAGE))
    page = min(max(page, 1), pages)
    ordered = visible_excerpts(sight).where(which).order_by(None).order_by(*_order(sight))
    views = views_of(sight, ordered.offset((page - 1) * A_PAGE).limit(A_PAGE)) if numbers else []
    return ThemePassages(tuple(_by_region(views, numbers)), page, pages)


def _order(sight: Sight) -> Sequence[ColumnElement[Any] | InstrumentedAttribute[Any]]:
    """Order by the forum's regions; then come regions that only passages name, and passages of no region come last."""
    known = {region: place for place, region in enumerate(sight.forum.regions)} | {"": len(sight.forum.regions) + 1}
    place = case(known, value=Excerpt.region, else_=len(sight.forum.regions))
    return place, Excerpt.region, Excerpt.created_at, Excerpt.id


def _by_region(views: Sequence[ExcerptView], numbers: Counter[str]) -> list[RegionPassages]:
    groups = groupby(views, key=lambda view: view.excerpt.region)
    return [RegionPassages(region, numbers[region], tuple(group)) for region, group in groups]
