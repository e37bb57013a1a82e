"""The commands: an empty installation and its owner, the demo, and the one that serves it."""

from __future__ import annotations

import http.client
import json
import os
import resource
import signal
import socket
import stat
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from functools import partial
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import delete, func, select

from board import demo as the_demo
from board.actions.enrolling import authenticate, create_account
from board.clock import FixedClock
from board.config import ROOT, Settings
from board.extensions import db
from board.models import Forum, Job, Post, SearchEntry, Text, User
from board.serving import children
from tests.conftest import START
from tests.support import database
from tests.support.cast import make_cast
from tests.support.site import new_app

OWNER = ["init", "--email", "Owner@Example.org", "--name", "Olga", "--password", "a good password"]


@pytest.fixture
def run(committed: Flask) -> Iterator[Callable[..., Result]]:
    """`run("init", …)` as from a shell, on a database where commits are real."""
    yield partial(invoke, committed)
    kept_accounts(committed).unlink(missing_ok=True)


def invoke(app: Flask, *words: str) -> Result:
    """In a context of its own: a command announces that it writes."""
    return copy_context().run(app.test_cli_runner().invoke, args=list(words))


def kept_accounts(app: Flask) -> Path:
    settings: Settings = app.extensions["settings"]
    return settings.instance / "demo-accounts.json"


def users(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count(User.id))) or 0


# init


def test_init_makes_the_owner(committed: Flask, run: Callable[..., Result]) -> None:
    result = run(*OWNER)
    assert result.exit_code == 0, result.output
    assert "sign in as Owner@Example.org" in result.output
    with committed.app_context():
        owner = authenticate("owner@example.org", "a good password")
        assert owner is not None
        assert (owner.name, owner.is_owner, owner.created_at) == ("Olga", True, START)


def test_init_makes_one_owner_only(committed: Flask, run: Callable[..., Result]) -> None:
    run(*OWNER)
    result = run("init", "--email", "other@example.org", "--name", "O", "--password", "a good password")
    assert (result.exit_code, users(committed)) == (1, 1)
    assert "already has an owner" in result.output


@pytest.mark.parametrize(
    ("email", "password", "reason"),
    [("nobody", "a good password", "not an e-mail address"), ("a@example.org", "short", "at least 10 characters")],
)
def test_init_says_what_is_wrong(
    committed: Flask, run: Callable[..., Result], email: str, password: str, reason: str
) -> None:
    result = run("init", "--email", email, "--name", "O", "--password", password)
    assert result.exit_code == 2
    assert reason in result.output
    assert users(committed) == 0


# demo


@pytest.fixture(scope="module")
def demo(
    new_database: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, Result]]:
    """A database with the demo, and what the command said; for tests that change nothing."""
    app = new_app(new_database("cli-demo"), FixedClock(START), tmp_path_factory.mktemp("demo"))
    yield app, invoke(app, "demo")
    database.dispose(app)


def test_demo_prints_its_accounts_and_keeps_them_in_a_file(demo: tuple[Flask, Result]) -> None:
    app, result = demo
    assert result.exit_code == 0, result.output
    path = kept_accounts(app)
    listed = json.loads(path.read_text())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {"participant", "key_respondent", "translator", "admin", "owner"} == {entry["role"] for entry in listed}
    for entry in listed:
        assert list(entry) == ["role", "name", "email", "password", "forum", "week"]
        assert entry["forum"] == "social-economy"
        assert isinstance(entry["week"], int) == (entry["role"] == "key_respondent")
        assert entry["email"] in result.output
        assert entry["password"] in result.output


@pytest.mark.once
def test_demo_again_says_so_and_changes_nothing(demo: tuple[Flask, Result]) -> None:
    app, _ = demo
    before, kept = everything(app), kept_accounts(app).read_text()
    result = invoke(app, "demo")
    assert result.exit_code == 0
    assert "holds the demo already. Nothing was changed." in result.output
    assert everything(app) == before
    assert kept_accounts(app).read_text() == kept


@pytest.mark.once
def test_demo_of_2009_does_not_replace_the_demo_of_today(demo: tuple[Flask, Result]) -> None:
    app, _ = demo
    before = everything(app)
    result = invoke(app, "demo", "--dates", "2009")
    assert result.exit_code == 1
    assert "with other dates" in result.output
    assert everything(app) == before


def everything(app: Flask) -> dict[str, list[tuple[object, ...]]]:
    with app.app_context():
        tables = db.metadata.sorted_tables
        return {t.name: sorted(map(tuple, db.session.execute(t.select())), key=repr) for t in tables}


