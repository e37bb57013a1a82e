"""Search the texts of a forum, in originals and translations."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import Blueprint, Response, request
from flask_babel import get_locale

from board.pages.authors import LONGEST_NAME, MOST_NAMES, Author, Meant, meant, names_like
from board.pages.searching import Found
from board.pages.searching import search as find
from board.rules.languages import ENDONYMS, endonym
from board.text import ParsedQuery, marked, marks_in, parse_query
from board.text.query_parsing import MAX_QUERY_WORDS
from board.visible import SearchQuery, Sight
from board.web.field_rules import showable, whole_number
from board.web.frame.lookup import place_address
from board.web.frame.render import forum_page, forum_part
from board.web.security import keep_uncompressed, reads_slowly
from board.web.viewer import access, languages_read, wants_part

blueprint = Blueprint("search", __name__)

Choices = list[tuple[str, str]]


@blueprint.get("/f/<forum>/search")
@reads_slowly
@access("reader")
def search(sight: Sight) -> Response:
    """Show the texts that hold all words of the query: titles first, then the newest.

    A part of it are the names of authors that go on as somebody types them.
    """
    by = showable(request.args.get("by")).strip()[:LONGEST_NAME]
    if wants_part():
        return forum_part(sight, "discussion/_authors.html", names=names_like(sight, by))
    typed = showable(request.args.get("q")).strip()
    asked = parse_query(typed)
    people = _meant(sight, by)
    filters = filters_of(sight, request.args, people.author)
    wanted = search_query(sight, asked, filters, people.author.id if people.author else None)
    languages = (*languages_read(), str(get_locale()))
    page = max(1, whole_number(request.args.get("page")))
    response = forum_page(
        sight,
        "discussion/search.html",
        typed=typed,
        asked=asked,
        most_asked=MAX_QUERY_WORDS,
        meant=people,
        longest_name=LONGEST_NAME,
        most_names=MOST_NAMES,
        found=Found() if people.is_unclear else find(sight, asked, wanted, languages, page),
        marked=partial(marked_words, asked),
        address_of=partial(place_address, sight),
        filters=filters,
        choices=choices(sight, filters),
    )
    return keep_uncompressed(response)


def _meant(sight: Sight, by: str) -> Meant:
    """Return whom the form names: nobody if its field is empty. A link may give the key alone."""
    key = request.args.get("person", "")
    return Meant() if "by" in request.args and not by else meant(sight, by, key)


def marked_words(asked: ParsedQuery, words: str, language: str) -> list[tuple[str, bool]]:
    """Return words whole, those that were asked for marked."""
    return marked(words, marks_in(words, language, asked))


def filters_of(sight: Sight, given: Mapping[str, str], author: Author | None) -> dict[str, str]:
    """Read the filters of an address, without values that do not exist or that the viewer may not see."""
    known: dict[str, Any] = {
        "week": {str(week.number) for week in sight.weeks},
        "region": sight.forum.regions,
        "language": ENDONYMS,
    }
    chosen = {"by": author.name, "person": author.key} if author else {}
    return {name: given[name] for name, values in known.items() if given.get(name) in values} | chosen


def search_query(sight: Sight, asked: ParsedQuery, filters: Mapping[str, str], author_id: int | None) -> SearchQuery:
    """Return the query for the database."""
    week = next((week for week in sight.weeks if str(week.number) == filters.get("week")), None)
    return SearchQuery(
        sides=asked.sides(),
        week_id=week.id if week else None,
        author_id=author_id,
        region=filters.get("region", ""),
        language=filters.get("language", ""),
    )


def choices(sight: Sight, filters: Mapping[str, str]) -> dict[str, Choices]:
    """Return the options of each filter. They reveal only the programme."""
    translated = [pair.split(">")[0] for pair in sight.forum.policy]
    languages = dict.fromkeys([*sight.forum.languages, *translated, *filter(None, [filters.get("language")])])
    return {
        "week": [(str(week.number), str(week.number)) for week in sight.weeks],
        "region": [(region, region) for region in sight.forum.regions],
        "language": [(code, endonym(code)) for code in languages],
    }
