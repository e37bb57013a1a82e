"""Several people at once: each in a thread, with a connection and an application context of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
from flask import Flask

PATIENCE = 0.3
"""Seconds to wait for the others: where the database lets one in at a time, they cannot come."""


def together(app: Flask, *works: Callable[[], Any]) -> list[Any]:
    """Do all of it at the same time, as requests that change something; gives what each returned or raised."""

    def request(work: Callable[[], Any]) -> Any:
        with app.app_context():
            try:
                return work()
            except Exception as error:
                return error

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(request, works))


def meet_at(monkeypatch: pytest.MonkeyPatch, module: object, name: str, people: int = 2) -> None:
    """Let everybody have called a function of a module before anybody goes on: there a race is lost."""
    barrier = threading.Barrier(people)
    real = getattr(module, name)

    def waiting(*args: Any, **kwargs: Any) -> Any:
        result = real(*args, **kwargs)
        with suppress(threading.BrokenBarrierError):
            barrier.wait(PATIENCE)
        return result

    monkeypatch.setattr(module, name, waiting)


def meanwhile(app: Flask, monkeypatch: pytest.MonkeyPatch, module: object, name: str, work: Callable[[], Any]) -> None:
    """Let somebody else do something, and be done, while a function of a module is called for the first time."""
    real, begun = getattr(module, name), threading.Event()

    def interrupted(*args: Any, **kwargs: Any) -> Any:
        result = real(*args, **kwargs)
        if not begun.is_set():
            begun.set()
            [outcome] = together(app, work)
            assert not isinstance(outcome, Exception), outcome
        return result

    monkeypatch.setattr(module, name, interrupted)


def cross(monkeypatch: pytest.MonkeyPatch, *places: tuple[object, str]) -> None:
    """Let everybody, each in a function of their own, have what it holds before anybody goes on: there a deadlock is
    met, if there is one.
    """
    barrier = threading.Barrier(len(places))
    for module, name in places:
        monkeypatch.setattr(module, name, _waiting_once(getattr(module, name), barrier))


def _waiting_once(real: Callable[..., Any], barrier: threading.Barrier) -> Callable[..., Any]:
    waited = threading.local()

    def waiting(*args: Any, **kwargs: Any) -> Any:
        result = real(*args, **kwargs)
        if not getattr(waited, "already", False):
            waited.already = True
            with suppress(threading.BrokenBarrierError):
                barrier.wait(PATIENCE)
        return result

    return waiting
