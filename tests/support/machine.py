"""What a test needs from the machine, and what happens if it is missing."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest


def everything_required() -> bool:
    """Return whether nothing may be skipped: in CI, or with REQUIRE_ALL=1."""
    return os.environ.get("CI") == "true" or os.environ.get("REQUIRE_ALL") == "1"


def lacking(what: str, how: str) -> NoReturn:
    """Skip the test, saying what is missing and how to get it; fail if nothing may be skipped."""
    message = f"{what}. To get it: {how}"
    if everything_required():
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


def stop_run(what: str, how: str) -> NoReturn:
    """End the whole run in the same way, before its first test."""
    pytest.exit(f"Not run: {what}. To get it: {how}", returncode=1 if everything_required() else 0)


def made_once(folders: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Return a folder for all workers of a run: the first to ask fills it with ``make``, and the others wait."""
    base = folders.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            unfinished = folder.with_suffix(".unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            make(unfinished)
            unfinished.rename(folder)
    return folder
