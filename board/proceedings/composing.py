"""Taking the contents of an edition from the database, as everyone who takes part in the forum may read them now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import true

from board.extensions import db
from board.models import Edition
from board.pages.elements import ElementLine, by_region, element_lines
from board.pages.excerpts import ExcerptView, excerpts
from board.pages.matrix import theme_names
from board.pages.signing import people_named, signatures
from board.pages.texts import Pair, titles
from board.proceedings import document as doc
from board.proceedings.album import Album
from board.proceedings.counting import statistics
from board.proceedings.programme import Programme
from board.proceedings.sources import addresses, in_zone, quotable, sources
from board.proceedings.wording import (
    Numbers,
    Printing,
    keys_cited,
    passage_words,
    with_citations,
    with_unfounded,
    words_of,
)
from board.rules.synthesis import takes_excerpts
from board.visible import Sight, attachments_within


def compose(sight: Sight, edition: Edition, site: str) -> doc.Document:
    """Take the contents of an edition in a fixed number of queries.

    Whoever makes it, it holds what a participant reads: nothing locked, hidden or withdrawn, no translator's draft.
    ``site`` is the address of the site, without a path.
    """
    reader = sight.of_participants()
    places, at = quotable(reader), addresses(sight, site)
    album = Album(f"{site}/f/{sight.forum.slug}", db.session.scalars(attachments_within(reader)))
    printing = Printing(site, signatures(reader), album)
    weeks = Programme(reader, edition, places, printing).weeks()
    themes = _themes(reader, at["excerpt"], printing)
    mentioned = dict.fromkeys(_mentioned(weeks, themes, at["post"]))
    listed = sources(reader, [key for key in mentioned if key in places], places, printing, at)
    numbers = {source.key: number for number, source in enumerate(listed, 1)}
    people = people_named(reader)
    unnamed = {places[key].author_id for key in numbers} - {None, *(person.user_id for person in people)}
    return doc.Document(
        forum=sight.forum.name,
        address=f"{site}/f/{sight.forum.slug}/proceedings/{edition.number}",
        number=edition.number,
        day=in_zone(sight, sight.now).date().isoformat(),
        note=edition.note,
        starts_on=_day(sight.forum.starts_on),
        ends_on=_day(sight.forum.ends_on),
        zone=sight.forum.zone,
        languages=sight.forum.languages,
        regions=_regions(reader, themes),
        about=_about(reader, printing),
        weeks=tuple(_with_numbers(week, at["post"], numbers) for week in weeks),
        themes=_with_elements(reader, themes, at["excerpt"], printing),
        sources=tuple(listed),
        people=tuple(doc.Person(person.name, person.region, person.affiliation, person.weeks) for person in people),
        unnamed=len(unnamed),
        discussion=edition.discussion,
        statistics=statistics(reader, places, themes),
        pictures=album.pictures(),
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _about(sight: Sight, printing: Printing) -> doc.Words | None:
    about_id = sight.forum.about_id
    return words_of(titles(sight, [about_id])[about_id], printing) if about_id else None


def _themes(sight: Sight, address: str, printing: Printing) -> tuple[doc.Theme, ...]:
    """Return the themes in use with their passages, by region; ten queries for all."""
    named = [(theme, name) for theme, name in theme_names(sight) if takes_excerpts(theme.state)]
    definitions = titles(sight, [theme.definition_id for theme, _name in named])
    by_theme: dict[int, list[ExcerptView]] = defaultdict(list)
    for view in excerpts(sight, true()):
        by_theme[view.excerpt.theme_id].append(view)
    return tuple(
        doc.Theme(
            key=theme.key,
            name=words_of(name, printing),
            definition=_words_if_any(definitions, theme.definition_id, printing),
            elements=(),
            quotes=tuple(
                _quote(view, theme.key, address, printing) for view in _by_region(sight, by_theme.get(theme.id, []))
            ),
        )
        for theme, name in named
    )


def _with_elements(
    sight: Sight, themes: Sequence[doc.Theme], address: str, printing: Printing
) -> tuple[doc.Theme, ...]:
    """Add to each theme its policy elements, which cite passages by their numbers; four queries for all.

    A picture in one is its words: each sentence of it is marked by what it cites.
    """
    numbers = {quote.key: number for number, quote in enumerate((q for theme in themes for q in theme.quotes), 1)}
    by_theme: dict[str, list[doc.Element]] = defaultdict(list)
    for _region, lines in by_region(sight.forum, element_lines(sight, true())):
        for line in lines:
            words = words_of(line.words, printing.without_pictures)
            by_theme[line.theme.key].append(_element(line, words, address, numbers))
    return tuple(replace(theme, elements=tuple(by_theme[theme.key])) for theme in themes)


def _element(line: ElementLine, words: doc.Words, address: str, numbers: Numbers) -> doc.Element:
    marked, unfounded = with_unfounded(with_citations(words, address, "q", numbers), "q")
    return doc.Element(line.element.key, line.element.region, marked, unfounded)


def _words_if_any(pairs: Mapping[int, Pair], text_id: int | None, printing: Printing) -> doc.Words | None:
    return words_of(pairs[text_id], printing) if text_id else None


def _by_region(sight: Sight, views: Sequence[ExcerptView]) -> list[ExcerptView]:
    """Sort passages by region, in the forum's order; those of no region come last."""
    order = {region: place for place, region in enumerate(sight.forum.regions)}
    return sorted(views, key=lambda view: (view.excerpt.region == "", order.get(view.excerpt.region, len(order))))


def _quote(view: ExcerptView, theme_key: str, address: str, printing: Printing) -> doc.Quote:
    return doc.Quote(
        key=view.excerpt.key,
        address=f"{address}{view.excerpt.key}",
        source=view.source.key,
        theme=theme_key,
        region=view.excerpt.region,
        why=view.excerpt.why,
        why_language=view.excerpt.language,
        words=passage_words(view, printing),
        changed=view.has_changed,
    )


def _regions(sight: Sight, themes: Sequence[doc.Theme]) -> tuple[str, ...]:
    """Return the forum's regions, those that only passages name, and "" if passages name none."""
    used = dict.fromkeys(quote.region for theme in themes for quote in theme.quotes)
    further = sorted(region for region in used if region and region not in sight.forum.regions)
    return (*sight.forum.regions, *further, *([""] if "" in used else []))


def _mentioned(weeks: Iterable[doc.Week], themes: Iterable[doc.Theme], post_address: str) -> Iterator[str]:
    """Yield the keys of posts and readings in the order in which the edition cites, prints or quotes them."""
    for week in weeks:
        yield from _cited(week.summary, post_address)
        yield from (reading.source for reading in week.readings if reading.words is not None)
        for thread in week.threads:
            yield from _cited(thread.abstract, post_address)
            yield from (post.source for post in thread.posts)
    for theme in themes:
        yield from (quote.source for quote in theme.quotes)


def _cited(words: doc.Words | None, address: str) -> list[str]:
    return keys_cited(words, address) if words is not None else []


def _with_numbers(week: doc.Week, address: str, numbers: Numbers) -> doc.Week:
    """Turn the citations of a week's summaries into numbers of sources."""
    threads = tuple(replace(thread, abstract=_numbered(thread.abstract, address, numbers)) for thread in week.threads)
    return replace(week, summary=_numbered(week.summary, address, numbers), threads=threads)


def _numbered(words: doc.Words | None, address: str, numbers: Numbers) -> doc.Words | None:
    return with_citations(words, address, "p", numbers) if words is not None else None
