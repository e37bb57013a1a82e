"""Servers that are told to stop, and processes that are killed: nobody who asked goes without an answer."""

from __future__ import annotations

import http.client
import os
import signal
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.support.serving import Running, answer_on, is_running, served, serving_slowly
from tests.support.slow_site import SLOW

WHOLE = len(SLOW)


class Hammer:
    """Clients that ask again and again, half of them on one connection as long as the server keeps it."""

    def __init__(self, server: Running, clients: int = 12) -> None:
        self.port, self.told, self._stop = server.port, Counter[str](), threading.Event()
        self._clients = [threading.Thread(target=self._ask, args=(number % 2 == 0,)) for number in range(clients)]

    def __enter__(self) -> Hammer:
        for client in self._clients:
            client.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for client in self._clients:
            client.join()

    def _ask(self, keeps: bool) -> None:
        line = None
        while not self._stop.is_set():
            if line is None and (line := self._connect()) is None:
                continue
            told, stays = self._one(line)
            self.told[told] += 1
            if not (keeps and stays):
                line.close()
                line = None
        if line:
            line.close()

    def _connect(self) -> http.client.HTTPConnection | None:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            line.connect()
        except OSError:  # nothing was asked
            self.told["not let in"] += 1
            time.sleep(0.01)
            return None
        return line

    def _one(self, line: http.client.HTTPConnection) -> tuple[str, bool]:
        try:
            line.request("GET", "/slow/0.02")
            response = line.getresponse()
            whole = len(response.read()) == WHOLE
        except (OSError, http.client.HTTPException):
            return "cut", False
        return "whole" if whole else "cut", response.getheader("Connection") != "close"


def test_told_to_stop_under_load_it_cuts_no_answer(tmp_path: Path) -> None:
    with served(tmp_path, workers=2) as server, Hammer(server) as hammer:
        while hammer.told["whole"] < 100:
            time.sleep(0.01)
        assert server.stop() == 0
    assert hammer.told["cut"] == 0
    assert hammer.told["whole"] >= 100


def test_told_to_stop_it_answers_what_takes_long(tmp_path: Path) -> None:
    with served(tmp_path, leaves=0.1) as server:
        line = server.send("GET /slow/1.5 HTTP/1.1\r\nHost: x\r\n\r\n")
        assert server.get("/pid").status == 200
        server.process.terminate()
        answer = answer_on(line)
        assert (answer.status, len(answer.body), answer.headers["Connection"]) == (200, WHOLE, "close")
        assert server.process.wait(5) == 0


def test_told_to_stop_it_waits_for_no_half_sent_form_for_long(tmp_path: Path) -> None:
    with served(tmp_path, leaves=0.1, bodies_leave=0.5) as server:
        line = server.send("POST /form HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\na=")
        assert server.get("/pid").status == 200
        server.process.terminate()
        assert answer_on(line).status == 408
        assert server.process.wait(8) == 0


def test_told_to_stop_it_waits_for_nobody_for_ever(tmp_path: Path) -> None:
    with served(tmp_path, leaves=0.1, leaves_within=1) as server:
        line = server.send("GET /slow/30.0 HTTP/1.1\r\nHost: x\r\n\r\n")
        assert server.get("/pid").status == 200
        began = time.monotonic()
        server.stop()
        assert time.monotonic() - began < 5
        line.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_every_way_to_say_stop(tmp_path: Path, number: signal.Signals) -> None:
    with served(tmp_path, leaves=0.0, workers=2) as server:
        children = server.all_children(2)
        assert server.stop(number) == 0
    assert not any(map(is_running, children))


def test_told_to_stop_again_and_again(tmp_path: Path) -> None:
    """Ctrl-C reaches every process of a terminal, as often as it is pressed."""
    with served(tmp_path, leaves=0.3, workers=2) as server:
        for _ in range(8):
            for process in [server.process.pid, *server.children()]:
                os.kill(process, signal.SIGINT)
            time.sleep(0.02)
        server.process.wait(5)
        assert not any(map(is_running, server.children()))


def test_told_to_stop_while_its_processes_start(tmp_path: Path) -> None:
    """They take five seconds, and do not make anybody wait for it."""
    with serving_slowly(tmp_path, seconds=5) as server:
        while not server.children():
            assert server.process.poll() is None
            time.sleep(0.005)
        began = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - began < 3


def test_a_killed_process_comes_back_and_the_site_goes_on(tmp_path: Path) -> None:
    """Again and again, and all at once: what is asked afterwards is answered."""
    with served(tmp_path, workers=2) as server, Hammer(server, 4) as hammer:
        for _ in range(3):
            killed = server.all_children(2)
            for process in killed:
                os.kill(process, signal.SIGKILL)
            deadline = time.monotonic() + 30
            while len(server.children()) < 2 or set(server.children()) & set(killed):
                assert time.monotonic() < deadline, "they come back"
                time.sleep(0.01)
            server.wait()
            before = hammer.told["whole"]
            while hammer.told["whole"] < before + 20:
                assert time.monotonic() < deadline, "the site goes on"
                time.sleep(0.01)
        assert server.stop() == 0


def test_a_process_that_retires_is_replaced_and_cuts_no_answer(tmp_path: Path) -> None:
    with served(tmp_path, workers=2) as server, Hammer(server) as hammer:
        there = server.all_children(2)
        retired = int(server.get("/retire").text)
        assert retired in there
        deadline = time.monotonic() + 20
        while retired in server.children() or len(server.children()) < 2:
            assert time.monotonic() < deadline, "another takes its place"
            time.sleep(0.01)
        assert server.process.poll() is None
        assert server.stop() == 0
    assert hammer.told["cut"] == 0


@pytest.mark.parametrize("starts_in", [0.0, 0.5], ids=["while they answer", "while they start"])
def test_where_the_first_process_is_killed_the_others_stop(tmp_path: Path, starts_in: float) -> None:
    """They would hold the port, and answer with old code."""
    with serving_slowly(tmp_path, seconds=starts_in) as server:
        if not starts_in:
            server.wait()
        children = server.all_children(2)
        server.process.kill()
        server.process.wait()
        deadline = time.monotonic() + 20
        while any(map(is_running, children)):
            assert time.monotonic() < deadline
            time.sleep(0.02)
