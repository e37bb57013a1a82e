"""How far people who code agree: Krippendorff's alpha for each theme, and the paragraphs on which they differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from board.extensions import db
from board.models import Text, Theme
from board.pages.excerpts import Source
from board.pages.matrix import theme_names
from board.pages.texts import Pair, Row, load_pairs, titles
from board.rules.agreement import alpha
from board.rules.synthesis import takes_excerpts
from board.text import reading_words
from board.visible import Sight, names_of, paragraphs_coded, quotable_texts, texts_coded

Placed = Mapping[tuple[int, str, int], frozenset[int]]
"""The accounts that placed something of a paragraph, by text id, lineage and theme id."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A paragraph of a text that at least two people went through."""

    row: Row
    text: Text
    source: Source
    coders: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A paragraph that some placed under a theme and others did not."""

    unit: Unit
    placed: tuple[str, ...]
    not_placed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ThemeAgreement:
    """How far people agree on one theme. ``alpha`` is None where nothing can be said (rules/agreement.py)."""

    theme: Theme
    name: Pair
    alpha: float | None
    placed: int
    """How many paragraphs at least one of them placed there."""
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """The agreement of everyone who coded, on the paragraphs of texts that at least two of them went through."""

    coders: tuple[str, ...]
    texts: int
    units: int
    themes: tuple[ThemeAgreement, ...]


def agreement(sight: Sight) -> Agreement:
    """Compare what people placed before they saw what others did; eleven queries."""
    coders, sources = _coded_twice(sight)
    ids = {user for users in coders.values() for user in users}
    names = dict(db.session.execute(names_of(sight, ids)).all())
    units = _units(sight, coders, sources)
    placed = _placed(sight)
    themes = [(theme, name) for theme, name in theme_names(sight) if takes_excerpts(theme.state)]
    each = tuple(_of_theme(theme, name, units, placed, names) for theme, name in themes)
    return Agreement(tuple(sorted(names.values())), len(coders), len(units), each)


def _coded_twice(sight: Sight) -> tuple[dict[int, list[int]], dict[int, Source]]:
    """Return who went through each text that at least two people went through, and where it stands."""
    coders: dict[int, list[int]] = defaultdict(list)
    sources: dict[int, Source] = {}
    rows = db.session.execute(texts_coded(sight)).all()
    names = titles(sight, {row.title_id for row in rows})
    for text_id, user_id, kind, key, week_id, title_id in rows:
        coders[text_id].append(user_id)
        sources[text_id] = Source(kind, key, sight.week(week_id), "", names[title_id])
    return {text_id: users for text_id, users in coders.items() if len(users) > 1}, sources


def _units(sight: Sight, coders: Mapping[int, list[int]], sources: Mapping[int, Source]) -> list[Unit]:
    pairs = load_pairs(sight, db.session.scalars(quotable_texts(sight).where(Text.id.in_(coders))).all())
    return [
        Unit(row, pairs[text_id].text, sources[text_id], tuple(users))
        for text_id, users in coders.items()
        for row in pairs[text_id].rows
        if reading_words(row.segment.html).strip()
    ]


def _placed(sight: Sight) -> Placed:
    found: dict[tuple[int, str, int], set[int]] = defaultdict(set)
    for text_id, user_id, lineage, theme_id in db.session.execute(paragraphs_coded(sight)):
        found[text_id, lineage, theme_id].add(user_id)
    return {unit: frozenset(users) for unit, users in found.items()}


def _of_theme(
    theme: Theme, name: Pair, units: Sequence[Unit], placed: Placed, names: Mapping[int, str]
) -> ThemeAgreement:
    found = [placed.get((unit.text.id, unit.row.segment.lineage, theme.id), frozenset()) for unit in units]
    table = [[user in users for user in unit.coders] for unit, users in zip(units, found, strict=True)]
    differences = [
        _difference(unit, users, names)
        for unit, users in zip(units, found, strict=True)
        if users and users != set(unit.coders)
    ]
    return ThemeAgreement(theme, name, alpha(table), sum(map(bool, found)), tuple(differences))


def _difference(unit: Unit, placed: frozenset[int], names: Mapping[int, str]) -> Difference:
    by_name = sorted((names.get(user, ""), user in placed) for user in unit.coders)
    return Difference(
        unit, tuple(name for name, has in by_name if has), tuple(name for name, has in by_name if not has)
    )
