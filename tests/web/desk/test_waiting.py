"""A waiting text says how long translation usually takes, and admins see what waits. Other pages take no query."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from board.actions import posting, scheduling
from board.clock import FixedClock
from board.extensions import db
from board.models import Post, Thread, User
from board.web.frame.delays import delay_words
from tests.support.cast import OPENING, START, Cast, sight_for, text_of, translate, typed
from tests.support.client import Client
from tests.support.shown import shown, words_of
from tests.web.test_limits import asked_for_when_warm, long_thread

SignIn = Callable[[User], Client]
FORUM = "/f/social-economy"
TABLE = f"{FORUM}/admin/translation"
HOUR = timedelta(hours=1)
WAITING, NEXT = "Waiting for translation.", "It is one of the next in line."
PLAIN = f"{WAITING} {NEXT}"
HALF = "Half of the posts are translated within about"


@pytest.mark.parametrize(
    ("delay", "words"),
    [
        (None, ""),
        (timedelta(0), f"{HALF} half an hour."),
        (timedelta(minutes=30), f"{HALF} half an hour."),
        (timedelta(minutes=31), f"{HALF} 1 hour."),
        (HOUR, f"{HALF} 1 hour."),
        (HOUR + timedelta(seconds=1), f"{HALF} 2 hours."),
        (36 * HOUR, f"{HALF} 36 hours."),
        (36.5 * HOUR, f"{HALF} 2 days."),
        (48 * HOUR, f"{HALF} 2 days."),
        (49 * HOUR, f"{HALF} 3 days."),
    ],
)
def test_a_delay_in_words(app: Flask, delay: timedelta | None, words: str) -> None:
    with app.test_request_context():
        assert delay_words(delay) == words


def translated(cast: Cast, hours: float, written: datetime = START) -> Post:
    post = posting.reply(sight_for(cast, cast.ana, written), cast.thread, cast.ana, typed("Buenos días."))
    translate(sight_for(cast, cast.tess, written + hours * HOUR), text_of(post), "Good morning.")
    return post


def asked_now(cast: Cast, now: datetime) -> Post:
    return posting.reply(sight_for(cast, cast.ana, now), cast.question_thread, cast.ana, typed("¿Cuánto tardó?"))


def says(client: Client, cast: Cast, post: Post | None = None) -> str:
    """Return what the page says beside Ana's question."""
    page = shown(client.get(f"{FORUM}/thread/{cast.question_thread.key}"))
    article = page.one(f"article[@id='p-{(post or cast.question).key}']")
    return next(words_of(div) for div in article.iter("div") if div.get("class") == "translation waiting")


def test_a_waiting_text_says_how_long_translation_takes(cast: Cast, sign_in: SignIn, clock: FixedClock) -> None:
    jorge = sign_in(cast.jorge)
    assert says(jorge, cast) == PLAIN
    posts = [translated(cast, hours) for hours in (1, 4.5, 9)]
    clock.move_to(START + 10 * HOUR)
    post = asked_now(cast, START + 9 * HOUR)
    assert says(jorge, cast, post) == f"{WAITING} {HALF} 7 hours. {NEXT}"  # what is kept of the page does not hinder
    posting.delete_post(sight_for(cast, cast.ana), posts[0])
    assert says(jorge, cast, post) == PLAIN
    translated(cast, 0.2)
    assert says(jorge, cast, post) == f"{WAITING} {HALF} 7 hours. {NEXT}"
    clock.move_to(START + timedelta(days=8))
    assert says(jorge, cast, post) == PLAIN


def test_a_text_that_has_waited_longer_than_usual_promises_nothing(
    cast: Cast, sign_in: SignIn, clock: FixedClock
) -> None:
    for _ in range(3):
        translated(cast, 4.5)
    post, jorge = asked_now(cast, START + 5 * HOUR), sign_in(cast.jorge)
    clock.move_to(START + 9.5 * HOUR)
    assert says(jorge, cast, post) == f"{WAITING} {HALF} 5 hours. {NEXT}"
    assert says(jorge, cast) == PLAIN  # for days already
    clock.move_to(START + 9.5 * HOUR + timedelta(seconds=1))
    assert says(jorge, cast, post) == PLAIN


