"""Browser tests that fail run once more, and are listed if they pass then."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.support.imports import ROOT

UNSTEADY = """
from pathlib import Path

def test_that_passes():
    pass

def test_that_fails_at_first():
    first = not Path("seen").exists()
    Path("seen").touch()
    assert not first

def test_that_always_fails():
    assert Path("mended").exists()
"""


def pytest_in(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-p", "no:hypothesispytest", *args]
    return subprocess.run(command, cwd=folder, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True)


def test_what_passes_only_then_is_listed(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text("from tests.support.once_more import *\n")
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "test_unsteady.py").write_text(UNSTEADY)
    more = ("--once-more", "--last-failed", "--last-failed-no-failures=none")

    assert "passed only" not in pytest_in(tmp_path).stdout
    once = pytest_in(tmp_path, *more)
    assert once.returncode == 1, "one fails still"
    assert "passed only when run once more, alone" in once.stdout
    assert "\ntest_unsteady.py::test_that_fails_at_first\n" in once.stdout
    assert "::test_that_passes\n" not in once.stdout

    (tmp_path / "seen").unlink()
    (tmp_path / "mended").touch()
    pytest_in(tmp_path)
    twice = pytest_in(tmp_path, *more)
    assert twice.returncode == 0
    assert "test_that_fails_at_first (2 times on this machine: mend it)" in twice.stdout
