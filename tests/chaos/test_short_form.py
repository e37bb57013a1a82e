"""The short form of `make chaos`: the real programs, on both databases, hurt in every way that it knows."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.support import postgres
from tests.support.machine import lacking

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = "3"
"""Seconds for /healthz: `make chaos` allows one, on a machine that does nothing else."""
WITHIN = 900


def test_the_site_stands() -> None:
    if not postgres.find_programs():
        lacking("PostgreSQL is not on this machine", postgres.HOW_TO_GET_IT)
    command = [sys.executable, "-m", "bench.chaos", "--short", "--patience", PATIENCE]
    done = subprocess.run(command, cwd=ROOT, timeout=WITHIN, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
