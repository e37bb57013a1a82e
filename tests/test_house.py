"""The house stands: the application starts, answers, and its lock files can be used anywhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.client import Client

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ["requirements.txt", "requirements-dev.txt", "tests/browser/package-lock.json"]


def test_the_application_answers(client: Client) -> None:
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize("path", LOCKS)
def test_a_lock_names_no_address(path: str) -> None:
    assert not re.search(r"https?://|file:|index-url|find-links|resolved", (ROOT / path).read_text())


@pytest.mark.parametrize("path", LOCKS[:2])
def test_every_locked_package_has_hashes(path: str) -> None:
    entries = re.split(r"\n(?=\S)", (ROOT / path).read_text())
    packages = [entry for entry in entries if not entry.startswith("#")]
    assert packages
    assert [package for package in packages if "--hash=sha256:" not in package] == []
