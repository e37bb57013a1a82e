"""Counting what is asked of password hashes: the time that it takes would tell who has an account."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from board.actions import enrolling


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Each verification of a password's hash meanwhile, and each hash made."""
    done: list[str] = []

    class Counting:
        def __getattr__(self, name: str) -> object:
            done.append(name)
            return getattr(real, name)

    real = enrolling.hasher
    monkeypatch.setattr(enrolling, "hasher", Counting())
    yield done
    monkeypatch.setattr(enrolling, "hasher", real)
