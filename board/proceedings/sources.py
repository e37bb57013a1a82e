"""The posts and readings that an edition leads back to: all that may be quoted, and those that it mentions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from board.extensions import db
from board.pages.texts import Pair, load_texts
from board.proceedings.document import Document, Source
from board.proceedings.wording import Printing, words_of
from board.visible import Sight, quoted_places


class Quotable(NamedTuple):
    """A text that may be quoted, and where it stands."""

    text_id: int
    kind: str
    key: str
    week_id: int
    author_id: int | None
    title_id: int
    created_at: datetime
    printable: bool
    """Whether it may be printed in full: its author has withdrawn no passage of it."""


def quotable(sight: Sight) -> dict[str, Quotable]:
    """Return what may be quoted, by key; one query."""
    return {row.key: row for row in map(Quotable._make, db.session.execute(quoted_places(sight)))}


def addresses(sight: Sight, site: str) -> dict[str, str]:
    """Return what the permanent addresses of a post, a reading and an excerpt begin with, before its key."""
    return {kind: f"{site}/f/{sight.forum.slug}/{kind}/" for kind in ("post", "reading", "excerpt")}


def sources(
    sight: Sight, keys: Iterable[str], places: Mapping[str, Quotable], printing: Printing, at: Mapping[str, str]
) -> list[Source]:
    """Return the sources with these keys, in their order; two queries. ``at`` is what `addresses` returned."""
    mentioned = [places[key] for key in keys]
    named = load_texts(sight, {place.title_id for place in mentioned})
    return [_source(sight, place, named[place.title_id], printing, at) for place in mentioned]


def _source(sight: Sight, place: Quotable, title: Pair, printing: Printing, at: Mapping[str, str]) -> Source:
    signature = printing.signed[place.author_id]
    return Source(
        kind=place.kind,
        key=place.key,
        address=f"{at[place.kind]}{place.key}",
        week=sight.week(place.week_id).number,
        signed=signature.name,
        region=signature.region,
        at=in_zone(sight, place.created_at).isoformat(timespec="minutes"),
        title=words_of(title, printing),
    )


def in_zone(sight: Sight, instant: datetime) -> datetime:
    """Return an instant as the clocks of the forum's zone show it."""
    return instant.astimezone(ZoneInfo(sight.forum.zone))


def parts_of(document: Document) -> set[tuple[str, str]]:
    """Return what the edition prints, as kind and key: it is served only while participants may read all of this.

    The kinds are ``post``, ``reading``, ``excerpt``, ``thread``, ``week`` with its number, where it was open, ``whole``
    for a post or reading that is printed in full, and ``named`` or ``by_region`` for one that is signed so.
    """
    opened = [week for week in document.weeks if week.opened]
    return {
        *((source.kind, source.key) for source in document.sources),
        *(("named", source.key) for source in document.sources if source.signed),
        *(("by_region", source.key) for source in document.sources if source.region and not source.signed),
        *(("excerpt", quote.key) for theme in document.themes for quote in theme.quotes),
        *(("thread", thread.key) for week in opened for thread in week.threads),
        *(("week", str(week.number)) for week in opened),
        *(("whole", reading.source) for week in opened for reading in week.readings if reading.words is not None),
        *(("whole", post.source) for week in opened for thread in week.threads for post in thread.posts),
    }
