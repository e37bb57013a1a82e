"""The command to which a mail server pipes a mail: what it keeps, and the code that it ends with."""

from __future__ import annotations

import os

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from board.clock import FixedClock
from board.extensions import db
from board.incoming import commands
from board.models import IncomingMail
from board.rules.mail_tokens import POST
from tests.support.cast import Cast
from tests.support.incoming import address_for, letter


def pipe(app: Flask, raw: bytes, *arguments: str, **environ: str) -> int:
    return app.test_cli_runner(env=environ).invoke(args=["mail-in", *arguments], input=raw).exit_code


def kept() -> list[str]:
    return list(db.session.scalars(select(IncomingMail.recipient)))


@pytest.mark.parametrize(
    "by", ["option", "ORIGINAL_RECIPIENT", "RECIPIENT", "X-Original-To", "Delivered-To", "To", "Cc"]
)
def test_the_recipient_is_found_wherever_it_is_said(app: Flask, cast: Cast, clock: FixedClock, by: str) -> None:
    to = address_for(POST, cast.ana, cast.answer.id, clock)
    message = letter("ana@example.org", to if by == "To" else "list@example.net", "Hola")
    if by in ("X-Original-To", "Delivered-To", "Cc"):
        message[by] = to.upper()
    environ = {by: to} if by.isupper() else {}
    assert pipe(app, message.as_bytes(), *(["--recipient", to] if by == "option" else []), **environ) == 0
    assert kept() == [to]


def test_a_mail_that_comes_again_is_no_trouble(app: Flask, cast: Cast, clock: FixedClock) -> None:
    raw = letter("ana@example.org", address_for(POST, cast.ana, cast.answer.id, clock), "Hola").as_bytes()
    assert [pipe(app, raw), pipe(app, raw)] == [0, 0]
    assert len(kept()) == 1


def test_nothing_is_no_mail(app: Flask, cast: Cast) -> None:
    assert pipe(app, b"") == os.EX_NOINPUT


@pytest.mark.parametrize("error", [OperationalError("", {}, Exception()), RuntimeError("a fault")])
def test_the_mail_server_tries_again_if_the_mail_cannot_be_kept(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(commands, "keep", fail)
    assert pipe(app, b"From: ana@example.org\n\nHola") == os.EX_TEMPFAIL
