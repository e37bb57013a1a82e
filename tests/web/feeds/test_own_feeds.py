"""A person's own feed and calendar: who reads what with the address, and when it ends."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import feedparser
import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select
from werkzeug.test import TestResponse

from board.actions import enrolling, feed_addresses, leaving, posting, scheduling, suspending
from board.actions.leaving import Attribution
from board.clock import FixedClock
from board.extensions import db, limiter
from board.faults import Gone
from board.models import FeedAddress, Translation, User
from board.models.base import digest_of
from board.rules.leaving import NAME
from board.visible import Sight
from tests.support.cast import OPENING, START, Cast, look_as, membership_of, segments_of, sight_for, text_of, typed
from tests.support.client import Client
from tests.support.shown import shown

SignIn = Callable[[User], Client]


def address_of(person: User) -> str:
    return f"/feeds/{feed_addresses.renew(person, START)}"


def feed_of(app: Flask, address: str) -> Any:
    answer = app.test_client().get(f"{address}/feed.atom")
    assert answer.status_code == 200
    feed = feedparser.parse(answer.get_data())
    assert (feed.bozo, feed.version) == (False, "atom10")
    return feed


def words_in(app: Flask, address: str) -> str:
    return " ".join(f"{entry.title} {entry.content[0].value}" for entry in feed_of(app, address).entries)


def join(sight: Sight, person: User) -> None:
    enrolling.add_person(sight, person.email, person.name, frozenset({"participant"}), "")


def events_in(answer: TestResponse) -> list[Any]:
    assert answer.status_code == 200
    return Calendar.from_ical(answer.get_data()).events


def test_the_page_makes_the_addresses_and_shows_them_once(cast: Cast, app: Flask, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    assert "/profile/feeds" in shown(client.get("/profile")).links
    made = shown(shown(client.get("/profile/feeds")).form("/profile/feeds").send(client))
    feed, calendar = made.texts("code")
    assert feed.startswith("http://localhost/feeds/")
    assert feed_of(app, feed.removeprefix("http://localhost").removesuffix("/feed.atom")).entries
    assert events_in(app.test_client().get(calendar.removeprefix("http://localhost")))
    again = shown(client.get("/profile/feeds"))
    assert again.texts("code") == []
    assert "Anyone who has the address can read with it what you may read" in again.words
    assert client.get("/profile/feeds").text.count(feed.split("/")[4]) == 0


def test_only_the_digest_is_kept(cast: Cast) -> None:
    token = feed_addresses.renew(cast.ana, START)
    [row] = db.session.scalars(select(FeedAddress))
    assert (row.token_digest, row.user_id) == (digest_of(token), cast.ana.id)
    assert len(token) >= 43  # 256 bits


def test_a_new_address_ends_the_old_one(cast: Cast, app: Flask, sign_in: SignIn) -> None:
    old = address_of(cast.ana)
    client = sign_in(cast.ana)
    shown(client.get("/profile/feeds")).form("/profile/feeds").send(client)
    assert gone(app, old) == gone(app, "/feeds/unknown")


def test_an_ended_address_is_the_same_404_as_an_unknown_one(cast: Cast, app: Flask, sign_in: SignIn) -> None:
    old = address_of(cast.ana)
    assert app.test_client().get(f"{old}/feed.atom").status_code == 200
    client = sign_in(cast.ana)
    assert shown(client.get("/profile/feeds")).form("/end").send(client).status_code == 303
    assert "nothing can be read there any more" in shown(client.get("/profile/feeds")).words
    assert gone(app, old) == gone(app, "/feeds/unknown")


def gone(app: Flask, address: str) -> list[tuple[int, str]]:
    """Return what is answered at an address that leads nowhere, without the address and the page's own tokens."""
    client = app.test_client()
    answers = [client.get(f"{address}/{name}") for name in ("feed.atom", "calendar.ics")]
    assert {answer.status_code for answer in answers} == {404}
    return [(answer.status_code, shown(answer).words) for answer in answers]


