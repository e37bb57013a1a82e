"""Searching as somebody does, without a page: what is found, by the names that a test gave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from board.pages.searching import PAGE, Found, Result, search
from board.text import parse_query
from board.visible import SearchQuery, Sight


def look_for(sight: Sight, typed: str, reads: str = "en", number: int = 1, **filters: Any) -> Found:
    """One page of what somebody finds."""
    asked = parse_query(typed)
    return search(sight, asked, SearchQuery(asked.sides(), **filters), reads, number)


def all_found(sight: Sight, typed: str, **filters: Any) -> list[Result]:
    """All that somebody finds, page by page; the number that is told is the number of these."""
    first = look_for(sight, typed, **filters)
    rest = [look_for(sight, typed, number=number, **filters) for number in range(2, first.pages + 1)]
    results = [result for page in (first, *rest) for result in page.results]
    assert len(results) == first.total
    assert all(len(page.results) <= PAGE for page in rest)
    return results


def names_found(sight: Sight, typed: str, names: Mapping[int, str], **filters: Any) -> set[str]:
    """The names of the texts that are found, by their ids; what has no name does not count."""
    results = all_found(sight, typed, **filters)
    assert len({result.text.id for result in results}) == len(results)
    return {names[result.text.id] for result in results if result.text.id in names}


def words_shown(result: Result) -> str:
    """Title and passage, the marked words in brackets."""
    passage = "".join(f"[{part}]" if is_marked else part for part, is_marked in result.passage.parts)
    title = f"{result.title.source} {result.title.translation_source}: " if result.title else ""
    return title + passage
