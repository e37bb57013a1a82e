"""A forum's news and dates in words, in one language."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from flask import render_template, url_for
from flask_babel import force_locale, get_locale
from flask_babel import gettext as _

from board.models import Forum, User
from board.pages.calendar import ForumDates, WeekDates
from board.pages.feeds import Entry
from board.rules.languages import INTERFACE
from board.text.attached import Place, put_in
from board.web.feeds.atom import AtomEntry
from board.web.feeds.ical import CalendarEvent
from board.web.viewer import settings

WHEN_NOTHING_IS_THERE = datetime(2000, 1, 1, tzinfo=UTC)


def in_language(codes: Collection[str]) -> AbstractContextManager[None]:
    """Use the first of these languages that the site speaks, in a ``with`` statement."""
    chosen: AbstractContextManager[None] = force_locale(next((c for c in codes if c in INTERFACE), INTERFACE[0]))
    return chosen


def address(endpoint: str, **values: object) -> str:
    """Return the whole address of a page."""
    return f"{settings().site_url}{url_for(endpoint, **values)}"  # type: ignore[arg-type]


def lasting_id(forum: Forum, name: str) -> str:
    """Return an id that stays the same whatever becomes of the forum's address."""
    return f"tag:{_host()},{forum.created_at:%Y-%m-%d}:forum-{forum.id}/{name}"


def lasting_id_of(person: User) -> str:
    """Return the id of a person's own feed."""
    return f"tag:{_host()},{person.created_at:%Y-%m-%d}:reader/{person.key}"


def _host() -> str:
    return urlsplit(settings().site_url).hostname or "localhost"


def entries_of(news: Sequence[Entry]) -> list[AtomEntry]:
    """Return what is new as entries of a feed, in the language that is in use."""
    return [
        AtomEntry(
            id=lasting_id(entry.sight.forum, f"{entry.kind}/{entry.key or entry.week.number}"),
            title=_title(entry),
            link=_link(entry),
            published=entry.there,
            updated=entry.changed,
            author=entry.author or entry.sight.forum.name,
            category=_("Week %(number)s", number=entry.week.number),
            html=put_in(render_template("feeds/_entry.html", entry=entry, locale=str(get_locale())), _attached),
        )
        for entry in news
    ]


def _attached(place: Place) -> str:
    """Return a picture or a file in words: a feed fetches nothing, and its reader opens the post."""
    said = _("[Picture: %(words)s]") if place.kind == "image" else _("[File: %(words)s]")
    return str(said) % {"words": place.html}


def _title(entry: Entry) -> str:
    title = entry.title.said_in(str(get_locale()))
    words = {
        "week": _("Week %(number)s is open: %(title)s", number=entry.week.number, title=title),
        "reading": _("To read: %(title)s", title=title),
        "thread": _("%(name)s opened “%(title)s”", name=entry.author, title=title),
        "post": _("%(name)s in “%(title)s”", name=entry.author, title=title),
    }
    return str(words[entry.kind])


def _link(entry: Entry) -> str:
    slug = entry.sight.forum.slug
    if entry.kind == "week":
        return address("forums.week", forum=slug, number=entry.week.number)
    page = "forums.reading" if entry.kind == "reading" else "discussion.post"
    return address(page, forum=slug, key=entry.key)


def updated_at(forums: Sequence[Forum], entries: Sequence[AtomEntry]) -> datetime:
    """Return when a feed last changed, from what it tells."""
    began = [forum.created_at for forum in forums]
    return max([entry.updated for entry in entries] or began or [WHEN_NOTHING_IS_THERE])


def events_of(dates: ForumDates) -> Iterator[CalendarEvent]:
    """Yield the events of a forum: its weeks, the deadline for applications, and its last day."""
    forum = dates.sight.forum
    yield from (_week_event(forum, week) for week in dates.weeks)
    programme = address("forums.programme", forum=forum.slug)
    if dates.deadline:
        title = _("Applications close · %(forum)s", forum=forum.name)
        call = address("call.call", forum=forum.slug)
        yield _forum_event(dates, "deadline", title, call, dates.deadline)
    if forum.ends_on:
        yield _forum_event(dates, "end", _("Last day · %(forum)s", forum=forum.name), programme, forum.ends_on)


def _week_event(forum: Forum, told: WeekDates) -> CalendarEvent:
    title = told.title.said_in(str(get_locale()))
    link = address("forums.week", forum=forum.slug, number=told.week.number)
    words = {"number": told.week.number, "title": title, "forum": forum.name}
    return CalendarEvent(
        uid=f"week-{told.week.number}.forum-{forum.id}@{_host()}",
        title=_("Your week: %(title)s (week %(number)s) · %(forum)s", **words)
        if told.is_own
        else _("Week %(number)s: %(title)s · %(forum)s", **words),
        details=link, link=link, begins=told.begins, ends=told.ends, zone=forum.zone,
        changes=told.changes, changed=told.changed,
    )  # fmt: skip


def _forum_event(dates: ForumDates, name: str, title: str, link: str, begins: date) -> CalendarEvent:
    forum = dates.sight.forum
    return CalendarEvent(
        uid=f"{name}.forum-{forum.id}@{_host()}",
        title=title, details=link, link=link, begins=begins, ends=None, zone=forum.zone,
        changes=dates.changes, changed=dates.changed,
    )  # fmt: skip
