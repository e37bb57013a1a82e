"""Reading the mailbox: whose turn it is, and what the owner learns of trouble."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from board.actions.mailbox_turns import note_read, note_trouble, take_turn
from board.clock import FixedClock
from board.extensions import db
from board.incoming import reading
from board.incoming.mailbox import read_mailbox
from board.incoming.reading import TURN, read_if_due
from board.jobs import Down, look_again
from board.jobs.lines import enter
from board.models import Line
from board.rules import work as rule
from tests.support.cast import Cast
from tests.support.ports import free_port

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


def line() -> Line:
    return db.session.get_one(Line, rule.INCOMING, populate_existing=True)


@pytest.mark.parametrize(("late", "taken"), [(-SECOND, False), (0 * SECOND, True), (SECOND, True)])
def test_the_next_turn_is_a_minute_after_reading(cast: Cast, clock: FixedClock, late: timedelta, taken: bool) -> None:
    now = clock.now()
    assert take_turn(now, TURN)
    note_read(now)
    assert take_turn(now + MINUTE + late, TURN) == taken


@pytest.mark.parametrize(("late", "taken"), [(-SECOND, False), (0 * SECOND, True), (SECOND, True)])
def test_whoever_died_while_reading_is_followed(cast: Cast, clock: FixedClock, late: timedelta, taken: bool) -> None:
    assert take_turn(clock.now(), TURN)
    assert take_turn(clock.now() + TURN + late, TURN) == taken


def test_trouble_is_kept_until_the_mailbox_is_read(cast: Cast, clock: FixedClock) -> None:
    now = clock.now()
    assert take_turn(now, TURN)
    note_trouble(Down(rule.SIGN_IN, "MailboxLoginError"), now)
    assert (line().reason, line().down_since, line().tries) == (rule.SIGN_IN, now, 1)
    assert take_turn(now + MINUTE, TURN)
    note_read(now + MINUTE)
    assert (line().reason, line().down_since, line().tries) == ("", None, 0)


def test_jobs_take_no_notice_of_the_mailbox(cast: Cast, clock: FixedClock) -> None:
    assert take_turn(clock.now(), TURN)
    note_trouble(Down(rule.CLOSED), clock.now())
    ways = enter(clock.now() + MINUTE, MINUTE)
    assert (ways.closed, ways.probed) == (frozenset(), frozenset())
    look_again(clock.now())
    db.session.commit()
    assert take_turn(clock.now(), TURN)


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of a server that takes connections and says nothing."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield f"imap://reply:secret@127.0.0.1:{server.getsockname()[1]}/INBOX"


def test_a_server_that_is_away_is_told_to_the_owner(
    app: Flask, cast: Cast, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"imap://reply:secret@127.0.0.1:{free_port()}/INBOX"
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], mail_in_url=url))
    assert read_if_due(clock) == 0
    assert line().reason == rule.CLOSED
    assert "secret" not in line().error


def test_a_server_that_says_nothing_is_left(silent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from board.incoming import mailbox

    monkeypatch.setattr(mailbox, "CONNECTING_SECONDS", 0.2)
    with pytest.raises(Down) as trouble:
        read_mailbox(silent, lambda _raw, _cut: None, 100)
    assert trouble.value.reason in (rule.SLOW, rule.HUNG_UP)


def test_no_mailbox_is_read_where_none_is_set(app: Flask, cast: Cast, clock: FixedClock) -> None:
    assert read_if_due(clock) == 0
    assert db.session.get(Line, rule.INCOMING) is None
    assert reading.LOOKS_EVERY < 60


class Three:
    """A mailbox with three mails."""

    def __init__(self) -> None:
        self.client = self.folder = self
        self.sock, self.moved = None, list[str]()

    def uids(self) -> list[str]:
        return ["1", "2", "3"]

    def uid(self, _command: str, uid: str, what: str) -> tuple[str, list[object]]:
        return "OK", [b"1 (RFC822.SIZE 9)" if "SIZE" in what else (b"", uid.encode())]

    def move(self, uid: str, _folder: str) -> None:
        self.moved.append(uid)

    def nothing(self, *_given: object) -> bool:
        return True

    login = exists = create = logout = shutdown = nothing


def test_a_mail_that_cannot_be_kept_does_not_stand_before_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    from board.incoming import mailbox

    def keep(raw: bytes, _is_cut: bool) -> None:
        if raw == b"2":
            raise RuntimeError("it cannot be kept")

    three = Three()
    monkeypatch.setattr(mailbox, "_opened", lambda _parts: three)
    with pytest.raises(RuntimeError):
        read_mailbox("imap://localhost", keep, 100)
    assert three.moved == ["1", "3"]
