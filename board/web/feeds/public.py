"""The calendar and the feed of a forum, as somebody without an account sees it, whoever asks."""

from __future__ import annotations

from flask import Blueprint, Response, request
from flask_babel import get_locale

from board.extensions import db
from board.models import Forum
from board.pages.calendar import forum_dates
from board.pages.feeds import news
from board.rules.languages import INTERFACE
from board.rules.roles import NOBODY
from board.visible import Sight, forums, look
from board.web.feeds import ical
from board.web.feeds.answering import CALENDAR, FEED, answered, for_programs
from board.web.feeds.atom import AtomEntry, AtomFeed, document
from board.web.feeds.entries import address, entries_of, events_of, in_language, lasting_id, updated_at
from board.web.viewer import now, one_or_404, settings

blueprint = Blueprint("public_feeds", __name__)


@blueprint.get("/f/<forum>/calendar.ics")
@for_programs
def calendar(forum: str) -> Response:
    """Tell the dates of the public programme: no content, and of a held or locked week no date."""
    sight = _visitors_sight(forum)
    dates = forum_dates(sight)
    with in_language(_languages(sight)):
        written = ical.document(sight.forum.name, list(events_of(dates)))
    return answered(written, CALENDAR, private=False)


@blueprint.get("/f/<forum>/feed.atom")
@for_programs
def feed(forum: str) -> Response:
    """Tell which weeks opened and, in a forum that everyone may read, what is new in them."""
    sight = _visitors_sight(forum)
    latest = news(sight, weeks=True)
    with in_language(_languages(sight)):
        written = document(_feed_of(sight, entries_of(latest)))
    return answered(written, FEED, private=False)


def _feed_of(sight: Sight, entries: list[AtomEntry]) -> AtomFeed:
    forum, language = sight.forum, str(get_locale())
    return AtomFeed(
        id=lasting_id(forum, "feed"),
        title=forum.name,
        language=language,
        site=settings().site_url,
        link=address("forums.programme", forum=forum.slug),
        own_address=address("public_feeds.feed", forum=forum.slug, lang=language),
        updated=updated_at([forum], entries),
        entries=entries,
    )


def _visitors_sight(slug: str) -> Sight:
    """Return what somebody without an account sees of a forum now. Aborts with 404 if no forum has this slug."""
    forum = one_or_404(db.session.scalar(forums().where(Forum.slug == slug)))
    return look(db.session(), forum, NOBODY, now())


def _languages(sight: Sight) -> list[str]:
    """Return the languages to choose from, the best first: the one that the address names, then the forum's own."""
    return [request.args.get("lang", ""), *sight.forum.languages, *INTERFACE]
