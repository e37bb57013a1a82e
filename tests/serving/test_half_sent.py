"""Clients that begin to send something and never end: nobody else waits for them."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.support.serving import Running, answer_on, served
from tests.support.slow_site import LARGEST

HEAD = "POST /form HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n"
WITHIN = 2.0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("half-sent")
    with served(folder, body_within=WITHIN, headers_within=WITHIN, refused_reads=0.2, bodies=30) as running:
        yield running


@contextmanager
def many(server: Running, number: int, text: str) -> Iterator[list[socket.socket]]:
    """So many connections on which this was sent."""
    lines = [server.send(text) for _ in range(number)]
    try:
        yield lines
    finally:
        for line in lines:
            line.close()


def check_that_the_site_goes_on(server: Running) -> None:
    began = time.monotonic()
    assert server.get("/healthz", timeout=1).status == 200
    assert server.get("/pid", timeout=WITHIN).status == 200
    assert server.ask("POST", "/form", b"a=1", headers={"Content-Type": "application/x-www-form-urlencoded"}).json == {
        "a": "1"
    }
    assert time.monotonic() - began < WITHIN, "it did not wait for the others"


@pytest.mark.parametrize("number", [4, 40])
def test_forms_of_which_two_bytes_come(server: Running, number: int) -> None:
    """Forty are more than may come at one time."""
    with many(server, number, HEAD.format(1000) + "a=") as lines:
        check_that_the_site_goes_on(server)
        answers = [answer_on(line) for line in lines]
    assert {answer.status for answer in answers} == {408}
    assert {answer.text for answer in answers} == {"408 for /form"}
    assert {answer.headers["Connection"] for answer in answers} == {"close"}


def test_a_large_file_of_which_nothing_comes(server: Running) -> None:
    with many(server, 8, HEAD.format(LARGEST)) as lines:
        check_that_the_site_goes_on(server)
        assert {answer_on(line).status for line in lines} == {408}


def test_a_form_that_drips(server: Running) -> None:
    """A byte each tenth of a second, until the server has enough."""
    stop = threading.Event()

    def drip(line: socket.socket) -> None:
        try:
            while not stop.wait(0.1):
                line.sendall(b"a")
        except OSError:  # the server has closed it
            pass

    with many(server, 8, HEAD.format(1000)) as lines:
        dripping = [threading.Thread(target=drip, args=(line,)) for line in lines]
        for one in dripping:
            one.start()
        began = time.monotonic()
        check_that_the_site_goes_on(server)
        answers = [answer_on(line) for line in lines]
        stop.set()
        for one in dripping:
            one.join()
    assert {answer.status for answer in answers} == {408}
    assert time.monotonic() - began < WITHIN + 3


@pytest.mark.parametrize("text", ["", "GET / HTTP/1.1\r\nHost: x\r\nX-Name: "], ids=["nothing", "half a header"])
def test_requests_whose_headers_do_not_end(server: Running, text: str) -> None:
    with many(server, 40, text) as lines:
        check_that_the_site_goes_on(server)
        for line in lines:
            line.settimeout(WITHIN + 5)
            assert line.recv(100).split(b"\r\n")[0] in (b"", b"HTTP/1.1 408 Request Timeout"), "it is closed"


def test_a_chunk_that_does_not_end(server: Running) -> None:
    head = "POST /form HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\na="
    with many(server, 8, head) as lines:
        check_that_the_site_goes_on(server)
        assert {answer_on(line).status for line in lines} == {408}


def test_clients_that_go_away_in_the_middle(server: Running) -> None:
    with many(server, 40, HEAD.format(1000) + "a="):
        pass
    check_that_the_site_goes_on(server)
    assert "Traceback" not in server.log.read_text()
