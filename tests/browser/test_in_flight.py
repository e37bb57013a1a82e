"""A test of the tests: no request of one browser test reaches the database of the next."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import InFlight

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def _start_response(*_: object) -> Callable[[bytes], object]:
    return len


def test_a_request_that_is_still_being_answered_is_waited_for() -> None:
    may_end = threading.Event()

    def slow(_environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        may_end.wait(20)
        start_response("204 No Content", [])
        return []

    site = InFlight(slow)
    request = threading.Thread(target=lambda: site({}, _start_response).close())
    request.start()
    while not site.number:
        threading.Event().wait(0.001)
    with pytest.raises(AssertionError, match="still being answered"):
        site.wait(seconds=0.01)
    may_end.set()
    site.wait()
    request.join(20)


def test_a_request_that_fails_is_not_waited_for() -> None:
    def broken(_environ: WSGIEnvironment, _start_response: StartResponse) -> Iterable[bytes]:
        raise ZeroDivisionError

    site = InFlight(broken)
    with pytest.raises(ZeroDivisionError):
        site({}, _start_response)
    site.wait(seconds=0)