def test_demo_refuses_a_database_that_is_used(committed: Flask, run: Callable[..., Result]) -> None:
    with committed.app_context():
        create_account("someone@elsewhere.example", "Someone", START)
        db.session.commit()
    result = run("demo")
    assert result.exit_code == 1
    assert "holds something else (someone@elsewhere.example)" in result.output
    assert "Nothing was changed" in result.output
    assert users(committed) == 1
    assert not kept_accounts(committed).exists()


@pytest.mark.once
def test_demo_of_2009_is_a_closed_archive(committed: Flask, run: Callable[..., Result]) -> None:
    assert run("demo", "--dates", "2009").exit_code == 0
    assert run("demo", "--dates", "2009").exit_code == 0
    with committed.app_context():
        forum = db.session.scalars(select(Forum)).one()
        assert forum.closed_at is not None
        assert forum.closed_at.isoformat() == "2009-12-05T05:00:00+00:00"


def test_demo_takes_no_other_dates(run: Callable[..., Result]) -> None:
    assert run("demo", "--dates", "1999").exit_code == 2


# run-demo


def test_run_demo_wants_to_be_told_that_this_is_a_demo(run: Callable[..., Result]) -> None:
    result = run("run-demo")
    assert result.exit_code == 1
    assert "DEMO=1" in result.output