def test_the_delay_is_computed_from_what_the_reader_may_see(
    cast: Cast, client: Client, sign_in: SignIn, clock: FixedClock
) -> None:
    cast.forum.public_reading = True
    for _ in range(3):
        translated(cast, 2)
    clock.move_to(START + 3 * HOUR)
    post = asked_now(cast, START + 2 * HOUR)
    assert [says(reader, cast, post) for reader in (client, sign_in(cast.jorge))] == [
        f"{WAITING} {HALF} 2 hours. {NEXT}"
    ] * 2
    scheduling.override_week(sight_for(cast, cast.alma), cast.week(1), "locked")
    for reader in (client, sign_in(cast.jorge), sign_in(cast.tess), sign_in(cast.alma)):
        assert says(reader, cast) == PLAIN


def test_a_thread_without_waiting_texts_takes_no_query_for_it(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    """A thread whose texts are all translated takes one query less than the same thread with one that waits."""
    client, url = sign_in(cast.jorge), long_thread(cast, 10)
    before = asked_for_when_warm(app, client, url)
    thread = db.session.scalars(select(Thread).where(Thread.key == url.rpartition("/")[2])).one()
    posting.reply(sight_for(cast, cast.ana), thread, cast.ana, typed("Buenos días."))
    posting.reply(sight_for(cast, cast.ana), thread, cast.ana, typed("Buenas noches."))
    assert asked_for_when_warm(app, client, url) == before + 1


# ---- the admin's table


def cells(client: Client) -> list[list[str]]:
    rows = shown(client.get(TABLE)).all("div[@class='scroll']/table//tr")
    return [[words_of(cell) for cell in row] for row in rows[1:]]


def test_the_table_shows_what_waits_by_week_and_language(cast: Cast, sign_in: SignIn, clock: FixedClock) -> None:
    for hours in (1, 5, 9):
        translated(cast, hours)
    clock.move_to(START + 10 * HOUR)
    first, second, third, total = cells(sign_in(cast.alma))
    pair = "Español into English"
    assert first == ["Week 1", pair, "2", "8", "Sun 1 Feb, 07:00", "5 hours", "5 of 7"]
    assert second == ["Week 2", pair, "1", "4", "Mon 2 Mar, 14:30", "–", "0 of 1"]
    assert third == ["Week 3 locked", pair, "3", "9", "Sun 1 Feb, 07:00", "–", "0 of 3"]
    assert total == ["All together", "6", "21", "Sun 1 Feb, 07:00", "5 hours", "5 of 11"]


def test_the_mark_of_a_locked_week_is_gone_once_it_opens(cast: Cast, sign_in: SignIn, clock: FixedClock) -> None:
    alma = sign_in(cast.alma)
    clock.move_to(OPENING - timedelta(seconds=1))
    assert cells(alma)[2][0] == "Week 3 locked"
    clock.move_to(OPENING)
    assert cells(alma)[2][0] == "Week 3"


def test_the_table_links_to_the_queue_and_is_linked_from_the_schedule(cast: Cast, sign_in: SignIn) -> None:
    alma = sign_in(cast.alma)
    assert f"{FORUM}/translate" in shown(alma.get(TABLE)).links
    assert TABLE in shown(alma.get(f"{FORUM}/admin/schedule")).links
    assert TABLE not in shown(sign_in(cast.olga).get(f"{FORUM}/admin/schedule")).links


def test_the_table_is_for_admins(cast: Cast, sign_in: SignIn) -> None:
    for person in (cast.ana, cast.rosa, cast.tess, cast.omar, cast.olga):
        assert sign_in(person).get(TABLE).status_code == 403


def test_a_forum_without_translation_says_so(cast: Cast, sign_in: SignIn) -> None:
    page = shown(sign_in(cast.omar).get("/f/food-councils/admin/translation"))
    assert "Nothing in this forum is to be translated." in page.words
