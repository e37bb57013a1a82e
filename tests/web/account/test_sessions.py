"""Sessions end on the server, so a copied cookie is worthless afterwards."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from board import models, sqlite
from board.actions import enrolling, sessions
from board.clock import FixedClock
from board.extensions import db
from board.models import User
from tests.support.asked import queries
from tests.support.cast import PASSWORD, START, Cast
from tests.support.client import Client
from tests.support.shown import shown

SignIn = Callable[[User], Client]
NEW = "something quite new"
DAY = timedelta(days=1)
MONTH = timedelta(days=31)


def enter(app: Flask, email: str = "ana@example.org", password: str = PASSWORD) -> Client:
    client: Client = app.test_client()
    assert client.post("/sign-in", data={"email": email, "password": password}).status_code == 303
    return client


def copied(app: Flask, client: Client) -> Client:
    """Return another browser with the cookie of this one."""
    thief: Client = app.test_client()
    cookie = client.get_cookie("semana")
    assert cookie is not None
    thief.set_cookie("semana", cookie.value)
    return thief


def is_signed_in(client: Client) -> bool:
    return client.get("/profile").status_code == 200


def count() -> int:
    return db.session.scalar(select(func.count(models.SignIn.id))) or 0


# ---- how a session ends


def test_a_copied_cookie_reads_nothing_after_signing_out(cast: Cast, app: Flask) -> None:
    client, other = enter(app), enter(app)
    thief = copied(app, client)
    assert is_signed_in(thief)
    assert shown(client.get("/profile")).form("/sign-out").send(client).status_code == 303
    assert [is_signed_in(client) for client in (client, thief, other)] == [False, False, True]
    assert count() == 1


def everywhere(client: Client) -> int:
    return client.post("/profile/sign-out-everywhere").status_code


def by_password(client: Client) -> int:
    return client.post("/password", data={"password": PASSWORD, "new_password": NEW}).status_code


@pytest.mark.parametrize(("ends", "stays_here"), [(everywhere, False), (by_password, True)])
def test_all_sessions_of_an_account_end(
    cast: Cast, app: Flask, ends: Callable[[Client], int], stays_here: bool
) -> None:
    client, other, jorge = enter(app), enter(app), enter(app, "jorge@example.org")
    thief = copied(app, client)
    assert ends(client) == 303
    assert [is_signed_in(client) for client in (client, thief, other, jorge)] == [stays_here, False, False, True]
    assert count() == 1 + stays_here


def test_signing_in_again_ends_the_session_that_the_browser_had(cast: Cast, app: Flask) -> None:
    client = enter(app)
    thief = copied(app, client)
    client.post("/sign-in", data={"email": "ana@example.org", "password": PASSWORD})
    assert (is_signed_in(client), is_signed_in(thief), count()) == (True, False, 1)


def test_a_closed_account_has_no_session(cast: Cast, app: Flask) -> None:
    client = enter(app, "nina@example.org")
    client.post("/profile/close", data={"how": "name", "password": PASSWORD})
    assert (is_signed_in(client), count()) == (False, 0)


@pytest.mark.parametrize("forged", ["", "x", "{key}", "{key}.", "{key}.{stamp}", "{key}.{other}", "{key}.\x00é"])
def test_a_cookie_that_names_no_session_opens_nothing(cast: Cast, app: Flask, forged: str) -> None:
    other = sessions.begin(cast.jorge, START)
    client: Client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = forged.format(key=cast.ana.key, stamp=cast.ana.session_stamp, other=other)
    assert not is_signed_in(client)


# ---- how long it lasts


def test_a_session_lasts_31_days_from_its_last_page(cast: Cast, app: Flask, clock: FixedClock) -> None:
    client = enter(app)
    clock.move_to(START + 20 * DAY)
    assert is_signed_in(client)
    clock.move_to(START + 20 * DAY + MONTH - timedelta(seconds=1))
    assert is_signed_in(client)
    clock.move_to(clock.now() + MONTH)
    assert not is_signed_in(client)


def test_a_session_is_prolonged_once_a_day(cast: Cast, app: Flask, clock: FixedClock) -> None:
    client = enter(app)

    def writes() -> int:
        with queries(app) as asked:
            assert is_signed_in(client)
        return sum("UPDATE sign_ins" in statement for statement in asked)

    found = []
    for after in (timedelta(), DAY, DAY + timedelta(seconds=1), DAY + timedelta(minutes=1)):
        clock.move_to(START + after)
        found.append(writes())
    assert found == [0, 0, 1, 0]


def test_a_page_is_answered_though_the_session_cannot_be_prolonged(
    cast: Cast, app: Flask, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client = enter(app)
    clock.move_to(START + 2 * DAY)

    def full(_session: int, _now: object) -> None:
        raise OperationalError("", {}, sqlite.DRIVER.OperationalError("database or disk is full"))

    monkeypatch.setattr(sessions, "prolong", full)
    with caplog.at_level(logging.WARNING):
        assert is_signed_in(client)
    assert "goes on" in caplog.text


def test_sessions_that_ended_long_ago_are_deleted(cast: Cast, app: Flask, clock: FixedClock) -> None:
    enter(app)
    clock.move_to(START + MONTH - timedelta(seconds=1))
    enter(app)
    assert count() == 2
    clock.move_to(START + MONTH)
    enter(app)
    assert count() == 2


def test_the_number_of_sessions_of_an_account_is_limited(
    cast: Cast, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "MOST", 2)
    jorge, first, second, third = enter(app, "jorge@example.org"), enter(app), enter(app), enter(app)
    assert [is_signed_in(client) for client in (jorge, first, second, third)] == [True, False, True, True]


# ---- what it costs, and what is kept


def test_the_account_of_a_session_is_loaded_in_one_query(cast: Cast, app: Flask) -> None:
    client = enter(app)
    with queries(app) as asked:
        is_signed_in(client)
    assert len([statement for statement in asked if "users.email" in statement and "FROM users" in statement]) == 1
    assert len([statement for statement in asked if "sign_ins" in statement]) == 1


def test_nothing_in_the_database_can_be_used_as_a_cookie(cast: Cast, app: Flask) -> None:
    client = enter(app)
    [row] = db.session.execute(models.SignIn.__table__.select()).mappings()
    for value in map(str, row.values()):
        stolen: Client = app.test_client()
        with stolen.session_transaction() as session:
            session["_user_id"] = f"{cast.ana.key}.{value}"
        assert not is_signed_in(stolen)
    assert is_signed_in(client)


def test_a_password_that_is_changed_elsewhere_ends_all_sessions(cast: Cast, app: Flask) -> None:
    client = enter(app)
    enrolling.change_password(db.session.get_one(User, cast.ana.id), NEW)
    assert not is_signed_in(client)
