"""Search the texts of a forum, in originals and translations."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import Blueprint, Response, request
from flask_babel import get_locale

from board.extensions import db
from board.pages.searching import search as find
from board.rules.languages import ENDONYMS, endonym
from board.text import ParsedQuery, marked, marks_in, parse_query
from board.text.query_parsing import MAX_QUERY_WORDS
from board.visible import SearchQuery, Sight, visible_authors
from board.web.field_rules import showable, whole_number
from board.web.frame.lookup import place_address
from board.web.frame.render import forum_page
from board.web.security import keep_uncompressed, reads_slowly
from board.web.viewer import access, languages_read

blueprint = Blueprint("search", __name__)

Choices = list[tuple[str, str]]


@blueprint.get("/f/<forum>/search")
@reads_slowly
@access("reader")
def search(sight: Sight) -> Response:
    """Show the texts that hold all words of the query: titles first, then the newest."""
    typed = showable(request.args.get("q")).strip()
    asked = parse_query(typed)
    people = {person.key: person for person in db.session.execute(visible_authors(sight))}
    filters = filters_of(sight, request.args, people)
    author = people.get(filters.get("person", ""))
    wanted = search_query(sight, asked, filters, author.id if author else None)
    languages = (*languages_read(), str(get_locale()))
    found = find(sight, asked, wanted, languages, max(1, whole_number(request.args.get("page"))))
    response = forum_page(
        sight,
        "discussion/search.html",
        typed=typed,
        asked=asked,
        most_asked=MAX_QUERY_WORDS,
        found=found,
        marked=partial(marked_words, asked),
        address_of=partial(place_address, sight),
        filters=filters,
        choices=choices(sight, filters, [(person.key, person.name) for person in people.values()]),
    )
    return keep_uncompressed(response)


def marked_words(asked: ParsedQuery, words: str, language: str) -> list[tuple[str, bool]]:
    """Return words whole, those that were asked for marked."""
    return marked(words, marks_in(words, language, asked))


def filters_of(sight: Sight, given: Mapping[str, str], people: Mapping[str, Any]) -> dict[str, str]:
    """Read the filters of an address, without values that do not exist or that the viewer may not see."""
    known: dict[str, Any] = {
        "week": {str(week.number) for week in sight.weeks},
        "person": people,
        "region": sight.forum.regions,
        "language": ENDONYMS,
    }
    return {name: given[name] for name, values in known.items() if given.get(name) in values}


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


def choices(sight: Sight, filters: Mapping[str, str], people: Choices) -> dict[str, Choices]:
    """Return the options of each filter. They reveal only the programme and the posts that the viewer may read."""
    translated = [pair.split(">")[0] for pair in sight.forum.policy]
    languages = dict.fromkeys([*sight.forum.languages, *translated, *filter(None, [filters.get("language")])])
    return {
        "week": [(str(week.number), str(week.number)) for week in sight.weeks],
        "person": people,
        "region": [(region, region) for region in sight.forum.regions],
        "language": [(code, endonym(code)) for code in languages],
    }
