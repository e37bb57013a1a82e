"""One-tap answers to a post: the counts by region, the buttons, and the people who may press them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from board.actions import posting, speaking
from board.extensions import db
from board.models import User, Voice
from tests.support.cast import START, Cast, sight_for
from tests.support.client import Client
from tests.support.shown import Shown, shown

SignIn = Callable[[User], Client]
FORUM = "/f/social-economy"


def voice(cast: Cast) -> str:
    return f"{FORUM}/post/{cast.post.key}/voice"


def thread(client: Client, cast: Cast) -> Shown:
    return shown(client.get(f"{FORUM}/thread/{cast.thread.key}"))


def pressed(page: Shown, action: str) -> dict[str, str]:
    """Return the buttons of a post: what each one sends, and whether it is pressed."""
    buttons = page.form(action).element.iter("button")
    return {f"{button.get('name')} {button.get('value')}": button.get("aria-pressed", "") for button in buttons}


def test_one_tap_is_counted_by_region_and_a_second_takes_it_back(cast: Cast, sign_in: SignIn) -> None:
    rosa = sign_in(cast.rosa)
    page = thread(rosa, cast)
    assert pressed(page, voice(cast)) == {"say true_here": "false", "say not_here": "false", "say tried": "false"}
    answer = page.form(voice(cast)).send(rosa, say="true_here")
    assert (answer.status_code, answer.location) == (303, f"{FORUM}/thread/{cast.thread.key}#p-{cast.post.key}")
    page = thread(rosa, cast)
    assert "True in: Quebec 1" in page.words
    assert pressed(page, voice(cast)) == {"unsay true_here": "true", "say not_here": "false", "say tried": "false"}
    page.form(voice(cast)).send(rosa, unsay="true_here")
    assert "True in:" not in thread(rosa, cast).words


def test_htmx_gets_the_line_alone(cast: Cast, sign_in: SignIn) -> None:
    rosa, bento = sign_in(cast.rosa), sign_in(cast.bento)
    bento.post(voice(cast), data={"say": "tried"})
    line = shown(rosa.post(voice(cast), data={"say": "tried"}, headers={"HX-Request": "true"}))
    assert line.words.startswith("Tried in: Brazil 1, Quebec 1")
    assert pressed(line, voice(cast))["unsay tried"] == "true"
    assert len(line.all("article")) == 0


def test_all_readers_see_the_counts_without_names(cast: Cast, sign_in: SignIn, client: Client) -> None:
    sign_in(cast.jorge).post(voice(cast), data={"say": "not_here"})
    author = thread(sign_in(cast.ana), cast)
    assert "Not in: region not given 1" in author.words
    assert voice(cast) not in author.actions()
    cast.forum.public_reading = True
    page = thread(client, cast)
    assert "Not in: region not given 1" in page.words
    assert page.actions() & {voice(cast)} == set()


@pytest.mark.parametrize(("seconds", "open_"), [(-1, True), (0, False), (1, False)])
def test_in_a_closed_week_counts_stay_and_nothing_can_be_added(
    cast: Cast, sign_in: SignIn, seconds: int, open_: bool
) -> None:
    speaking.speak(sight_for(cast, cast.rosa), cast.thread, cast.post, "tried", on=True)
    cast.week(1).closed_at = START - timedelta(seconds=seconds)
    jorge = sign_in(cast.jorge)
    page = thread(jorge, cast)
    assert "Tried in: Quebec 1" in page.words
    assert (voice(cast) in page.actions()) == open_
    assert jorge.post(voice(cast), data={"say": "tried"}).status_code == (303 if open_ else 403)


def test_unknown_kinds_and_removed_posts_are_refused(cast: Cast, sign_in: SignIn) -> None:
    jorge = sign_in(cast.jorge)
    for data in ({}, {"say": "something"}, {"unsay": ""}):
        assert jorge.post(voice(cast), data=data).status_code == 400
    posting.hide_post(sight_for(cast, cast.alma), cast.post, "A reason")
    assert jorge.post(voice(cast), data={"say": "tried"}).status_code == 403
    assert sign_in(cast.omar).post(voice(cast), data={"say": "tried"}).status_code == 403
    assert list(db.session.scalars(select(Voice))) == []
