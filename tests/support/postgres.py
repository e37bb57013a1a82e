"""A temporary PostgreSQL for one run of the tests.

It listens only on a socket in its own folder, so it needs no port and meets no other server.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

HOW_TO_GET_IT = "Debian, Ubuntu: apt-get install postgresql; or set TEST_DATABASE_URL to a server of your own"
SETTINGS = {
    "listen_addresses": "''",
    "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off",  # nothing here has to survive
    "jit": "off", "autovacuum": "off",  # useful only for large tables
}  # fmt: skip


def find_programs() -> Path | None:
    """Return the folder of initdb and pg_ctl: the newest that Debian installed, or the one on PATH."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return max((path.parent for path in versions), key=_version, default=None)


def _version(programs: Path) -> float:
    number = re.match(r"[\d.]+", programs.parent.name)
    return float(number.group()) if number else 0.0


class Cluster:
    """A server with an empty data folder; `stop` leaves nothing behind."""

    def __init__(self, programs: Path, settings: Mapping[str, str] = SETTINGS) -> None:
        self._programs, self._settings = programs, settings
        self._folder = Path(tempfile.mkdtemp(prefix="semana-pg-"))  # short: a socket's path has a limit
        self.log = self._folder / "log"
        self._as_user: list[str] = []
        if os.geteuid() == 0:  # the server refuses to run as root
            shutil.chown(self._folder, "postgres")
            self._as_user = ["runuser", "-u", "postgres", "--"]

    def start(self) -> str:
        """Start it and return the address of its administrative database."""
        self._run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        self.go_on()
        return f"postgresql://postgres@/postgres?host={self._folder}"

    def go_on(self) -> None:
        """Start it again, with all its data."""
        settings = " ".join(f"-c {name}={value}" for name, value in self._settings.items())
        options = f"-k {self._folder} {settings}"
        self._run("pg_ctl", "start", "-w", "-l", str(self.log), "-o", options)

    def go_away(self, how: str = "fast") -> None:
        """Stop it; ``immediate`` is like a power failure."""
        self._run("pg_ctl", "stop", "-w", "-m", how)

    def stop(self) -> None:
        try:
            self.go_away("immediate")
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        command = [
            *self._as_user,
            str(self._programs / program),
            "-D",
            str(self._folder / "data"),
            *arguments,
        ]
        # Into files, not pipes: the server keeps them open, and a pipe's reader would wait for it.
        with (self._folder / "output").open("w+") as output:
            done = subprocess.run(command, cwd=self._folder, stdout=output, stderr=output, check=False)
            if done.returncode:
                raise RuntimeError(f"{program} failed: {(self._folder / 'output').read_text().strip()}")
