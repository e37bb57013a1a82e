"""A person's own feed and calendar, over all their forums: what they may see at the moment when a program asks."""

from __future__ import annotations

from flask import Blueprint, Response
from flask_babel import get_locale
from flask_babel import gettext as _

from board.extensions import db
from board.models import User
from board.models.base import digest_of
from board.pages.calendar import forum_dates
from board.pages.feeds import newest, news
from board.visible import Sight, forums, look, my_memberships, reader_by, viewer_in
from board.web.feeds import ical
from board.web.feeds.answering import CALENDAR, FEED, answered, for_programs
from board.web.feeds.atom import AtomEntry, AtomFeed, document
from board.web.feeds.entries import address, entries_of, events_of, in_language, lasting_id_of, updated_at
from board.web.security import keep_address_secret
from board.web.viewer import now, one_or_404, settings

blueprint = Blueprint("own_feeds", __name__)
blueprint.after_request(keep_address_secret)


@blueprint.get("/feeds/<token>/feed.atom")
@for_programs
def feed(token: str) -> Response:
    """Tell what is new in the forums of the person whose address this is."""
    person = _reader(token)
    sights = _sights(person)
    latest = newest([entry for sight in sights for entry in news(sight)])
    with in_language(_languages(person)):
        written = document(_feed_of(person, sights, entries_of(latest)))
    return answered(written, FEED, private=True)


@blueprint.get("/feeds/<token>/calendar.ics")
@for_programs
def calendar(token: str) -> Response:
    """Tell the dates of all forums of the person whose address this is."""
    person = _reader(token)
    dates = [forum_dates(sight, own=True) for sight in _sights(person)]
    with in_language(_languages(person)):
        events = [event for of_forum in dates for event in events_of(of_forum)]
        written = ical.document(settings().site_name, events)
    return answered(written, CALENDAR, private=True)


def _reader(token: str) -> User:
    """Return whose address this is. An address that was ended is the same 404 as one that never existed."""
    return one_or_404(db.session.scalar(reader_by(digest_of(token))))


def _sights(person: User) -> list[Sight]:
    """Return what the person may see now in each forum of which they are a member."""
    mine = {membership.forum_id: membership for membership in db.session.scalars(my_memberships(person.id))}
    joined = [forum for forum in db.session.scalars(forums()) if forum.id in mine]
    return [look(db.session(), forum, viewer_in(person, mine[forum.id]), now()) for forum in joined]


def _languages(person: User) -> list[str]:
    return [person.interface or "", *person.languages]


def _feed_of(person: User, sights: list[Sight], entries: list[AtomEntry]) -> AtomFeed:
    return AtomFeed(
        id=lasting_id_of(person),
        title=_("Your forums on %(site)s", site=settings().site_name),
        language=str(get_locale()),
        site=settings().site_url,
        link=address("forums.home"),
        own_address=None,
        updated=updated_at([sight.forum for sight in sights], entries),
        entries=entries,
    )