@pytest.mark.parametrize("value", ["0", "65536", "-1", "http"])
def test_a_port_that_is_none_is_named(run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("PORT", value)
    result = run("run-demo")
    assert result.exit_code == 2
    assert "PORT" in result.output
    assert value in result.output


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((children.HOST, 0))
        return int(probe.getsockname()[1])


class Running:
    """`run-demo` in a process of its own, as `make run` starts it."""

    def __init__(self, port: int, folder: Path, url: str) -> None:
        environ = os.environ | {
            "DEMO": "1",
            "PORT": str(port),
            "INSTANCE_DIR": str(folder),
            "DATABASE_URL": url,
            "CLOCK_FILE": str(folder / "clock"),
        }
        self.port, self.log = port, folder / "log"
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "run-demo"]
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=out, stderr=out)

    def wait_for(self, words: str, seconds: float = 60) -> str:
        """What it has printed, once that contains these words."""
        deadline = time.monotonic() + seconds
        while words not in (printed := self.log.read_text()):
            assert self.process.poll() is None, printed
            assert time.monotonic() < deadline, printed
            time.sleep(0.02)
        return printed

    def get(self, path: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection(children.HOST, self.port, timeout=10)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()

    def stop(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(20)


def cpu_seconds() -> float:
    """Of all processes that were started from here and have ended."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def seconds_to_import(folder: Path, url: str) -> float:
    """What this machine needs to load the application once."""
    environ = os.environ | {"DEMO": "1", "INSTANCE_DIR": str(folder), "DATABASE_URL": url}
    began = cpu_seconds()
    subprocess.run([sys.executable, "-c", "import wsgi"], cwd=ROOT, env=environ, check=True)
    return cpu_seconds() - began


@contextmanager
def running(port: int, folder: Path, url: str) -> Iterator[Running]:
    started = Running(port, folder, url)
    try:
        yield started
    finally:
        if started.process.poll() is None:
            started.stop(signal.SIGTERM)


@pytest.fixture
def dated(new_database: Callable[[str], str], tmp_path: Path) -> tuple[Path, str]:
    """A folder with a clock that stands still, and an empty database."""
    (tmp_path / "clock").write_text(START.isoformat())
    return tmp_path, new_database(tmp_path.name)


@pytest.mark.once
def test_run_demo_serves_dates_week_4_stops_and_comes_back_with_its_data(dated: tuple[Path, str]) -> None:
    folder, url = dated
    port = free_port()
    with running(port, folder, url) as first:
        printed = first.wait_for(f"Semana is on http://127.0.0.1:{port}")
        assert "Week 4 opens by itself on Wednesday 04 March at 07:02 in America/Toronto" in printed
        assert (
            f"the call takes applications until Sunday 22 March. http://127.0.0.1:{port}/f/social-economy/call"
            in printed
        )
        assert "in the tray" in printed
        assert "ana@example.org" in printed
        assert first.get("/healthz") == (200, "ok\n")
        assert first.get("/static/site.css")[0] == 200
        assert "GET" not in first.log.read_text(), "no access log"
        accounts = (folder / "demo-accounts.json").read_text()
        assert first.stop(signal.SIGTERM) == 0
    assert not children.is_healthy(port)

    (folder / "clock").write_text("2026-03-04T12:01:59+00:00")
    with running(port, folder, url) as second:
        again = second.wait_for("Semana is on")
        assert "at 07:02 in America/Toronto" in again, "dated once"
        assert (folder / "demo-accounts.json").read_text() == accounts
        (folder / "clock").write_text("2026-03-04T12:02:00+00:00")
        assert second.get("/healthz")[0] == 200
        began = cpu_seconds()
        assert second.stop(signal.SIGINT) == 0
    taken = cpu_seconds() - began
    assert taken < 8 * seconds_to_import(folder, url), "a second start does little but start four processes"
    assert second.log.read_text().endswith("Stopped.\n")


def test_again_empties_a_demo_and_nothing_else(committed: Flask, run: Callable[..., Result]) -> None:
    with committed.app_context():
        create_account("someone@elsewhere.example", "Someone", START)
        db.session.commit()
        with pytest.raises(the_demo.ForeignData):
            the_demo.clear()
        db.session.rollback()
    assert users(committed) == 1


def test_what_waits_in_the_trays_of_key_respondents_is_counted(demo: tuple[Flask, Result]) -> None:
    app, _ = demo
    names = {entry["email"]: entry["name"] for entry in json.loads(kept_accounts(app).read_text())}
    with app.app_context():
        waiting = Post.asked_id.is_not(None), Post.answered_at.is_(None), Post.removed.is_(None)
        asked = Counter(db.session.scalars(select(User.email).join(Post, Post.asked_id == User.id).where(*waiting)))
        lines = the_demo.can_be_tried(START, "http://site", names)
    found = [line.split(" in the tray.")[0] for line in lines if line.startswith("Answer as ")]
    assert len(found) > 0
    assert sorted(found) == sorted(
        f"Answer as {names[email]} ({email}): {'1 question waits' if number == 1 else f'{number} questions wait'}"
        for email, number in asked.items()
        if email in names
    )


def test_a_demo_that_is_emptied_can_be_made_anew(new_database: Callable[[str], str], tmp_path: Path) -> None:
    app = new_app(new_database("cleared"), FixedClock(START), tmp_path)
    assert invoke(app, "demo").exit_code == 0
    with app.app_context():
        the_demo.clear()
        assert not the_demo.is_loaded()
    assert {name for name, rows in everything(app).items() if rows} == set()
    assert invoke(app, "demo").exit_code == 0
    database.dispose(app)


def test_run_demo_says_that_its_port_is_taken(dated: tuple[Path, str]) -> None:
    with socket.socket() as other:
        other.bind((children.HOST, 0))
        other.listen()
        port = other.getsockname()[1]
        started = Running(port, *dated)
        assert started.process.wait(30) == 1
    printed = started.log.read_text()
    assert f"Port {port} cannot be used" in printed
    assert "make run PORT=" in printed
    assert not (dated[0] / "demo-accounts.json").exists(), "nothing was begun"


def test_reindex_makes_the_search_index_anew(run: Callable[..., Result], committed: Flask) -> None:
    with committed.app_context():
        make_cast(locked_content=False)
        texts = db.session.scalar(select(func.count(Text.id)))
        db.session.execute(delete(SearchEntry))
        db.session.commit()
    result = run("reindex")
    assert (result.exit_code, result.output) == (0, f"{texts} texts\n")
    with committed.app_context():
        words = set(db.session.scalars(select(SearchEntry.words)))
        assert any("esverdur" in one and "envegetables" in one for one in words)


# jobs


def given_up(app: Flask, **values: object) -> int:
    job = {"kind": "mail.setup", "unique_key": "k", "payload": {"token": "secret"}, "attempts": 3, "reason": "rejected"}
    known = {"due_at": START, "run_at": START, "failed_at": START, "error": "550 No", "recipient": "ana@example.org"}
    with app.app_context():
        made = Job(**{**job, **known, **values})
        db.session.add(made)
        db.session.commit()
        return made.id


def test_jobs_shows_what_waits_and_what_was_given_up(committed: Flask, run: Callable[..., Result]) -> None:
    number = given_up(committed)
    shown = run("jobs").output
    assert "No worker was ever seen." in shown
    assert "1 given up:" in shown
    assert "0 waiting." in shown
    assert f"{number}  mail.setup            due 2026-03-04 12:00 UTC  tried 3  ana@example.org  rejected 550" in shown
    assert "secret" not in shown


@pytest.mark.parametrize("all_of_it", [True, False])
def test_jobs_has_it_tried_again(committed: Flask, run: Callable[..., Result], all_of_it: bool) -> None:
    number = given_up(committed)
    result = run("jobs", *(["--retry-all"] if all_of_it else ["--retry", str(number)]))
    assert (result.exit_code, result.output) == (0, "1 tried as soon as the worker comes to it.\n")
    with committed.app_context():
        assert db.session.get_one(Job, number).failed_at is None


def test_jobs_forgets_what_was_given_up(committed: Flask, run: Callable[..., Result]) -> None:
    number = given_up(committed)
    assert run("jobs", "--forget", str(number)).output == "1 removed.\n"
    for option in ("--forget", "--retry"):
        result = run("jobs", option, str(number))
        assert (result.exit_code, "There is no such job." in result.output) == (1, True)
