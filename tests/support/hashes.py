"""What would reveal whether an account exists: an answer's headers, and how often a password is hashed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from werkzeug.test import TestResponse

from board.actions import enrolling

PASSING = {"Date", "Set-Cookie", "Retry-After"} | {f"X-RateLimit-{name}" for name in ("Limit", "Remaining", "Reset")}


def told(response: TestResponse) -> list[tuple[str, str]]:
    """Return an answer's headers, without those that change from one moment to the next."""
    return [(key, value) for key, value in response.headers if key not in PASSING]


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Yield a list that collects each verification of a password's hash, and each hash made."""
    done: list[str] = []

    class Counting:
        def __getattr__(self, name: str) -> object:
            done.append(name)
            return getattr(real, name)

    real = enrolling.hasher
    monkeypatch.setattr(enrolling, "hasher", Counting())
    yield done
    monkeypatch.setattr(enrolling, "hasher", real)
