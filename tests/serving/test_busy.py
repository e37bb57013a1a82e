"""More is asked than four threads can answer: some wait a little, the rest are told to come back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support.serving import Running, served


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with served(tmp_path_factory.mktemp("busy"), waits=0.3, waiting=6) as running:
        yield running


def test_who_cannot_be_answered_soon_is_told_so_at_once(server: Running) -> None:
    """Four are answered, six wait in vain, two are not even let in to wait; and all are told when to come back."""
    with ThreadPoolExecutor(12) as crowd:
        asked = [crowd.submit(server.get, "/slow/2.0") for _ in range(12)]
        health = server.get("/healthz", timeout=1)
        answers = [one.result() for one in asked]
    assert health.status == 200, "whoever asks how it is need not wait"
    assert Counter(answer.status for answer in answers) == {200: 4, 503: 8}
    refused = [answer for answer in answers if answer.status == 503]
    assert {answer.headers["Retry-After"] for answer in refused} == {"5"}
    assert {answer.text for answer in refused} == {"503 for /slow/2.0"}
    assert server.get("/pid").status == 200


def test_who_waits_a_little_is_answered(server: Running) -> None:
    with ThreadPoolExecutor(10) as crowd:
        answers = [one.result() for one in [crowd.submit(server.get, "/slow/0.05") for _ in range(10)]]
    assert {answer.status for answer in answers} == {200}


def test_four_threads_answer_and_one_says_how_it_is(server: Running) -> None:
    with ThreadPoolExecutor(8) as crowd:
        told = [one.result().json["thread"] for one in [crowd.submit(server.get, "/environ/x") for _ in range(60)]]
    assert set(told) <= {f"answering_{number}" for number in range(4)}


def test_whoever_asks_whether_it_is_alive_need_not_wait_until_it_knows_whether_it_is_ready(server: Running) -> None:
    with ThreadPoolExecutor(4) as crowd:
        asked = [crowd.submit(server.get, "/readyz") for _ in range(4)]
        assert server.get("/healthz", timeout=1).status == 200
        assert {one.result().status for one in asked} <= {200, 503}


def test_the_log_is_told_once_not_for_each(tmp_path: Path) -> None:
    with served(tmp_path, waits=0.0, waiting=1) as server:
        with ThreadPoolExecutor(12) as crowd:
            list(crowd.map(server.get, ["/slow/0.5"] * 12))
        assert server.log.read_text().count("Answered by the server itself: 1x 503") == 1
