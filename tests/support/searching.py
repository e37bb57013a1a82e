"""Searching as a person does, without a page: the results, by the names that a test gave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from board.pages.searching import PAGE, Found, Result, search
from board.text import parse_query
from board.visible import SearchQuery, Sight


def look_for(sight: Sight, typed: str, reads: str = "en", number: int = 1, **filters: Any) -> Found:
    """Return one page of somebody's results."""
    asked = parse_query(typed)
    return search(sight, asked, SearchQuery(asked.sides(), **filters), (reads,), number)


def all_found(sight: Sight, typed: str, **filters: Any) -> list[Result]:
    """Return all of somebody's results, page by page; their number must be the reported number."""
    first = look_for(sight, typed, **filters)
    rest = [look_for(sight, typed, number=number, **filters) for number in range(2, first.pages + 1)]
    results = [result for page in (first, *rest) for result in page.results]
    assert len(results) == first.total
    assert all(len(page.results) <= PAGE for page in rest)
    return results


def names_found(sight: Sight, typed: str, names: Mapping[int, str], **filters: Any) -> set[str]:
    """Return the names of the texts found, by their ids; texts without a name do not count."""
    results = all_found(sight, typed, **filters)
    assert len({result.text.id for result in results}) == len(results)
    return {names[result.text.id] for result in results if result.text.id in names}


def words_shown(result: Result) -> str:
    """Return title and passage, the marked words in brackets."""
    passage = "".join(f"[{part}]" if is_marked else part for part, is_marked in result.passage.parts)
    title = f"{result.title.source} {result.title.translation_source}: " if result.title else ""
    return title + passage
