"""Limits of tries to sign in: they lock nobody else out, and do not reveal which addresses have accounts."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask

from board.extensions import db, limiter
from board.models import User
from board.web.account.sign_in_limits import network
from tests.support.cast import PASSWORD, Cast
from tests.support.client import Client
from tests.support.hashes import counted, told
from tests.support.shown import shown

Moment = Callable[[float], None]
GUESS = "a guess of somebody"


def visitor(app: Flask, address: str = "203.0.113.1") -> Client:
    client: Client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = address
    client.careful = False
    return client


def enter(client: Client, email: str = "ana@example.org", password: str = GUESS, **fields: str) -> Any:
    return client.post("/sign-in", data={"email": email, "password": password, **fields})


def statuses(app: Flask, times: int, address: str = "203.0.113.1", email: str = "ana@example.org") -> list[int]:
    """Try several times, each time in a new browser, and return the statuses."""
    return [enter(visitor(app, address), email).status_code for _ in range(times)]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Moment:
    def move(instant: float) -> None:
        monkeypatch.setattr("board.web.counts.seconds", lambda: instant)

    move(1000.0)
    return move


# ---- the account, from one address


@pytest.mark.parametrize("email", ["ana@example.org", "nobody@example.org"])
def test_guessing_is_limited_whether_or_not_there_is_an_account(cast: Cast, app: Flask, at: Moment, email: str) -> None:
    assert statuses(app, 11, email=email) == [422] * 10 + [429]
    refused = enter(visitor(app), email.upper())
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "61")
    assert "There were many attempts with this address. Wait 2 minutes" in shown(refused).words
    at(1059.9)
    assert enter(visitor(app), email).status_code == 429
    at(1060.0)
    assert statuses(app, 11, email=email) == [422] * 10 + [429]


def test_even_the_right_password_waits(cast: Cast, app: Flask) -> None:
    statuses(app, 10)
    assert enter(visitor(app), password=PASSWORD).status_code == 429


def test_a_right_password_resets_the_count(cast: Cast, app: Flask) -> None:
    statuses(app, 9)
    assert enter(visitor(app), password=PASSWORD).status_code == 303
    assert statuses(app, 11) == [422] * 10 + [429]


def test_an_invalid_form_is_not_counted(cast: Cast, app: Flask) -> None:
    assert {enter(visitor(app), "").status_code for _ in range(40)} == {422}
    assert {enter(visitor(app), password="x" * 300).status_code for _ in range(12)} == {422}
    assert enter(visitor(app), password=PASSWORD).status_code == 303


# ---- nobody keeps anybody out


def test_people_behind_one_address_do_not_lock_each_other_out(cast: Cast, app: Flask) -> None:
    assert statuses(app, 11)[-1] == 429
    assert enter(visitor(app), "jorge@example.org", PASSWORD).status_code == 303


def test_thirty_people_behind_one_address_sign_in_at_once_and_mistype(cast: Cast, app: Flask) -> None:
    for number in range(30):
        assert enter(visitor(app), f"somebody{number}@example.org").status_code == 422
    assert {enter(visitor(app), "jorge@example.org", PASSWORD).status_code for _ in range(30)} == {303}


def test_trying_account_after_account_is_stopped(cast: Cast, app: Flask) -> None:
    found = [enter(visitor(app), f"somebody{number}@example.org").status_code for number in range(121)]
    assert found == [422] * 120 + [429]
    assert enter(visitor(app, "203.0.113.2"), "jorge@example.org", PASSWORD).status_code == 303


def test_a_stranger_cannot_lock_an_account_out_of_its_known_browser(cast: Cast, app: Flask) -> None:
    mine, other = visitor(app), visitor(app)
    assert enter(mine, password=PASSWORD).status_code == 303
    mine.post("/sign-out")
    enter(other, "jorge@example.org", PASSWORD)  # it knows somebody else
    found = [statuses(app, 10, f"198.51.100.{number}") for number in range(4)]
    assert found == [[422] * 10] * 3 + [[429] * 10]
    statuses(app, 11)  # and from behind the same address
    assert enter(other, password=PASSWORD).status_code == 429
    assert enter(mine, password=PASSWORD).status_code == 303


def test_a_known_browser_is_counted_too(cast: Cast, app: Flask) -> None:
    mine = visitor(app)
    enter(mine, password=PASSWORD)
    mine.post("/sign-out")
    assert [enter(mine).status_code for _ in range(11)] == [422] * 10 + [429]
    mine.environ_base["REMOTE_ADDR"] = "198.51.100.7"
    assert enter(mine).status_code == 429


@pytest.mark.parametrize("forged", ["", "x", "WyJhIiwgWyJiIl1d", "WyJhIiwgWyJiIl1d.xxxx", '["a",["b"]]'])
def test_a_browser_cannot_forge_that_it_is_known(cast: Cast, app: Flask, forged: str) -> None:
    statuses(app, 10)
    client = visitor(app)
    client.set_cookie("device", forged)
    assert enter(client, password=PASSWORD).status_code == 429


def test_a_link_by_mail_still_signs_in(cast: Cast, app: Flask) -> None:
    statuses(app, 12)
    client = visitor(app)
    assert client.post("/sign-in/link", data={"email": "ana@example.org"}).status_code == 303


def test_unsent_words_survive_the_limit(cast: Cast, app: Flask) -> None:
    statuses(app, 10)
    response = enter(visitor(app), kept_place="reply:abc", kept_body="An hour\nof typing", next="/profile")
    form = shown(response).form("/sign-in")
    assert response.status_code == 429
    assert form.fields["kept_body"] == "An hour\r\nof typing"
    assert (form.fields["email"], form.fields["next"]) == ("ana@example.org", "/profile")


# ---- nothing is told


def test_a_refusal_is_the_same_for_every_address(
    cast: Cast, app: Flask, at: Moment, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = []
    for number, email in enumerate(("rosa@example.org", "nemo@example.org")):
        for _ in range(10):
            enter(visitor(app, f"198.51.100.{number}"), email)
        with counted(monkeypatch) as hashed:
            response = enter(visitor(app, f"198.51.100.{number}"), email)
        answers.append((response.status_code, told(response), shown(response).words, hashed))
    assert answers[0] == answers[1]
    assert answers[0][3] == []


@pytest.mark.parametrize(
    ("email", "account"), [("ana@example.org", True), ("Somebody.Private@example.org", False), (PASSWORD, False)]
)
def test_a_failure_is_logged_without_what_was_typed(
    cast: Cast, app: Flask, caplog: pytest.LogCaptureFixture, email: str, account: bool
) -> None:
    with caplog.at_level(logging.DEBUG):
        enter(visitor(app), email)
    [said] = [record.getMessage() for record in caplog.records if "sign-in failed" in record.getMessage()]
    assert said == f"sign-in failed: account {cast.ana.key if account else 'none'}, from 203.0.113.0/24"
    assert not [word for word in (email, email.lower(), GUESS, PASSWORD, "203.0.113.1 ") if word in caplog.text]


def test_the_cookie_reveals_no_address(cast: Cast, app: Flask) -> None:
    client = visitor(app)
    enter(client, password=PASSWORD)
    cookie = client.get_cookie("device")
    assert cookie is not None
    assert cookie.http_only
    assert "ana" not in cookie.decoded_value


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("", "unknown"),
        ("x\nforged line", "unknown"),
    ],
)
def test_the_log_names_the_network_of_an_address(address: str, said: str) -> None:
    assert network(address) == said


# ---- many at once


def test_many_tries_at_once_do_not_exceed_the_limit(committed: Flask, commit_cast: Callable[[], Cast]) -> None:
    with committed.app_context():
        limiter.reset()
        commit_cast()
        db.session.commit()
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(lambda _: enter(visitor(committed)).status_code, range(24)))
    finally:
        sys.setswitchinterval(interval)
    assert sorted(found) == [422] * 10 + [429] * 14
    with committed.app_context():
        assert db.session.get(User, 1) is not None
