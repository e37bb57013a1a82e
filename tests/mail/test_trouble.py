"""A mail server in trouble: nothing is lost, nothing is dropped silently, and nothing waits for one that hangs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from board import jobs
from board.actions import enrolling
from board.clock import FixedClock
from board.extensions import db
from board.jobs import LEASE, Worker, enqueue, run_due, running
from board.mail import conversation, delivery
from board.mail.letters import plain_letter
from board.models import Job, Line, User
from tests.support import smtp
from tests.support.cast import START
from tests.support.client import Client
from tests.support.ports import free_port
from tests.support.shown import shown
from tests.support.smtp import MailServer, drip, hang, hang_up
from tests.support.together import together

SECOND, MINUTE, HOUR, DAY = (timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days"))
A_WEEK = [MINUTE, 2 * MINUTE, 4 * MINUTE, HOUR, 6 * HOUR, *[2 * DAY] * 3]
"""Steps of the clock: often at first, then now and then. Eight in all: so often work of other kinds is tried."""
PATIENCE, HURRY = 10.0, 0.15
"""Seconds for a conversation: with a server that answers, and with one that does not."""


@pytest.fixture(scope="session")
def _scripted() -> Iterator[MailServer]:
    with smtp.running() as server:
        yield server


@pytest.fixture
def server(_scripted: MailServer) -> MailServer:
    """A mail server in good health, which can be told to be in trouble."""
    _scripted.refresh()
    return _scripted


Use = Callable[[str], None]


@pytest.fixture
def use(db_session: object, app: Flask, server: MailServer, monkeypatch: pytest.MonkeyPatch) -> Use:
    """`use(url)`: mail goes there from now on; to the scripted server at first."""

    def start_with(url: str) -> None:
        settings = replace(app.extensions["settings"], mail_url=url)
        monkeypatch.setitem(app.extensions, "settings", settings)

    start_with(server.url)
    monkeypatch.setattr(delivery, "DEADLINE", PATIENCE)
    monkeypatch.setitem(jobs.HANDLERS, "mail.test", write)
    return start_with


def write(payload: dict[str, Any], now: datetime) -> None:
    """A mail as any other: composed, and handed to the server."""
    delivery.deliver(plain_letter(payload["to"], "Hello", "Words.\n", f"test.{payload['to']}"), now)


@contextmanager
def in_a_hurry() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delivery, "DEADLINE", HURRY)
        yield


def waits_for(trouble: str) -> AbstractContextManager[None]:
    """Nobody waits long in a test for a server that does not answer."""
    return in_a_hurry() if trouble.startswith(("hangs", "drips")) and trouble != "hangs up" else nullcontext()


def ask(*names: str, at: datetime = START, kind: str = "mail.test") -> None:
    for name in names:
        enqueue(kind, f"test:{name}", {"to": f"{name}@example.org"}, at)
    db.session.commit()


def job(name: str) -> Job:
    query = select(Job).where(Job.unique_key == f"test:{name}")
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def left() -> int:
    return db.session.scalar(select(func.count(Job.id)).where(Job.done_at.is_(None))) or 0


def let_pass(clock: FixedClock, *steps: timedelta) -> None:
    for step in steps:
        clock.move_to(clock.now() + step)
        run_due(clock)


NAMES = ["ana", "bea", "carl"]


def nobody_there(_server: MailServer, use: Use) -> None:
    use(f"smtp://127.0.0.1:{free_port()}")


def a_name_that_nobody_has(_server: MailServer, use: Use) -> None:
    use("smtp://nowhere.invalid")


def saying(**answers: str | smtp.Act) -> Callable[[MailServer, Use], None]:
    return lambda server, _use: server.says.update({key.replace("_", " "): value for key, value in answers.items()})


def no_tls(server: MailServer, use: Use) -> None:
    use(server.url.replace("smtp:", "smtps:"))


def no_starttls(server: MailServer, use: Use) -> None:
    use(server.url.replace("smtp:", "smtp+starttls:"))


def broken_starttls(server: MailServer, use: Use) -> None:
    server.says |= {"EHLO": "250-mail.example.org\r\n250 STARTTLS", "STARTTLS": "220 Go on"}
    use(server.url.replace("smtp:", "smtp+starttls:"))


def a_wrong_password(server: MailServer, use: Use) -> None:
    server.says["AUTH"] = "535 5.7.8 Authentication failed: hunter2"
    use(server.url.replace("//", "//semana:hunter2@"))


def no_way_to_sign_in(server: MailServer, use: Use) -> None:
    server.says["EHLO"] = "250 mail.example.org"
    use(server.url.replace("//", "//semana:hunter2@"))


CONNECTION = {
    "nobody listens": nobody_there,
    "nobody has the name": a_name_that_nobody_has,
    "hangs": saying(greeting=hang),
    "hangs later": saying(EHLO=hang),
    "drips a greeting": saying(greeting=drip),
    "drips later": saying(EHLO=drip),
    "hangs up": saying(greeting=hang_up),
    "421 greeting": saying(greeting="421 4.3.2 Too busy"),
    "554 greeting": saying(greeting="554 No service here"),
    "no SMTP": saying(greeting="HTTP/1.1 400 Bad Request"),
    "421 to EHLO": saying(EHLO="421 Shutting down", HELO="421 Shutting down"),
    "550 to EHLO": saying(EHLO="550 Go away", HELO="550 Go away"),
    "no TLS": no_tls,
    "no STARTTLS": no_starttls,
    "a broken STARTTLS": broken_starttls,
    "a wrong password": a_wrong_password,
    "no way to sign in": no_way_to_sign_in,
    "refuses the sender": saying(MAIL="553 5.7.1 You may not send as this"),
    "refuses the sender for now": saying(MAIL="451 Slow down"),
}
"""Trouble that has nothing to do with any one mail."""


@pytest.mark.once
@pytest.mark.parametrize("trouble", CONNECTION)
def test_trouble_of_the_connection_never_ends_the_attempts(
    server: MailServer, use: Use, clock: FixedClock, trouble: str
) -> None:
    CONNECTION[trouble](server, use)
    ask(*NAMES)
    with waits_for(trouble):
        run_due(clock)
        let_pass(clock, *A_WEEK)
    assert (server.taken, left()) == ({}, 3)
    server.recover()
    use(server.url)
    let_pass(clock, 15 * MINUTE)
    assert set(server.taken.values()) == {1}
    assert (sorted(server.recipients), left()) == (addresses(*NAMES), 0)


def addresses(*names: str) -> list[str]:
    return [f"{name}@example.org" for name in names]


def line() -> Line | None:
    return db.session.scalars(select(Line).execution_options(populate_existing=True)).first()


@pytest.mark.once
def test_one_mail_looks_whether_the_server_is_back_and_then_all_go(
    server: MailServer, use: Use, clock: FixedClock
) -> None:
    many = [f"person{n}" for n in range(60)]
    ask(*many)
    server.says["greeting"] = "421 Too busy"
    looks = 0
    for passed, looked in ((0, 1), (59, 0), (60, 1), (179, 0), (180, 1), (419, 0), (420, 1), (3600, 1), (4499, 0)):
        clock.move_to(START + passed * SECOND)
        run_due(clock)
        looks += looked
        assert (server.conversations, left()) == (looks, 60)
    server.recover()
    clock.move_to(START + 4500 * SECOND)
    run_due(clock)
    assert (set(server.taken.values()), left(), server.conversations) == ({1}, 0, looks + 60)
    assert sum(one.attempts for one in db.session.scalars(select(Job))) == looks + 60


def test_whoever_starts_the_worker_anew_need_not_wait(server: MailServer, use: Use, clock: FixedClock) -> None:
    server.says["greeting"] = "421 Too busy"
    ask("ana")
    run_due(clock)
    server.recover()
    run_due(clock)
    assert server.recipients == []
    jobs.work(Worker(clock, lambda: bool(server.recipients)))
    assert server.recipients == addresses("ana")


def test_a_look_that_finds_nothing_to_send_is_no_look(
    server: MailServer, use: Use, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.says["greeting"] = "421 Too busy"
    ask("ana")
    run_due(clock)
    server.recover()
    monkeypatch.setitem(jobs.HANDLERS, "mail.nothing", lambda _payload, _now: None)
    ask("nothing", at=START - MINUTE, kind="mail.nothing")
    clock.move_to(START + MINUTE)
    run_due(clock)
    assert (server.recipients, left()) == (addresses("ana"), 0)


def test_a_line_that_was_down_is_no_matter_where_mail_is_kept_here(
    server: MailServer, use: Use, app: Flask, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.says["greeting"] = "421 Too busy"
    ask("ana", "bea")
    run_due(clock)
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], mail_url=None))
    clock.move_to(START + MINUTE)
    run_due(clock)
    assert left() == 0


# Of one mail


@pytest.mark.parametrize(("answer", "reason"), [("450 4.2.1 Mailbox busy", "later"), ("550 5.7.1 Listed", "policy")])
def test_what_is_put_off_is_tried_for_five_days(
    server: MailServer, use: Use, clock: FixedClock, answer: str, reason: str
) -> None:
    server.refuses["bea@example.org"] = answer
    ask(*NAMES)
    run_due(clock)
    assert sorted(server.recipients) == addresses("ana", "carl")
    let_pass(clock, MINUTE, 2 * MINUTE, 4 * MINUTE, HOUR, DAY, DAY)
    assert (job("bea").attempts, job("bea").failed_at, job("bea").run_at) == (7, None, clock.now() + HOUR)
    clock.move_to(START + 5 * DAY - SECOND)
    run_due(clock)
    assert (job("bea").attempts, job("bea").failed_at) == (8, None)
    let_pass(clock, HOUR)
    given_up = job("bea")
    assert (given_up.attempts, given_up.failed_at, given_up.reason) == (9, clock.now(), reason)
    assert (given_up.error, given_up.recipient) == (answer, "bea@example.org")
    server.recover()
    let_pass(clock, DAY)
    assert sorted(server.recipients) == addresses("ana", "carl")


def test_what_is_put_off_goes_as_soon_as_it_is_taken(server: MailServer, use: Use, clock: FixedClock) -> None:
    server.refuses["bea@example.org"] = "451 4.7.1 Greylisted"
    ask("bea")
    run_due(clock)
    server.recover()
    let_pass(clock, MINUTE - SECOND)
    assert server.recipients == []
    let_pass(clock, SECOND)
    done = job("bea")
    assert (server.recipients, done.done_at, done.reason) == (addresses("bea"), START + MINUTE, "")
    assert (done.error, done.recipient, done.trouble_since) == ("", "", None)


def test_a_server_that_greylists_everybody_holds_up_nothing_else_and_takes_all_in_the_end(
    server: MailServer, use: Use, clock: FixedClock
) -> None:
    """It puts off each sender and recipient that it has not met for five minutes."""
    server.refuses |= dict.fromkeys(addresses(*NAMES), "451 4.7.1 Greylisted, come back in five minutes")
    ask(*NAMES, "known")
    run_due(clock)
    assert (server.recipients, line()) == (addresses("known"), None)
    let_pass(clock, MINUTE, 2 * MINUTE)
    assert server.recipients == addresses("known")
    server.recover()
    let_pass(clock, 4 * MINUTE)
    assert (sorted(server.recipients[1:]), left()) == (addresses(*NAMES), 0)
    assert {job(name).attempts for name in NAMES} == {4}


def test_a_slow_server_that_answers_in_time_gets_the_mail(server: MailServer, use: Use, clock: FixedClock) -> None:
    def slowly(conversation: smtp.Conversation) -> None:
        conversation.kept.stopping.wait(0.1)
        conversation.say("250 OK")

    server.says |= {"MAIL": slowly, "RCPT": slowly}
    ask("ana")
    run_due(clock)
    assert (server.recipients, left()) == (addresses("ana"), 0)


def test_what_was_refused_goes_once_the_owner_has_it_tried_again_on_the_page(
    server: MailServer, use: Use, clock: FixedClock, sign_in: Callable[[User], Client]
) -> None:
    server.refuses["bea@example.org"] = "550 5.1.1 No such user"
    ask(*NAMES)
    run_due(clock)
    server.recover()
    let_pass(clock, DAY)
    owner = sign_in(enrolling.create_account("olga@example.org", "Olga", START, owner=True))
    db.session.commit()
    page = shown(owner.get("/owner/mail"))
    assert "550 5.1.1 No such user" in page.words
    [form] = [form for form in page.forms if form.fields.get("job") == str(job("bea").id)][:1]
    assert form.send(owner, wanted="again").status_code == 303
    run_due(clock)
    assert (sorted(server.recipients), left()) == (addresses(*NAMES), 0)


@pytest.mark.parametrize("answer", ["550 5.1.1 No such user", "550 no such user", "553 5.1.3 Bad address", "552 Full"])
def test_what_is_refused_for_good_is_kept_with_its_reason(
    server: MailServer, use: Use, clock: FixedClock, answer: str
) -> None:
    server.refuses["bea@example.org"] = answer
    ask(*NAMES)
    run_due(clock)
    refused = job("bea")
    assert (refused.failed_at, refused.done_at, refused.attempts, refused.reason) == (START, None, 1, "rejected")
    assert (refused.error, refused.recipient) == (answer, "bea@example.org")
    assert sorted(server.recipients) == addresses("ana", "carl")
    assert line() is None
    let_pass(clock, DAY)
    assert job("bea").attempts == 1


@pytest.mark.parametrize(
    ("step", "answer", "reason"),
    [
        ("the end", "554 5.6.0 This is no mail", "rejected"),
        ("the end", "554 5.7.1 This looks like spam", "policy"),
        ("the end", "452 4.3.1 No room", "later"),
        ("DATA", "451 Not now", "later"),
        ("MAIL", "552 5.3.4 Too big", "rejected"),
        ("RCPT", "530 5.7.0 Sign in first", "relay"),
        ("RCPT", "554 5.7.1 Relay access denied", "relay"),
        ("RCPT", "421 Too many", "broken"),
        ("RCPT", "What?", "broken"),
        ("the end", "421 Going down", "broken"),
    ],
)
def test_what_an_answer_says_of_a_mail(
    server: MailServer, use: Use, clock: FixedClock, step: str, answer: str, reason: str
) -> None:
    server.says[step] = answer
    ask("ana")
    run_due(clock)
    assert (job("ana").reason, job("ana").failed_at is None) == (reason, reason != "rejected")
    assert line() is None or line().down_since is None


def test_who_does_not_relay_is_asked_for_ever(server: MailServer, use: Use, clock: FixedClock) -> None:
    server.says["RCPT"] = "554 5.7.1 Relay access denied"
    ask(*NAMES)
    run_due(clock)
    let_pass(clock, *A_WEEK, *A_WEEK)
    assert left() == 3
    assert [job(name).failed_at for name in NAMES] == [None] * 3
    server.recover()
    let_pass(clock, 15 * MINUTE)
    assert sorted(server.recipients) == addresses(*NAMES)


@pytest.mark.parametrize("step", ["DATA", "the end"])
@pytest.mark.parametrize("act", [hang_up, hang, drip])
def test_broken_off_in_the_midst_it_is_sent_again_as_the_same_mail(
    server: MailServer, use: Use, clock: FixedClock, act: smtp.Act, step: str
) -> None:
    """Whether the server had taken it is not known: at least once, and never as another mail."""
    server.says[step] = act
    ask("ana")
    with nullcontext() if act is hang_up else in_a_hurry():
        run_due(clock)
        let_pass(clock, *A_WEEK)
    assert (job("ana").done_at, job("ana").failed_at, job("ana").reason) == (None, None, "broken")
    server.recover()
    let_pass(clock, HOUR)
    assert (list(server.taken), left()) == (["<test.ana.example.org@localhost>"], 0)


@pytest.mark.parametrize("act", [hang_up, hang])
def test_a_goodbye_changes_nothing(
    server: MailServer, use: Use, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, act: smtp.Act
) -> None:
    monkeypatch.setattr(conversation, "GOODBYE_SECONDS", 0.05)
    server.says["QUIT"] = act
    ask("ana")
    run_due(clock)
    assert (server.recipients, left()) == (addresses("ana"), 0)


def test_one_mail_on_which_the_server_always_hangs_up_holds_no_other_up(
    server: MailServer, use: Use, clock: FixedClock
) -> None:
    server.refuses["poison@example.org"] = "421 I cannot bear this"
    ask("poison", at=START - MINUTE)
    for day in range(5):
        ask(f"early{day}", f"late{day}", at=clock.now())
        run_due(clock)
        assert server.recipients[-2:] == addresses(f"early{day}", f"late{day}")
        let_pass(clock, MINUTE, HOUR, DAY)
    assert job("poison").failed_at is None
    server.recover()
    let_pass(clock, HOUR)
    assert server.recipients[-1:] == addresses("poison")


@pytest.mark.once
def test_where_it_hangs_up_on_two_in_a_row_the_server_is_down(server: MailServer, use: Use, clock: FixedClock) -> None:
    server.says["the end"] = "421 Going down"
    many = [f"person{n}" for n in range(30)]
    ask(*many)
    run_due(clock)
    assert server.conversations == 2
    let_pass(clock, *A_WEEK)
    assert server.conversations < 2 + 2 * len(A_WEEK)
    server.recover()
    let_pass(clock, 15 * MINUTE)
    assert (sorted(server.recipients), left()) == (sorted(addresses(*many)), 0)


# Nothing secret

SECRET = "Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4"


def test_what_a_server_says_back_is_kept_without_links_and_secrets(
    server: MailServer, use: Use, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    server.says["the end"] = f"554 We block http://localhost/reset/abc and {SECRET}"
    ask("ana")
    run_due(clock)
    assert job("ana").error == "554 We block … and …"
    assert SECRET not in caplog.text
    assert "ana@" not in caplog.text


def test_what_is_said_to_a_wrong_password_is_not_kept(
    server: MailServer, use: Use, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    a_wrong_password(server, use)
    ask("ana")
    run_due(clock)
    found = line()
    assert found is not None
    assert (found.reason, found.error, job("ana").error) == ("sign_in", "535", "")
    assert "hunter2" not in caplog.text


@pytest.mark.once
@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        ("nobody listens", "closed"),
        ("nobody has the name", "name"),
        ("hangs", "slow"),
        ("drips a greeting", "slow"),
        ("drips later", "slow"),
        ("hangs up", "hung_up"),
        ("421 greeting", "greeting"),
        ("no SMTP", "greeting"),
        ("550 to EHLO", "greeting"),
        ("no TLS", "tls"),
        ("no STARTTLS", "tls"),
        ("a broken STARTTLS", "tls"),
        ("a wrong password", "sign_in"),
        ("no way to sign in", "sign_in"),
        ("refuses the sender", "sender"),
    ],
)
def test_each_trouble_has_its_name(server: MailServer, use: Use, clock: FixedClock, trouble: str, reason: str) -> None:
    CONNECTION[trouble](server, use)
    ask("ana")
    with waits_for(trouble):
        run_due(clock)
    found = line()
    assert found is not None
    assert (found.reason, found.down_since, found.tries) == (reason, START, 1)
    assert job("ana").recipient == "ana@example.org"


# Order


def test_passwords_and_confirmations_go_before_the_rest_and_drafts_last() -> None:
    first = {"mail.reset", "mail.sign_in", "mail.address", "mail.application"}
    assert {kind for kind, rank in jobs.RANKS.items() if rank == jobs.FIRST} == first
    assert jobs.RANKS["mail.setup"] == jobs.SOON
    assert jobs.RANKS["mail.question"] == jobs.RANKS["mail.decision"] == jobs.USUAL
    assert jobs.RANKS["draft.machine"] == jobs.LAST
    assert jobs.FIRST < jobs.SOON < jobs.USUAL < jobs.BULK < jobs.LAST


# Several workers, and dead ones


def test_two_workers_send_each_mail_once(
    committed: Flask, server: MailServer, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"person{n}" for n in range(100)]
    settings = replace(committed.extensions["settings"], mail_url=server.url)
    monkeypatch.setitem(committed.extensions, "settings", settings)
    monkeypatch.setitem(jobs.HANDLERS, "mail.test", write)
    with committed.app_context():
        ask(*names)
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        tried = together(committed, *[lambda: run_due(clock)] * 2)
    finally:
        sys.setswitchinterval(before)
    assert sum(tried) == 100
    assert min(tried) > 0
    assert (set(server.taken.values()), sorted(server.recipients)) == ({1}, sorted(addresses(*names)))
    with committed.app_context():
        assert left() == 0


def die(*_: object, **__: object) -> None:
    """What a worker does that is killed: nothing more, and nothing is noted."""
    raise KeyboardInterrupt


def be_killed_at(place: str, clock: FixedClock) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(place, die)
        with pytest.raises(KeyboardInterrupt):
            run_due(clock)
    db.session.rollback()


@pytest.mark.parametrize(
    ("place", "sent"),
    [("board.mail.delivery.compose", 1), ("board.mail.delivery.renew_lease", 1), ("board.mail.delivery.note_up", 2)],
)
def test_the_mail_of_a_killed_worker_is_sent_within_a_minute(
    server: MailServer, use: Use, clock: FixedClock, place: str, sent: int
) -> None:
    """Killed before it spoke with the server, or after the mail was taken and before that was noted."""
    ask("ana", "bea")
    be_killed_at(place, clock)
    for later, recipients in ((LEASE - SECOND, {"bea"}), (LEASE, {"ana", "bea"})):
        clock.move_to(START + later)
        run_due(clock)
        assert set(server.recipients) >= set(addresses(*recipients))
    assert server.taken["<test.ana.example.org@localhost>"] == sent
    assert (left(), LEASE + 2 * running.IDLE_SECONDS * SECOND < MINUTE) == (0, True)


def test_a_probe_that_dies_is_followed_by_another_within_a_minute(
    server: MailServer, use: Use, clock: FixedClock
) -> None:
    server.says["greeting"] = "421 Too busy"
    ask(*NAMES)
    run_due(clock)
    server.recover()
    clock.move_to(START + MINUTE)
    be_killed_at("board.mail.delivery.converse", clock)
    for later, count in ((LEASE - SECOND, 0), (LEASE, 3)):
        clock.move_to(START + MINUTE + later)
        run_due(clock)
        assert len(server.recipients) == count


def test_a_conversation_ends_before_another_worker_may_begin_it() -> None:
    assert delivery.DEADLINE * SECOND < LEASE
