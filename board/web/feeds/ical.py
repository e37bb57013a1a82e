"""A calendar as an iCalendar document (RFC 5545), with the rules of the zones in which its events are told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone

from board.web.feeds.vtimezone import vtimezone

MARGIN = timedelta(days=200)
"""How far around its events a calendar tells when clocks change."""
EVERY_HOUR = timedelta(hours=1)


class CalendarEvent(NamedTuple):
    """An event. ``begins`` is a day or an instant; what begins at an instant and has no end lasts no time."""

    uid: str
    title: str
    details: str
    link: str
    begins: date | datetime
    ends: datetime | None
    zone: str
    changes: int
    changed: datetime


def document(name: str, events: Sequence[CalendarEvent]) -> bytes:
    """Write a calendar. The same events make the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", "-//Semana//Programme//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.refresh_interval = EVERY_HOUR
    for zone in _zones(events):
        calendar.add_component(zone)
    for event in events:
        calendar.add_component(_event(event))
    written: bytes = calendar.to_ical()
    return written


def _zones(events: Sequence[CalendarEvent]) -> list[Timezone]:
    """Return the zones that events name, in the order of their names; Outlook needs them."""
    walls = [_wall(event, at) for event in events for at in (event.begins, event.ends) if isinstance(at, datetime)]
    names = {wall.tzinfo.key for wall in walls if isinstance(wall.tzinfo, ZoneInfo) and wall.tzinfo.key != "UTC"}
    days = [wall.date() for wall in walls]
    return [vtimezone(name, min(days) - MARGIN, max(days) + MARGIN) for name in sorted(names)]


def _wall(event: CalendarEvent, instant: datetime) -> datetime:
    """Return an instant as clocks show it in the event's zone.

    When clocks go back, an hour occurs twice, and a calendar takes it for the first one: the second is told in UTC.
    """
    wall = instant.astimezone(ZoneInfo(event.zone))
    return instant.astimezone(ZoneInfo("UTC")) if wall.fold else wall


def _event(told: CalendarEvent) -> Event:
    event = Event()
    event.add("uid", told.uid)
    event.add("summary", told.title)
    event.add("description", told.details)
    event.add("url", told.link)
    event.add("dtstart", _wall(told, told.begins) if isinstance(told.begins, datetime) else told.begins)
    if told.ends:
        event.add("dtend", _wall(told, told.ends))
    event.add("sequence", told.changes)
    event.add("last-modified", told.changed)
    event.add("dtstamp", told.changed)
    event.add("transp", "TRANSPARENT")  # nobody is busy for a whole week
    return event
