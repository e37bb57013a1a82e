"""`semana …`: the settings as systemd reads them, and the user of the services."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from board.config import Settings
from tests.support.imports import ROOT

SECRET = "a secret that is long enough to be one"
PRINTS = """#!/bin/sh
printf '%s\\n' "$MAIL_URL|$SITE_NAME|$INSTANCE_DIR|$(id -un)"
printf '<%s>' "$@"
"""
MAIL_URL = "smtp+starttls://semana:p%26ss&$word;#~!(*)@mail.example.org:587"
GENERATOR = Path("/usr/lib/systemd/user-environment-generators/30-systemd-environment-d-generator")


@pytest.fixture
def place() -> Iterator[Path]:
    """A checkout in which flask only says what it was told; another user reaches it, as with no folder of pytest's."""
    with tempfile.TemporaryDirectory(prefix="semana-") as folder:
        place = Path(folder)
        place.chmod(0o755)
        flask = place / ".venv" / "bin" / "flask"
        flask.parent.mkdir(parents=True)
        flask.write_text(PRINTS)
        flask.chmod(0o755)
        yield place


def run(place: Path, settings: str, *words: str) -> subprocess.CompletedProcess[str]:
    (place / "env").write_text(settings)
    environ = {"PATH": "/usr/bin:/bin", "SEMANA_CODE": str(place), "SEMANA_SETTINGS": str(place / "env")}
    return subprocess.run(
        ["sh", str(ROOT / "deploy" / "semana"), *words], env={**environ, "SEMANA_USER": "mail"}, cwd=place,
        capture_output=True, text=True, timeout=20, check=False,
    )  # fmt: skip


def test_settings_are_taken_as_they_are_and_words_stay_words(place: Path) -> None:
    settings = f"# a remark\n\nSITE_NAME=\"Ana’s friends\"\nMAIL_URL='{MAIL_URL}'\nINSTANCE_DIR=/var/lib/a&b\n"
    told = run(place, settings, "backup", "a file.zip", "$HOME", "")
    me = "mail" if os.geteuid() == 0 else os.environ.get("USER", "")
    assert told.stdout.split("\n")[0] == f"{MAIL_URL}|Ana’s friends|/var/lib/a&b|{me}", told.stderr
    assert told.stdout.split("\n")[1] == f"<--app><{place}/wsgi.py><backup><a file.zip><$HOME><>"


def test_nothing_in_the_file_is_run(place: Path) -> None:
    told = run(place, "SITE_NAME=$(touch ran)`touch ran`;touch ran & touch ran\nMAIL_URL=x", "routes")
    assert told.returncode == 0
    assert "$(touch ran)`touch ran`;touch ran & touch ran" in told.stdout
    assert not (place / "ran").exists()


@pytest.mark.parametrize(
    "line",
    ["SITE_NAME='a", "SITE_NAME=a'b'", "SITE_NAME='a' 'b'", "SITE_NAME=a\\b", 'SITE_NAME="a\\"b"', "SITE_NAME", " A=b",
     "export A=b", "A B=c", "=a", "1A=b", "A= b", "A=b ", "A=b # a remark", "A='b' # a remark", "A=b\r"],
)  # fmt: skip
def test_what_systemd_may_read_differently_is_refused_by_its_line(place: Path, line: str) -> None:
    told = run(place, f"MAIL_URL=x\n{line}\n", "routes")
    assert (told.returncode, told.stdout) == (78, "")
    assert "line 2 of " in told.stderr


@pytest.mark.parametrize("value", ["a&b;c", "'a b  c'", '"a b"', "a b", "'#a'", "a#b", "a=b", "~/a", "(*)!"])
def test_systemd_reads_the_same(place: Path, value: str) -> None:
    """By the program of systemd that reads such files without its being started."""
    if not GENERATOR.exists():
        pytest.skip("systemd is not on this machine")
    folder = place / "environment.d"
    folder.mkdir()
    (folder / "a.conf").write_text(f"MAIL_URL={value}\n")
    environ = {"XDG_CONFIG_HOME": str(place), "PATH": "/usr/bin:/bin"}
    told = subprocess.run([str(GENERATOR)], env=environ, capture_output=True, text=True, timeout=20, check=True)
    line = next(line for line in told.stdout.splitlines() if line.startswith("MAIL_URL="))
    read = "".join(shlex.split(line.removeprefix("MAIL_URL=").replace("$'", "'")))
    assert run(place, f"MAIL_URL={value}\n").stdout.startswith(f"{read}|")


def test_the_example_needs_a_secret_and_is_sound_with_one() -> None:
    lines = (ROOT / "deploy" / "semana.env.example").read_text().replace("SECRET_KEY=", f"SECRET_KEY={SECRET}")
    found = dict(line.replace("'", "").split("=", 1) for line in lines.splitlines() if line and line[0] != "#")
    settings = Settings.from_env(found)
    assert (settings.trusted_proxies, settings.cookie_secure, settings.site_name) == (1, True, "Our forum")
    wished = dict(re.findall(r"^#(MAIL_[A-Z]+)='?([^'\n]+)", lines, flags=re.MULTILINE))
    assert Settings.from_env({**found, **wished}).mail_from == "forum@example.org"
