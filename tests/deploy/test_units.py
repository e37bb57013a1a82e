"""The units of systemd: they are read without a complaint, shut in, and leave time for what is under way."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from board.mail.delivery import DEADLINE
from board.serving.limits import Limits
from tests.support.imports import ROOT
from tests.support.machine import lacking

UNITS = ["semana.service", "semana-worker.service"]
MAX_EXPOSURE = 1.5
"""As systemd judges: 10 is without any protection, and below 2 is its best word."""


@pytest.fixture
def units(tmp_path: Path) -> dict[str, Path]:
    """As they stand in deploy/, with the paths of this checkout and somebody whom this machine knows."""
    made = {}
    for name in UNITS:
        made[name] = tmp_path / name
        text = (ROOT / "deploy" / name).read_text().replace("/opt/semana", str(ROOT))
        made[name].write_text(re.sub(r"^(User|Group)=semana$", r"\1=mail", text, flags=re.MULTILINE))
    return made


def analyze(*words: str) -> str:
    if not shutil.which("systemd-analyze"):
        lacking("systemd-analyze is not on this machine", "apt-get install systemd")
    told = subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, timeout=60, check=False)
    assert told.returncode == 0, told.stderr
    return told.stdout + told.stderr


def test_systemd_understands_them(units: dict[str, Path]) -> None:
    assert analyze("verify", "--man=no", *map(str, units.values())) == ""


@pytest.mark.parametrize("name", UNITS)
def test_they_are_shut_in(units: dict[str, Path], name: str) -> None:
    told = analyze("security", "--offline=true", "--no-pager", str(units[name]))
    assert float(re.findall(r"exposure level for \S+: ([\d.]+)", told)[0]) <= MAX_EXPOSURE


def value(name: str, key: str) -> str:
    text = (ROOT / "deploy" / name).read_text()
    return re.findall(rf"^{key}=(.*)$", text, flags=re.MULTILINE)[-1]


def test_what_is_under_way_is_not_cut_off() -> None:
    limits = Limits()
    assert float(value(UNITS[0], "TimeoutStopSec")) > limits.leaves + limits.leaves_within
    assert float(value(UNITS[1], "TimeoutStopSec")) > DEADLINE


def test_the_worker_may_write_where_the_example_keeps_backups() -> None:
    example = (ROOT / "deploy" / "semana.env.example").read_text()
    assert f"BACKUP_DIR={value(UNITS[1], 'ReadWritePaths').removeprefix('-')}\n" in example
    assert f"INSTANCE_DIR=/var/lib/{value(UNITS[0], 'StateDirectory')}\n" in example
