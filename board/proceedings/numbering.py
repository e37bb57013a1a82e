"""What leads where in an edition: the numbers of passages and sources, and the places that cite them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from board.proceedings.document import Document, Quote, Source, Theme, Words

CITATION = re.compile(r'href="#([pq]-[0-9A-Za-z]+)"')


class Place(NamedTuple):
    """A place that cites: what it is, where it stands here, its title, and the region of a policy element."""

    kind: str
    anchor: str
    title: Words
    region: str = ""


class Cell(NamedTuple):
    """The passages of a theme in a region."""

    anchor: str
    region: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Numbers:
    """The way through an edition. Targets are named as links have them, without ``#``: ``q-KEY`` or ``p-KEY``."""

    labels: Mapping[str, str]
    """By the address of a target (``#q-KEY``), its number in brackets."""
    cited: Mapping[str, tuple[Place, ...]]
    """By target, the places that cite it."""
    sources: Mapping[str, Source]
    quoted: Mapping[str, tuple[Quote, ...]]
    """By the key of a source, the passages from it."""
    printed: frozenset[str]
    """The keys of the sources whose whole words are printed here."""


def numbered(document: Document) -> Numbers:
    """Number the passages in their order, and the sources apart from them."""
    quotes = [quote for theme in document.themes for quote in theme.quotes]
    labels = {f"#q-{quote.key}": f"[{number}]" for number, quote in enumerate(quotes, 1)}
    labels |= {f"#p-{source.key}": f"[S{number}]" for number, source in enumerate(document.sources, 1)}
    quoted: dict[str, list[Quote]] = defaultdict(list)
    for quote in quotes:
        quoted[quote.source].append(quote)
    return Numbers(
        labels,
        _cited(document),
        {source.key: source for source in document.sources},
        {key: tuple(found) for key, found in quoted.items()},
        frozenset(_printed(document)),
    )


def _cited(document: Document) -> dict[str, tuple[Place, ...]]:
    found: dict[str, dict[Place, None]] = defaultdict(dict)
    for place, words in _places(document):
        for target in citations(words):
            found[target][place] = None
    return {target: tuple(places) for target, places in found.items()}


def citations(words: Words | None) -> list[str]:
    """Return the targets that a text cites in either language, each once."""
    made = [
        part for paragraph in (words.paragraphs if words else ()) for part in (paragraph.html, paragraph.translation)
    ]
    return list(dict.fromkeys(CITATION.findall(" ".join(filter(None, made)))))


def _places(document: Document) -> Iterator[tuple[Place, Words | None]]:
    for week in document.weeks:
        yield Place("week", f"week-{week.number}", week.title), week.summary
        for thread in week.threads:
            yield Place("thread", f"thread-{thread.key}", thread.title), thread.abstract
    for theme in document.themes:
        for element in theme.elements:
            yield Place("element", f"e-{element.key}", theme.name, element.region), element.words


def _printed(document: Document) -> Iterator[str]:
    for week in document.weeks:
        yield from (reading.source for reading in week.readings if reading.words)
        yield from (post.source for thread in week.threads for post in thread.posts)


def cells_of(theme: Theme, regions: Iterable[str]) -> tuple[Cell, ...]:
    """Return the cells of a theme that have passages: the regions in their order, then passages about none."""
    order = list(dict.fromkeys([*regions, *(quote.region for quote in theme.quotes if quote.region), ""]))
    cells = [
        Cell(f"cell-{theme.key}-{number}", region, tuple(quote for quote in theme.quotes if quote.region == region))
        for number, region in enumerate(order, 1)
    ]
    return tuple(cell for cell in cells if cell.quotes)


class Line(NamedTuple):
    """A line of the matrix: a theme with its cells by region."""

    theme: Theme
    cells: Mapping[str, Cell]


class Matrix(NamedTuple):
    """Regions × themes."""

    regions: tuple[str, ...]
    lines: tuple[Line, ...]
    totals: Mapping[str, int]
    fullest: int


def matrix_of(document: Document) -> Matrix:
    """Count the passages by theme and region; a region that the forum no longer has comes last."""
    lines = [
        Line(theme, {cell.region: cell for cell in cells_of(theme, document.regions)}) for theme in document.themes
    ]
    used = [region for line in lines for region in line.cells]
    regions = dict.fromkeys([*document.regions, *sorted(filter(None, used)), *([""] if "" in used else [])])
    totals = Counter(quote.region for theme in document.themes for quote in theme.quotes)
    fullest = max((len(cell.quotes) for line in lines for cell in line.cells.values()), default=0)
    return Matrix(tuple(regions), tuple(lines), totals, fullest)
