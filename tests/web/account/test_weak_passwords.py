"""Every form refuses a common password, or one made of the person's name, and says so beside the field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from board.actions import enrolling, links
from board.actions.recovering import RESET
from board.extensions import db
from board.models import User
from tests.support.cast import PASSWORD, START, Cast
from tests.support.client import Client
from tests.support.shown import shown

SignIn = Callable[[User], Client]
Send = Callable[[Cast, Client, str], Any]
COMMON, OWN = "This password is one of the first that somebody would try.", "This password is made of your name"
GOOD = "grifo lento y loro"
pytestmark = pytest.mark.once


def by_setup(cast: Cast, client: Client, password: str) -> Any:
    token = links.make_setup_link(cast.ana.id, START)
    return client.post(f"/set-up/{token}", data={"new_password": password, "agreed": "y"})


def by_reset(cast: Cast, client: Client, password: str) -> Any:
    token = links.make_link(RESET, cast.ana.id, START.replace(hour=23))
    return client.post(f"/reset/{token}", data={"new_password": password})


def by_change(cast: Cast, client: Client, password: str) -> Any:
    client.post("/sign-in", data={"email": "ana@example.org", "password": PASSWORD})
    return client.post("/password", data={"password": PASSWORD, "new_password": password})


DOORS = [by_setup, by_reset, by_change]


@pytest.mark.parametrize("send", DOORS)
@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("contraseña1", COMMON),
        ("1234567890", COMMON),
        ("ana@example.org", OWN),
        ("semana2026!", OWN),
    ],
)
def test_a_weak_password_is_refused_by_every_form(
    cast: Cast, client: Client, send: Send, password: str, why: str
) -> None:
    response = send(cast, client, password)
    page = shown(response)
    assert response.status_code == 422
    assert any(why in words for words in page.texts("p[@class='error']"))
    assert page.one("input[@id='new_password']").get("value", "") == ""
    assert enrolling.authenticate("ana@example.org", password) is None
    assert enrolling.authenticate("ana@example.org", PASSWORD) is not None


@pytest.mark.parametrize("send", DOORS)
def test_a_good_password_is_accepted(cast: Cast, client: Client, send: Send) -> None:
    assert send(cast, client, GOOD).status_code == 303
    assert enrolling.authenticate("ana@example.org", GOOD) is not None


def test_a_short_password_is_only_called_short(cast: Cast, client: Client) -> None:
    words = shown(by_reset(cast, client, "ana")).words
    assert "at least 10 characters" in words
    assert OWN not in words


@pytest.mark.parametrize(("password", "why"), [("contraseña1", "de las primeras"), ("semana2026", "de su nombre")])
def test_the_refusal_is_in_spanish(cast: Cast, client: Client, password: str, why: str) -> None:
    client.set_cookie("interface", "es")
    assert why in shown(by_reset(cast, client, password)).words


@pytest.mark.parametrize("password", ["password123", "Berta Ruiz 2026", "short"])
def test_the_command_line_refuses_a_weak_password(app: Flask, password: str) -> None:
    asked = ["init", "--email", "berta@example.org", "--name", "Berta Ruiz", "--password", password]
    result = app.test_cli_runner().invoke(args=asked)
    assert result.exit_code == 2
    assert "easy to guess" in result.output or "at least 10" in result.output
    with app.app_context():
        assert db.session.scalars(select(User.id)).all() == []