def test_it_reads_what_the_person_may_read_in_their_language(cast: Cast, app: Flask) -> None:
    cast.jorge.interface = "en"
    feed = feed_of(app, address_of(cast.jorge))
    by_title = {entry.title: entry for entry in feed.entries}
    opening = by_title["Ana opened “Selling to the municipality”"]
    assert (opening.author, opening.tags[0].term) == ("Ana", "Week 1")
    assert opening.link == f"http://localhost/f/social-economy/post/{cast.post.key}"
    words = opening.content[0].value
    assert "La cooperativa vendió verduras" in words
    assert "The cooperative sold vegetables" in words
    assert "translated by Tess · approved" in words
    assert "To read: Guía de compras" in by_title
    cast.jorge.interface = "es"
    assert "Ana abrió «Vender al municipio»" in [entry.title for entry in feed_of(app, address_of(cast.jorge)).entries]


def test_a_machine_translation_says_that_it_is_one(cast: Cast, app: Flask) -> None:
    cast.forum.shows_machine_drafts = True
    text = text_of(cast.question)
    for segment in segments_of(text):
        db.session.add(
            Translation(
                text_id=text.id, lineage=segment.lineage, language="en", digest=segment.digest, source="Who signed?",
                html="<p>Who signed?</p>", origin="machine", engine="x", state="draft", created_at=START,
            )
        )  # fmt: skip
    words = words_in(app, address_of(cast.jorge))
    assert "Who signed?" in words
    assert "machine translation" in words
    assert "Machine translation, not checked by a person." in words


@pytest.mark.parametrize("who", ["ana", "alma", "tess", "bento"])
def test_a_locked_week_is_in_nobodys_feed(cast: Cast, app: Flask, clock: FixedClock, who: str) -> None:
    """Not even an admin's: a feed tells what is new to readers, and other programs keep it."""
    address = address_of(getattr(cast, who))
    assert "LOCKED" not in words_in(app, address)
    clock.move_to(OPENING)
    assert "LOCKED words to begin with" in words_in(app, address)
    scheduling.override_week(sight_for(cast, cast.alma, OPENING), cast.week(3), "locked")
    assert "LOCKED" not in words_in(app, address)


@pytest.mark.parametrize("who", ["jorge", "alma"])
def test_removed_words_are_in_nobodys_feed(cast: Cast, app: Flask, who: str) -> None:
    address = address_of(getattr(cast, who))
    assert "verduras" in words_in(app, address)
    posting.hide_post(sight_for(cast, cast.alma), cast.post, "off topic")
    assert "verduras" not in words_in(app, address)


def test_anyone_who_left_reads_nothing_any_more(cast: Cast, app: Flask) -> None:
    address = address_of(cast.ana)
    assert "verduras" in words_in(app, address)
    leaving.leave_forum(sight_for(cast, cast.ana), cast.ana, Attribution(NAME, "", "Nobody"))
    assert feed_of(app, address).entries == []
    assert events_in(app.test_client().get(f"{address}/calendar.ics")) == []


def test_anyone_who_was_removed_reads_nothing_any_more(cast: Cast, app: Flask) -> None:
    address = address_of(cast.nina)
    assert feed_of(app, address).entries == []
    join(sight_for(cast, cast.alma), cast.nina)
    assert "verduras" in words_in(app, address)
    place = membership_of(cast.nina, cast.forum)
    assert place
    enrolling.remove_person(sight_for(cast, cast.alma), place)
    assert feed_of(app, address).entries == []


def test_closing_the_account_ends_it(cast: Cast, app: Flask) -> None:
    address, known = address_of(cast.ana), User(id=cast.ana.id)
    farewell = (sight_for(cast, cast.ana), Attribution(NAME, "", "Nobody"))
    leaving.close_account(cast.ana, [farewell], "Nobody")
    assert list(db.session.scalars(select(FeedAddress))) == []
    gone(app, address)
    with pytest.raises(Gone):
        feed_addresses.renew(known, START)


