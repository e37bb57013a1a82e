"""An engine in trouble costs nothing but the draft: the post is readable, the queue intact, later it is tried again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from http.client import HTTPConnection
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from board import jobs
from board.actions import posting
from board.actions.writing import DRAFTING
from board.clock import FixedClock
from board.engines import EngineError, drafting, engine_for
from board.engines.http import ask
from board.extensions import db
from board.jobs import run_due
from board.models import Job, Post, User
from board.pages.texts import load_pairs
from board.rules.work import MAX_ATTEMPTS, backoff
from tests.engines.conftest import Use
from tests.support.cast import START, Cast, sight_for, text_of, typed
from tests.support.client import Client
from tests.support.libretranslate import Conversation, Engine
from tests.support.ports import free_port
from tests.support.shown import shown, words_of

DEADLINE = 0.4
FIRST_WAIT = timedelta(minutes=1)


def hang(asked: Conversation) -> None:
    asked.engine.stopping.wait(3)


def drip_headers(asked: Conversation) -> None:
    drip(asked, b"HTTP/1.1 200 OK\r\nX-Slow: ")


def drip_body(asked: Conversation) -> None:
    drip(asked, b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")


def drip(asked: Conversation, beginning: bytes) -> None:
    """A byte now and then: no single wait is long."""
    with suppress(OSError):
        asked.wfile.write(beginning)
        for _ in range(60):
            asked.wfile.write(b" ")
            asked.wfile.flush()
            if asked.engine.stopping.wait(0.05):
                return


def endless(asked: Conversation) -> None:
    with suppress(OSError):
        asked.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in range(100):
            asked.wfile.write(b" " * 1024 * 1024)


def cut_off(asked: Conversation) -> None:
    asked.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"translatedText": ["HO')


def redirect(asked: Conversation) -> None:
    asked.send_response(307)
    asked.send_header("Location", f"{asked.engine.address}/elsewhere")
    asked.end_headers()


def saying(status: int, body: Any) -> Callable[[Conversation], None]:
    return lambda asked: asked.say(status, body)


def both(text: object) -> dict[str, object]:
    """An answer in the shape that either engine gives."""
    return {"translatedText": [text], "responseData": {"translatedText": text}, "responseStatus": 200}


TROUBLES: dict[str, Callable[[Conversation], None]] = {
    "hangs": hang,
    "drips headers": drip_headers,
    "drips its answer": drip_body,
    "400": saying(400, {"error": "Invalid request"}),
    "403": saying(403, {"error": "Please contact the server operator to get an API key"}),
    "429": saying(429, {"error": "Slowdown: too many requests"}),
    "500": saying(500, both("HOLA.")),
    "503": saying(503, {"status": "error", "explanation": "internal error"}),
    "redirects": redirect,
    "an empty body": lambda asked: asked.say_bytes(200, b""),
    "an empty translation": saying(200, both("")),
    "blanks": saying(200, both(" \n\u200b ")),
    "an enormous body": endless,
    "an enormous translation": saying(200, both("hola " * 100_000)),
    "a long translation": saying(200, both("hola " * 1_000)),
    "no JSON": lambda asked: asked.say_bytes(200, b"<html>It works!</html>"),
    "no UTF-8": lambda asked: asked.say_bytes(200, b'{"translatedText": ["\xff"]}'),
    "deep JSON": lambda asked: asked.say_bytes(200, b"[" * 100_000),
    "other JSON": saying(200, ["HOLA."]),
    "a number": saying(200, both(7)),
    "nothing": saying(200, both(None)),
    "no list, no object": saying(200, {"translatedText": "HOLA.", "responseData": "HOLA."}),
    "hangs up": cut_off,
    "no HTTP": lambda asked: asked.wfile.write(b"220 mail.example.org ESMTP\r\n"),
    "a link to elsewhere": saying(200, both("HOLA https://evil.example/phishing")),
}


@pytest.fixture
def impatient() -> Iterator[pytest.MonkeyPatch]:
    """The worker waits for an engine no longer than these tests do, until it is undone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drafting, "engine_for", partial(engine_for, deadline=DEADLINE))
        yield patch


