"""A long thread is folded by author, by language, or as a whole, and what was new stays marked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from board.actions import posting
from board.clock import FixedClock
from board.models import Post, User
from tests.support.asked import queries
from tests.support.cast import START, Cast, sight_for, typed
from tests.support.client import Client
from tests.support.shown import Shown, shown

SignIn = Callable[[User], Client]
LATER = START + timedelta(hours=5)


def thread_url(cast: Cast) -> str:
    return f"/f/social-economy/thread/{cast.thread.key}"


@pytest.fixture
def long(cast: Cast) -> list[Post]:
    """Two further posts by each of two people."""
    people = [cast.ana, cast.jorge, cast.ana, cast.jorge]
    return [
        posting.reply(sight_for(cast, person), cast.thread, person, typed(f"Palabras <b>{number}</b>. " * 20))
        for number, person in enumerate(people)
    ]


def folded(page: Shown) -> list[str]:
    return [str(post.get("id")) for one in page.all("details[@class='folded']") for post in one.iter("article")]


def by(person: User, cast: Cast, long: list[Post]) -> set[str]:
    return {f"p-{post.key}" for post in [cast.post, cast.answer, *long] if post.author_id == person.id}


def test_the_posts_of_one_author_stay_open(cast: Cast, sign_in: SignIn, long: list[Post]) -> None:
    client = sign_in(cast.rosa)
    whole = shown(client.get(thread_url(cast)))
    assert folded(whole) == []
    assert "Only posts by Ana (3)" in whole.words
    page = shown(client.get(f"{thread_url(cast)}?by={cast.post.key}"))
    assert set(folded(page)) == by(cast.jorge, cast, long)
    assert "Palabras <b>1</b>." in page.words


def test_all_or_none(cast: Cast, sign_in: SignIn, long: list[Post]) -> None:
    client = sign_in(cast.rosa)
    everything = by(cast.ana, cast, long) | by(cast.jorge, cast, long)
    assert set(folded(shown(client.get(f"{thread_url(cast)}?fold=all")))) == everything
    for query in (
        "fold=no",
        "fold=",
        "by=unknown",
        f"by={cast.locked_post.key}",
        "written=xx",
        "new=unknown",
        "by=%00",
    ):
        assert (query, folded(shown(client.get(f"{thread_url(cast)}?{query}")))) == (query, [])


def test_one_language_at_a_time(cast: Cast, sign_in: SignIn, long: list[Post]) -> None:
    page = shown(sign_in(cast.rosa).get(f"{thread_url(cast)}?written=en"))
    assert f"p-{cast.post.key}" in folded(page)
    assert f"p-{cast.answer.key}" not in folded(page)


def test_what_was_new_stays_marked_when_posts_are_folded(
    cast: Cast, sign_in: SignIn, long: list[Post], clock: FixedClock
) -> None:
    client = sign_in(cast.ana)
    client.get(thread_url(cast))
    clock.move_to(LATER)
    posting.reply(sight_for(cast, cast.jorge, LATER), cast.thread, cast.jorge, typed("Nuevo."))
    page = shown(client.get(thread_url(cast)))
    [link] = [link for link in page.links if link.startswith("?fold=all")]
    again = shown(client.get(thread_url(cast) + link.partition("#")[0]))
    assert "New since your last visit" in page.words
    assert "New since your last visit" in again.words


def test_a_short_thread_has_no_menu(cast: Cast, sign_in: SignIn) -> None:
    assert "All posts folded" not in shown(sign_in(cast.rosa).get(thread_url(cast))).words


@pytest.mark.parametrize("query", ["?fold=all", "?written=en", "?new=unknown"])
def test_folding_costs_no_query(app: Flask, cast: Cast, sign_in: SignIn, long: list[Post], query: str) -> None:
    client = sign_in(cast.rosa)
    client.get(thread_url(cast))
    numbers = []
    for asked in ("", query):
        with queries(app) as found:
            client.get(thread_url(cast) + asked)
        numbers.append(len(found))
    assert numbers[0] == numbers[1]


def test_the_page_of_a_reply_costs_few_queries(app: Flask, cast: Cast, sign_in: SignIn, long: list[Post]) -> None:
    client = sign_in(cast.rosa)
    url = f"/f/social-economy/post/{long[0].key}/reply"
    client.get(url)
    with queries(app) as found:
        client.get(url)
    with queries(app) as of_thread:
        client.get(thread_url(cast))
    assert len(found) <= len(of_thread) + 4
