"""The public calendar, read by parsers that others wrote."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from flask import Flask
from icalendar import Calendar
from werkzeug.test import TestResponse

from board.actions import calling, scheduling
from board.clock import FixedClock
from board.extensions import db
from board.models import Text, User
from board.web.feeds.ical import CalendarEvent, document
from board.web.feeds.vtimezone import vtimezone
from tests.support.cast import BEFORE, OPENING, START, Cast, sight_for, translate
from tests.support.client import Client

SignIn = Callable[[User], Client]
TORONTO = ZoneInfo("America/Toronto")
URL = "/f/social-economy/calendar.ics"
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def told(answer: TestResponse) -> dict[str, Any]:
    """Return the events by the first part of their uid."""
    assert (answer.status_code, answer.content_type) == (200, "text/calendar; charset=utf-8")
    calendar = Calendar.from_ical(answer.get_data())
    assert [error for event in calendar.events for error in event.errors] == []
    return {event["uid"].split(".")[0]: event for event in calendar.events}


def test_weeks_stand_at_their_wall_time(cast: Cast, app: Flask) -> None:
    """Clocks go forward on 8 March: week 2 opens at 9:00 in winter time, week 3 at 9:00 in summer time."""
    events = told(app.test_client().get(URL))
    assert set(events) == {"week-1", "week-2", "week-3", "end"}
    second, third = events["week-2"], events["week-3"]
    assert second.start == datetime(2026, 3, 2, 9, tzinfo=TORONTO)
    assert third.start.astimezone(UTC) == OPENING
    assert (second.end, third.end) == (third.start, third.start + 7 * DAY)
    assert second["dtstart"].params["TZID"] == "America/Toronto"
    assert second["summary"] == "Week 2: Local purchasing · Social economy"
    assert second["url"] == "http://localhost/f/social-economy/week/2"
    assert events["end"].start == date(2026, 3, 27)


def zone_in(document: bytes) -> Any:
    """Return the zone that the calendar itself describes, read by dateutil."""
    text = document.decode().replace("\r\n ", "")
    begins, ends = text.index("BEGIN:VTIMEZONE"), text.index("END:VTIMEZONE") + len("END:VTIMEZONE")
    return tzical(StringIO(text[begins:ends].replace("\r\n", "\n"))).get()


def test_the_described_zone_changes_its_clocks_in_march_and_november(cast: Cast, app: Flask) -> None:
    described = zone_in(app.test_client().get(URL).get_data())
    for shown in ("2026-03-02 09:00", "2026-03-07 23:00", "2026-03-08 05:00", "2026-03-09 09:00"):
        at = wall(shown)
        assert at.replace(tzinfo=described).utcoffset() == at.replace(tzinfo=TORONTO).utcoffset(), shown
    autumn = [event_at(datetime(2026, 10, 26, 13, tzinfo=UTC)), event_at(datetime(2026, 11, 2, 14, tzinfo=UTC))]
    described = zone_in(document("Autumn", autumn))
    for shown in ("2026-10-26 09:00", "2026-10-31 23:00", "2026-11-01 05:00", "2026-11-02 09:00"):
        at = wall(shown)
        assert at.replace(tzinfo=described).utcoffset() == at.replace(tzinfo=TORONTO).utcoffset(), shown
    assert [event.start.hour for event in Calendar.from_ical(document("Autumn", autumn)).events] == [9, 9]


def event_at(instant: datetime, zone: str = "America/Toronto") -> CalendarEvent:
    return CalendarEvent("uid", "title", "details", "https://example.org/", instant, None, zone, 0, BEFORE)


ZONES = ["Africa/Casablanca", "Africa/Cairo", "America/Bogota", "America/Toronto", "Asia/Kathmandu", "Europe/Dublin"]


@pytest.mark.parametrize("name", ZONES)
def test_every_day_has_the_offset_of_the_zone(name: str) -> None:
    first, last = date(2025, 9, 1), date(2026, 12, 1)
    described, zone = zone_in(vtimezone(name, first, last).to_ical()), ZoneInfo(name)
    noons = [wall("2025-09-02 12:00") + DAY * number for number in range((last - first).days - 2)]
    offsets = [(noon.replace(tzinfo=described).utcoffset(), noon.replace(tzinfo=zone).utcoffset()) for noon in noons]
    assert [noon for noon, (told, true) in zip(noons, offsets, strict=True) if told != true] == []


def test_the_second_of_two_equal_hours_is_told_in_utc() -> None:
    twice = [datetime(2026, 11, 1, 5, 30, tzinfo=UTC), datetime(2026, 11, 1, 6, 30, tzinfo=UTC)]  # both 1:30 in Toronto
    starts = [event.start for event in Calendar.from_ical(document("Twice", list(map(event_at, twice)))).events]
    assert [start.astimezone(UTC) for start in starts] == twice


def test_the_same_dates_are_the_same_bytes(cast: Cast, app: Flask, clock: FixedClock) -> None:
    client = app.test_client()
    first = client.get(URL)
    clock.move_to(START + 4 * DAY)
    again = client.get(URL)
    assert (again.get_data(), again.headers["ETag"]) == (first.get_data(), first.headers["ETag"])
    unchanged = client.get(URL, headers={"If-None-Match": first.headers["ETag"]})
    assert (unchanged.status_code, unchanged.get_data()) == (304, b"")
    assert first.headers["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize("at", [OPENING - SECOND, OPENING, OPENING + SECOND], ids=["before", "at", "after"])
def test_an_opening_changes_nothing(cast: Cast, app: Flask, clock: FixedClock, at: datetime) -> None:
    before = app.test_client().get(URL).get_data()
    clock.move_to(at)
    assert app.test_client().get(URL).get_data() == before


@pytest.mark.parametrize("override", ["held", "locked"])
def test_a_week_that_an_admin_stopped_has_no_date(cast: Cast, app: Flask, override: str) -> None:
    before = told(app.test_client().get(URL))
    third = cast.week(3)
    if override == "locked":
        scheduling.override_week(sight_for(cast, cast.alma), third, "open")
    scheduling.override_week(sight_for(cast, cast.alma), third, override)
    after = told(app.test_client().get(URL))
    assert "week-3" not in after
    assert after["week-2"].end == before["week-2"].end
    assert after["week-2"]["sequence"] > before["week-2"]["sequence"]
    assert after["week-2"]["last-modified"].dt == START > before["week-2"]["last-modified"].dt


def test_a_week_opened_by_hand_begins_then(cast: Cast, app: Flask) -> None:
    scheduling.override_week(sight_for(cast, cast.alma), cast.week(4), "open")
    events = told(app.test_client().get(URL))
    assert events["week-4"].start.astimezone(UTC) == START


def test_a_moved_week_keeps_its_uid_and_raises_its_sequence(cast: Cast, app: Flask) -> None:
    before = told(app.test_client().get(URL))["week-3"]
    scheduling.schedule_week(sight_for(cast, cast.alma), cast.week(3), wall("2026-03-10 09:00"))
    db.session.commit()
    after = told(app.test_client().get(URL))["week-3"]
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert after["dtstamp"].dt > before["dtstamp"].dt
    assert after.start == datetime(2026, 3, 10, 9, tzinfo=TORONTO)


def test_titles_come_in_the_language_that_is_asked_for(cast: Cast, app: Flask) -> None:
    cast.forum.policy = ("es>en", "en>es")
    title = db.session.get_one(Text, cast.week(1).title_id)
    title.target = "es"
    translate(sight_for(cast, cast.tess), title, "Compradores públicos")
    client = app.test_client()
    english, spanish = told(client.get(URL))["week-1"], told(client.get(f"{URL}?lang=es"))["week-1"]
    assert english["summary"] == "Week 1: Public buyers · Social economy"
    assert spanish["summary"] == "Semana 1: Compradores públicos · Social economy"
    assert spanish["sequence"] > 0
    assert told(client.get(f"{URL}?lang=xx"))["week-1"]["summary"] == english["summary"]


def test_the_deadline_is_told_once_the_call_is_out(cast: Cast, app: Flask, clock: FixedClock) -> None:
    calling.schedule_call(sight_for(cast, cast.alma), wall("2026-03-05 09:00"), wall("2026-03-20 17:00"), None)
    opens = datetime(2026, 3, 5, 14, tzinfo=UTC)
    client = app.test_client()
    clock.move_to(opens - SECOND)
    assert "deadline" not in told(client.get(URL))
    clock.move_to(opens)
    deadline = told(client.get(URL))["deadline"]
    assert deadline.start == datetime(2026, 3, 20, 17, tzinfo=TORONTO)
    assert deadline["summary"] == "Applications close · Social economy"
    assert "dtend" not in deadline


def test_it_holds_no_content_and_is_the_same_for_everyone(cast: Cast, app: Flask, sign_in: SignIn) -> None:
    public = app.test_client().get(URL)
    admin = sign_in(cast.alma).get(URL)
    assert admin.get_data() == public.get_data()
    assert "LOCKED" not in public.text
    assert "Outline" not in public.text
    for answer in (public, admin):
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")


def test_a_forum_without_dates_has_an_empty_calendar(cast: Cast, app: Flask) -> None:
    cast.other_forum.ends_on = None
    answer = app.test_client().get("/f/food-councils/calendar.ics")
    assert told(answer) == {}
    assert app.test_client().get("/f/nowhere/calendar.ics").status_code == 404


def test_the_programme_leads_to_it(cast: Cast, app: Flask) -> None:
    page = app.test_client().get("/f/social-economy/", headers={"Accept-Language": "es"}).text
    assert f'href="{URL}?lang=es"' in page
    assert 'type="application/atom+xml" title="Social economy" href="/f/social-economy/feed.atom?lang=es"' in page