@pytest.fixture(params=["apertium", "libretranslate"])
def kind(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture
def in_health(kind: str, libre: Engine, request: pytest.FixtureRequest) -> str:
    """An engine of that kind that works: a real one if it is Apertium."""
    return f"{kind}+{request.getfixturevalue('apertium_address') if kind == 'apertium' else libre.address}"


@pytest.fixture
def others(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """When other work was done that waited behind the draft."""
    done: list[datetime] = []
    monkeypatch.setitem(jobs.HANDLERS, "test.other", lambda _payload, now: done.append(now))
    return done


def post(cast: Cast) -> Post:
    written = posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed("Hola."))
    jobs.enqueue("test.other", "other", {}, START)
    db.session.commit()
    return written


def work() -> Job:
    return db.session.scalars(select(Job).where(Job.kind == DRAFTING).execution_options(populate_existing=True)).one()


def drafts(cast: Cast, post: Post) -> list[str]:
    found = load_pairs(sight_for(cast, cast.tess), [text_of(post)])[post.text_id].rows
    return [row.translation.source for row in found if row.translation]


def read(client: Client, cast: Cast, post: Post) -> str:
    page = shown(client.get(f"/f/social-economy/thread/{cast.thread.key}"))
    return words_of(page.one(f"article[@id='p-{post.key}']"))


def assert_only_the_draft_is_missing(cast: Cast, written: Post, client: Client) -> None:
    said = read(client, cast, written)
    assert "Hola." in said
    assert "Waiting for translation." in said
    assert drafts(cast, written) == []
    waiting = work()
    assert (waiting.done_at, waiting.attempts, waiting.run_at) == (None, 1, START + FIRST_WAIT)
    assert "EngineError" in waiting.error or "Unusable" in waiting.error


def assert_it_comes_later(cast: Cast, written: Post, clock: FixedClock) -> None:
    clock.move_to(START + FIRST_WAIT - timedelta(seconds=1))
    run_due(clock)
    assert drafts(cast, written) == []
    clock.move_to(START + FIRST_WAIT)
    run_due(clock)
    assert drafts(cast, written) in (["HOLA."], ["Hello."])
    assert (work().done_at, work().error) == (START + FIRST_WAIT, "")


@pytest.mark.once
@pytest.mark.parametrize("trouble", TROUBLES)
def test_trouble_costs_nothing_but_the_draft(
    cast: Cast, clock: FixedClock, libre: Engine, use: Use, kind: str, trouble: str, in_health: str,
    others: list[datetime], sign_in: Callable[[User], Client], impatient: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    use(f"{kind}+{libre.address}")
    libre.trouble = TROUBLES[trouble]
    written = post(cast)
    began = time.monotonic()
    run_due(clock)
    assert time.monotonic() - began < DEADLINE + 1.5
    assert others == [START]
    assert "/elsewhere" not in libre.seen
    assert_only_the_draft_is_missing(cast, written, sign_in(cast.jorge))
    libre.trouble = None
    use(in_health)
    impatient.undo()  # a real engine may take longer to begin
    assert_it_comes_later(cast, written, clock)


def test_an_engine_that_is_not_there(
    cast: Cast, clock: FixedClock, libre: Engine, use: Use, kind: str, others: list[datetime],
    sign_in: Callable[[User], Client],
) -> None:  # fmt: skip
    use(f"{kind}+http://127.0.0.1:{free_port()}")
    written = post(cast)
    run_due(clock)
    assert others == [START]
    assert_only_the_draft_is_missing(cast, written, sign_in(cast.jorge))
    use(f"libretranslate+{libre.address}")
    assert_it_comes_later(cast, written, clock)


def test_an_engine_that_is_long_to_find_and_then_drips(libre: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The time is over before there is a line to cut."""
    libre.trouble = drip_body
    connect = HTTPConnection.connect

    def slowly(connection: HTTPConnection) -> None:
        time.sleep(0.2)
        connect(connection)

    monkeypatch.setattr(HTTPConnection, "connect", slowly)
    began = time.monotonic()
    with pytest.raises(EngineError, match="too slow"):
        ask(f"{libre.address}/translate", 0.1, "{}")
    assert time.monotonic() - began < 1


def test_what_a_server_says_back_is_in_no_error(
    cast: Cast, clock: FixedClock, libre: Engine, app: Flask, use: Use, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    """It may be the key."""
    settings = replace(use(f"libretranslate+{libre.address}"), translation_engine_key="hunter2")
    monkeypatch.setitem(app.extensions, "settings", settings)
    libre.trouble = lambda asked: asked.wfile.write(f"{asked.question['api_key']}\r\n".encode()) and None
    post(cast)
    run_due(clock)
    assert libre.asked[0]["api_key"] == "hunter2"
    assert "BadStatusLine" in work().error
    assert "hunter2" not in work().error + caplog.text + repr(settings)


def test_a_name_that_nobody_has(cast: Cast, clock: FixedClock, use: Use) -> None:
    use("libretranslate+http://nowhere.invalid")
    written = post(cast)
    run_due(clock)
    assert (drafts(cast, written), work().attempts) == ([], 1)


def test_an_engine_that_speaks_no_tls(cast: Cast, clock: FixedClock, libre: Engine, use: Use) -> None:
    use(f"libretranslate+{libre.address.replace('http:', 'https:')}")
    written = post(cast)
    run_due(clock)
    assert (drafts(cast, written), work().attempts) == ([], 1)


def test_the_waits_grow_and_at_last_people_are_left_to_it(
    cast: Cast, clock: FixedClock, libre: Engine, use: Use
) -> None:
    use(f"libretranslate+{libre.address}")
    libre.trouble = TROUBLES["500"]
    post(cast)
    for attempt in range(1, MAX_ATTEMPTS + 1):
        run_due(clock)
        assert (work().attempts, work().run_at) == (attempt, clock.now() + backoff(attempt))
        clock.move_to(work().run_at)
    run_due(clock)
    assert work().attempts == MAX_ATTEMPTS == len(libre.asked)


def test_one_hopeless_paragraph_does_not_keep_the_others_from_theirs(
    cast: Cast, clock: FixedClock, libre: Engine, use: Use
) -> None:
    use(f"libretranslate+{libre.address}")
    libre.translated = lambda text: "" if text == "dos" else text.upper()
    written = posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed("uno\n\ndos\n\ntres"))
    run_due(clock)
    assert drafts(cast, written) == ["UNO", "TRES"]
    assert work().done_at is None


@pytest.mark.parametrize(
    "answer",
    [
        "<script>alert(1)</script> HOLA",
        "<img src=x onerror=alert(1)> HOLA",
        "&lt;b onclick=alert(1)&gt; HOLA",
        "[HOLA](javascript:alert(1))",
        "![HOLA](//evil.example/x.png)",
        "# HOLA\n\n> - `x`",
    ],
)
def test_hostile_markup_is_shown_as_the_text_that_it_is(
    cast: Cast, clock: FixedClock, libre: Engine, use: Use, answer: str, sign_in: Callable[[User], Client]
) -> None:
    use(f"libretranslate+{libre.address}")
    libre.translated = lambda _text: answer
    cast.forum.shows_machine_drafts = True
    written = post(cast)
    run_due(clock)
    page = shown(sign_in(cast.jorge).get(f"/f/social-economy/thread/{cast.thread.key}"))
    shown_draft = page.one(f"article[@id='p-{written.key}']//div[@class='translation machine']")
    assert [one.tag for one in shown_draft.iter()] == ["div", "p", "p"]  # the words, and that a machine made them
    assert "HOLA" in words_of(shown_draft)
    assert "Machine translation, not checked by a person." in words_of(shown_draft)
