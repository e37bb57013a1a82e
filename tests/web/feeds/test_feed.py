"""The public feed of a forum, read by a parser that others wrote."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from board.actions import posting, scheduling
from board.clock import FixedClock
from board.models import User
from board.web.feeds.atom import AtomEntry, AtomFeed, document
from tests.support.asked import queries
from tests.support.cast import OPENING, START, Cast, sight_for, typed
from tests.support.client import Client

SignIn = Callable[[User], Client]
URL = "/f/social-economy/feed.atom"
SECOND = timedelta(seconds=1)


def told(answer: TestResponse) -> Any:
    """Return the feed as feedparser reads it."""
    assert (answer.status_code, answer.content_type) == (200, "application/atom+xml; charset=utf-8")
    feed = feedparser.parse(answer.get_data())
    assert (feed.bozo, feed.version) == (False, "atom10")
    return feed


def titles_in(answer: TestResponse) -> list[str]:
    return [entry.title for entry in told(answer).entries]


def test_it_tells_which_weeks_opened(cast: Cast, app: Flask) -> None:
    feed = told(app.test_client().get(URL))
    assert [entry.title for entry in feed.entries] == [
        "Week 2 is open: Local purchasing", "Week 1 is open: Public buyers",
    ]  # fmt: skip
    second = feed.entries[0]
    assert second.link == "http://localhost/f/social-economy/week/2"
    assert second.published == "2026-03-02T14:00:00Z"
    assert second.author == "Social economy"
    assert "Outline of “Local purchasing”" in second.content[0].value
    assert (feed.feed.title, feed.feed.language) == ("Social economy", "en")
    assert feed.feed.updated == second.updated
    assert {link.rel: link.href for link in feed.feed.links} == {
        "alternate": "http://localhost/f/social-economy/",
        "self": "http://localhost/f/social-economy/feed.atom?lang=en",
    }


@pytest.mark.parametrize(("at", "is_open"), [(OPENING - SECOND, False), (OPENING, True), (OPENING + SECOND, True)])
def test_a_week_stands_in_it_from_its_opening(
    cast: Cast, app: Flask, clock: FixedClock, at: datetime, is_open: bool
) -> None:
    clock.move_to(at)
    answer = app.test_client().get(URL)
    assert ("Week 3 is open: Cases from the regions" in titles_in(answer)) is is_open
    assert "LOCKED" not in answer.text


def test_a_public_forum_tells_threads_posts_and_readings(cast: Cast, app: Flask) -> None:
    cast.forum.public_reading = True
    feed = told(app.test_client().get(URL))
    assert [entry.title for entry in feed.entries] == [
        "Ana in “Question of the week”", "Week 2 is open: Local purchasing", "Alma opened “Question of the week”",
        "Jorge in “Selling to the municipality”", "Ana opened “Selling to the municipality”",
        "Week 1 is open: Public buyers", "To read: Guía de compras",
    ]  # fmt: skip
    opening = feed.entries[4]
    assert opening.link == f"http://localhost/f/social-economy/post/{cast.post.key}"
    assert (opening.author, opening.tags[0].term) == ("Ana", "Week 1")
    words = opening.content[0].value
    assert "La cooperativa vendió verduras" in words
    assert "The cooperative sold vegetables" in words
    assert "English · translated by Tess · approved" in words


def test_what_was_prepared_is_new_when_its_week_opens(cast: Cast, app: Flask, clock: FixedClock) -> None:
    cast.forum.public_reading = True
    clock.move_to(OPENING - SECOND)
    assert "LOCKED" not in app.test_client().get(URL).text
    clock.move_to(OPENING)
    newest = told(app.test_client().get(URL)).entries[:5]
    assert {entry.published for entry in newest} == {"2026-03-09T13:00:00Z"}
    assert "Alma opened “LOCKED question”" in [entry.title for entry in newest]


def test_what_an_admin_hides_goes_at_once(cast: Cast, app: Flask) -> None:
    cast.forum.public_reading = True
    assert "How did they win it?" in app.test_client().get(URL).text
    posting.hide_post(sight_for(cast, cast.alma), cast.answer, "off topic")
    assert "How did they win it?" not in app.test_client().get(URL).text
    scheduling.override_week(sight_for(cast, cast.alma), cast.week(1), "locked")
    assert "verduras" not in app.test_client().get(URL).text


def test_it_is_the_same_for_everyone_and_while_nothing_changes(
    cast: Cast, app: Flask, sign_in: SignIn, clock: FixedClock
) -> None:
    first = app.test_client().get(URL)
    clock.move_to(START + timedelta(days=1))
    admin = sign_in(cast.alma).get(URL)
    assert admin.get_data() == first.get_data()
    assert (admin.headers["Cache-Control"], "Set-Cookie" in admin.headers) == ("public, no-cache", False)
    again = app.test_client().get(URL, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_a_packed_answer_is_recognised_too(cast: Cast, app: Flask) -> None:
    cast.forum.public_reading = True
    packed = app.test_client().get(URL, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    asked = {"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]}
    assert app.test_client().get(URL, headers=asked).status_code == 304


def test_it_has_the_newest_fifty_in_few_queries(cast: Cast, app: Flask) -> None:
    cast.forum.public_reading = True
    with queries(app) as before:
        app.test_client().get(URL)
    for number in range(60):
        moment = START + number * SECOND
        posting.reply(sight_for(cast, cast.ana, moment), cast.thread, cast.ana, typed(f"Post {number}"))
    with queries(app) as after:
        feed = told(app.test_client().get(URL))
    assert len(after) <= len(before) <= 11
    assert len(feed.entries) == 50
    assert "Post 59" in feed.entries[0].content[0].value
    assert len({entry.id for entry in feed.entries}) == 50


def test_spanish_readers_read_spanish(cast: Cast, app: Flask) -> None:
    cast.forum.public_reading = True
    feed = told(app.test_client().get(f"{URL}?lang=es"))
    assert feed.feed.language == "es"
    assert "Ana abrió «Vender al municipio»" in [entry.title for entry in feed.entries]


def test_any_characters_make_well_formed_xml() -> None:
    awkward = "a\x00b\x0b\ud800<&>\"']]>\uffff é 🎉"
    entry = AtomEntry("tag:x", awkward, "http://x/", START, START, awkward, awkward, f"<p>{awkward}</p>")
    feed = AtomFeed("tag:y", awkward, "en", "http://x", "http://x/", None, START, [entry])
    root = ElementTree.fromstring(document(feed))  # noqa: S314 - written above
    assert root.findtext("{http://www.w3.org/2005/Atom}title") == "ab<&>\"']]> é 🎉"


def test_xmllint_finds_nothing(cast: Cast, app: Flask) -> None:
    xmllint = shutil.which("xmllint")
    if xmllint is None:
        pytest.skip("xmllint is not here (Debian: apt-get install libxml2-utils)")
    cast.forum.public_reading = True
    written = app.test_client().get(URL).get_data()
    checked = subprocess.run([xmllint, "--noout", "-"], input=written, capture_output=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, b"")


def test_updated_follows_an_edit(cast: Cast, app: Flask) -> None:
    cast.forum.public_reading = True
    before = told(app.test_client().get(URL)).entries
    cast.answer.edited_at = datetime(2026, 3, 3, tzinfo=UTC)
    after = told(app.test_client().get(URL)).entries
    [edited] = [entry for entry in after if entry.title.startswith("Jorge")]
    assert (edited.updated, edited.published) == ("2026-03-03T00:00:00Z", "2026-02-25T10:14:00Z")
    assert [entry.id for entry in after] == [entry.id for entry in before]
