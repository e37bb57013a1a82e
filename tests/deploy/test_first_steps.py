"""What docs/operating.md has somebody type is really typed, as far as a machine without systemd allows."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from board.config import Settings
from tests.support.imports import ROOT

GUIDE = (ROOT / "docs" / "operating.md").read_text()
BLOCKS = [block for _, block in re.findall(r"^ *```(\w*)\n(.*?)^ *```", GUIDE, flags=re.MULTILINE | re.DOTALL)]
TYPED = [line.strip() for block in BLOCKS for line in block.splitlines()]
SECRET = "a secret that is long enough to be one"


class Machine:
    """A folder that stands for the whole of a server."""

    def __init__(self, root: Path) -> None:
        self.root, self.settings = root, root / "semana.env"
        text = (ROOT / "deploy" / "semana.env.example").read_text().replace("SECRET_KEY=", f"SECRET_KEY='{SECRET}'")
        self.settings.write_text(text.replace("/var/", f"{root}/var/"))
        for folder in ("lib", "backups"):
            (root / "var" / folder / "semana").mkdir(parents=True, exist_ok=True)

    def type(self, line: str, *more: str) -> str:
        """A documented line that begins with `semana`; the rest answers what it would ask."""
        assert line in TYPED, "the guide says it otherwise"
        return self.run(line, *more)

    def run(self, line: str, *more: str, code: int = 0) -> str:
        words = [word.replace("/var/", f"{self.root}/var/") for word in line.split()[1:]]
        environ = {"SEMANA_CODE": str(ROOT), "SEMANA_SETTINGS": str(self.settings), "SEMANA_USER": "root"}
        told = subprocess.run(
            [str(ROOT / "deploy" / "semana"), *words, *more], env={"PATH": os.environ["PATH"], **environ},
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert told.returncode == code, told.stdout + told.stderr
        return told.stdout + told.stderr


def test_the_guides_commands_one_after_the_other(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    owner = ("--email", "owner@example.org", "--name", "Olga", "--password", "cuatro caballos verdes bailan")
    assert "Ready." in machine.type("semana init", *owner)
    machine.type("semana backup /var/backups/semana/before-upgrade.zip --overwrite")
    machine.type("semana backup /var/backups/semana/before-upgrade.zip --overwrite", "--verify")
    machine.type("semana db upgrade")
    (tmp_path / "var" / "lib").rename(tmp_path / "old")
    restore = "semana restore /var/backups/semana/before-upgrade.zip"
    assert "Restored and checked" in machine.run(restore)
    machine.run(restore, code=1)


def test_every_program_that_is_copied_is_there() -> None:
    named = set(re.findall(r"/opt/semana/([\w./-]+[\w-])", GUIDE)) - {"deploy"}
    assert {"deploy/semana", "deploy/semana.service", "deploy/semana.env.example", "deploy/Caddyfile"} <= named
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_make_knows_what_is_asked_of_it() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    assert {line.split()[-1] for line in TYPED if line.startswith("make ")} <= targets


@pytest.mark.parametrize("url", re.findall(r"DATABASE_URL=(postgresql://[^`\s]+)`", GUIDE))
def test_the_addresses_of_databases_are_sound(url: str) -> None:
    assert f"DATABASE_URL={url}\n" in (ROOT / "deploy" / "semana.env.example").read_text()
    assert "postgresql" in Settings.from_env({"SECRET_KEY": SECRET, "DATABASE_URL": url}).database_url
