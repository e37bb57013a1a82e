"""Faults of all kinds, with a marker in everything that people typed: no log and no stored error contains it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from board import jobs
from board.actions import passing, posting
from board.clock import FixedClock
from board.extensions import db, writing
from board.jobs import kinds
from board.models import Job
from tests.support.cast import START
from tests.web.test_nothing_can_be_written import addresses, person, read_only, site

__all__ = ["site"]
MARK = "zebrafish"
TYPED = {
    "body": f"Words of {MARK}", "title": f"A title of {MARK}", "once": f"{MARK}-once", "language": "en",
    "csrf_token": MARK, "email": f"{MARK}@example.org", "password": f"{MARK} password", "name": f"Name {MARK}",
    "reason": MARK,
}  # fmt: skip


@pytest.fixture
def unchecked(site: Flask) -> Iterator[Flask]:
    """The site without the check of tokens."""
    passing.trouble.forget()
    site.config["WTF_CSRF_ENABLED"] = False
    site.testing = False  # faults are answered as in real use
    yield site
    site.testing = True
    site.config["WTF_CSRF_ENABLED"] = True
    passing.trouble.forget()


def breaks(*_: object, **__: object) -> Any:
    raise ValueError(f"a fault that quotes {MARK}")


def doubles(*_: object, **__: object) -> Any:
    """Raise an error like PostgreSQL's, which names the value that exists already."""
    for _n in range(2):
        row = {"key": MARK, "email": f"{MARK}@example.org", "now": START.replace(tzinfo=None)}
        db.session.execute(
            text(
                "INSERT INTO users (key, email, name, is_owner, is_stand_in, place, affiliation, languages, zone, "
                "session_stamp, reading_mode, created_at) "
                "VALUES (:key, :email, 'x', false, false, '', '', '', '', '', 'both', :now)"
            ),
            row,
        )


def asks_wrongly(*_: object, **__: object) -> Any:
    db.session.execute(text("SELECT nothing FROM nowhere WHERE words = :words"), {"words": MARK})


@pytest.mark.parametrize("fault", [breaks, doubles, asks_wrongly])
def test_a_broken_handler_logs_nothing_private(
    unchecked: Flask,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    fault: Callable[..., Any],
) -> None:
    monkeypatch.setattr(posting, "reply", fault)
    thread = addresses(unchecked, "ana")[3]
    answer = person(unchecked, "ana").post(f"{thread}/reply?{MARK}=1", data=TYPED)
    assert answer.status_code == 500
    assert MARK in answer.text  # the words stand on the page
    assert "error " in caplog.text
    assert MARK not in caplog.text + "".join(capfd.readouterr())


def test_bad_forms_wrong_addresses_and_a_read_only_disk_log_nothing_private(
    unchecked: Flask, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    ana, nobody = person(unchecked, "ana"), unchecked.test_client()
    thread = addresses(unchecked, "ana")[3]
    with caplog.at_level(logging.INFO):
        statuses = [
            nobody.post("/sign-in", data=TYPED).status_code,
            nobody.post(f"/sign-in?next=/{MARK}", data={"email": MARK}).status_code,
            nobody.get(f"/set-up/{MARK}").status_code,
            nobody.get(f"/f/social-economy/thread/{MARK}?q={MARK}").status_code,
            ana.post(f"{thread}/reply", data={**TYPED, "body": ""}).status_code,
            ana.post(f"{thread}/reply", data={"body": MARK + "x" * 12_000_000}).status_code,
            ana.post("/profile", data={**TYPED, "zone": MARK}).status_code,
            ana.get(f"/f/social-economy/search?q={MARK}").status_code,
        ]
        with read_only(unchecked):
            statuses.append(ana.post(f"{thread}/reply", data=TYPED).status_code)
            statuses.append(nobody.post("/sign-in", data=TYPED).status_code)
    assert {413, 503} <= set(statuses)
    assert 500 not in statuses
    assert MARK not in caplog.text + "".join(capfd.readouterr())


def test_failed_work_logs_nothing_private(
    unchecked: Flask, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The answer of a mail server or a translation engine can quote the address and the words that it was given."""

    def handler(payload: dict[str, Any], _now: object) -> None:
        {"fault": breaks, "double": doubles, "wrong": asks_wrongly}[payload["what"]]()

    monkeypatch.setitem(kinds.HANDLERS, "test.fails", handler)
    with unchecked.app_context():
        with writing():
            for what in ("fault", "double", "wrong"):
                jobs.enqueue("test.fails", f"test:{what}", {"what": what}, START)
            db.session.commit()
        with caplog.at_level(logging.INFO):
            jobs.run_due(clock)
        kept = [row.error for row in db.session.scalars(select(Job).where(Job.kind == "test.fails"))]
    assert len([error for error in kept if error]) == 3
    assert MARK not in caplog.text + "".join(kept)