def test_a_suspended_member_goes_on_reading(cast: Cast, app: Flask) -> None:
    address = address_of(cast.tess)
    place = membership_of(cast.tess, cast.forum)
    assert place
    suspending.suspend(sight_for(cast, cast.alma), place, "reason")
    assert "verduras" in words_in(app, address)


def test_forums_stand_beside_each_other(cast: Cast, app: Flask) -> None:
    join(look_as(cast.other_forum, cast.omar), cast.ana)
    events = events_in(app.test_client().get(f"{address_of(cast.ana)}/calendar.ics"))
    titles = [str(event["summary"]) for event in events]
    assert "Week 2: Local purchasing · Social economy" in titles
    assert "Last day · Food councils" in titles


def test_nothing_tells_the_address_further(cast: Cast, app: Flask, sign_in: SignIn, caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    address = address_of(cast.ana)
    client = sign_in(cast.jorge)
    for name in ("feed.atom", "calendar.ics"):
        answer = client.get(f"{address}/{name}")
        headers = answer.headers
        assert (headers["X-Robots-Tag"], headers["Referrer-Policy"]) == ("noindex", "no-referrer")
        assert headers["Cache-Control"] == "private, no-cache"
        assert "Set-Cookie" not in headers
        assert address.split("/")[2] not in answer.text
        assert client.get(f"{address}/{name}", headers={"If-None-Match": headers["ETag"]}).status_code == 304
    assert address.split("/")[2] not in caplog.text


def test_it_reads_the_persons_sight_not_that_of_who_is_signed_in(cast: Cast, app: Flask, sign_in: SignIn) -> None:
    address = address_of(cast.nina)
    feed = feedparser.parse(sign_in(cast.alma).get(f"{address}/feed.atom").get_data())
    assert feed.entries == []


def test_addresses_cannot_be_tried_out(cast: Cast, app: Flask) -> None:
    limiter.enabled = True
    client = app.test_client()
    client.careful = False
    answers = [client.get(f"/feeds/{number}/feed.atom").status_code for number in range(125)]
    assert (answers[0], answers[-1]) == (404, 429)


def test_writing_is_not_possible_with_it(cast: Cast, app: Flask) -> None:
    assert app.test_client().post(f"{address_of(cast.ana)}/feed.atom").status_code == 405


def test_a_strangers_form_makes_no_address(cast: Cast, app: Flask, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    client.token = False
    assert client.post("/profile/feeds").status_code in (400, 403)
    assert list(db.session.scalars(select(FeedAddress))) == []


def test_fifty_entries_of_all_forums(cast: Cast, app: Flask) -> None:
    for number in range(55):
        posting.reply(sight_for(cast, cast.jorge), cast.thread, cast.jorge, typed(f"Reply {number}", "en"))
    entries = feed_of(app, address_of(cast.ana)).entries
    assert (len(entries), len({entry.id for entry in entries})) == (50, 50)


def test_a_key_respondents_own_week_is_marked_in_their_calendar_alone(cast: Cast, app: Flask) -> None:
    def weeks_of(person: User) -> dict[str, int]:
        events = events_in(app.test_client().get(f"{addresses[person.id]}/calendar.ics"))
        return {str(event["summary"]): event["sequence"] for event in events if "week-2" in event["uid"]}

    addresses = {person.id: address_of(person) for person in (cast.rosa, cast.ana)}
    plain, own = (
        f"{words} · Social economy" for words in ("Week 2: Local purchasing", "Your week: Local purchasing (week 2)")
    )
    before = weeks_of(cast.rosa)
    assert list(before) == [own]
    assert list(weeks_of(cast.ana)) == [plain]
    place = membership_of(cast.rosa, cast.forum)
    assert place
    suspending.suspend(sight_for(cast, cast.alma), place, "reason")
    suspended = weeks_of(cast.rosa)
    assert list(suspended) == [plain]
    assert suspended[plain] > before[own]
    suspending.lift(sight_for(cast, cast.alma), place)
    enrolling.unassign(sight_for(cast, cast.alma), place, cast.week(2))
    after = weeks_of(cast.rosa)
    assert list(after) == [plain]
    assert after[plain] > suspended[plain]
