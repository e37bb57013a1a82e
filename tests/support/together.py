"""Several people at once: each in a thread, with a separate connection and application context."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
from flask import Flask

PATIENCE = 0.3
"""Seconds to wait for the others: they cannot come if the database lets one in at a time."""


def together(app: Flask, *works: Callable[[], Any]) -> list[Any]:
    """Do everything at the same time, as requests that change something; return each result or exception."""

    def request(work: Callable[[], Any]) -> Any:
        with app.app_context():
            try:
                return work()
            except Exception as error:
                return error

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(request, works))


def meet_at(monkeypatch: pytest.MonkeyPatch, module: object, name: str, people: int = 2) -> None:
    """Make everybody call a function of a module before anybody continues: a race shows there."""
    barrier = threading.Barrier(people)
    real = getattr(module, name)

    def waiting(*args: Any, **kwargs: Any) -> Any:
        result = real(*args, **kwargs)
        with suppress(threading.BrokenBarrierError):
            barrier.wait(PATIENCE)
        return result

    monkeypatch.setattr(module, name, waiting)


def meanwhile(app: Flask, monkeypatch: pytest.MonkeyPatch, module: object, name: str, work: Callable[[], Any]) -> None:
    """Let somebody else finish their work while a function of a module is called for the first time."""
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
    """Let everybody, each in a separate function, get their locks before anybody continues: a deadlock shows there."""
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
