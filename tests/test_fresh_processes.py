"""What a library finishes at first use is finished right where eight threads race for it: bench/fresh_processes.py."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from board.config import ROOT

PROCESSES = 12
"""Enough to ask for every route twice; `make chaos` takes fifty."""


@pytest.mark.once
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot copy a process")
def test_eight_threads_in_fresh_processes_get_what_one_thread_gets() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "bench.fresh_processes", str(PROCESSES)],
        cwd=ROOT, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stdout + told.stderr[-3000:]
    assert f"{PROCESSES} fresh processes, 0 wrong answers" in told.stdout
