"""A real Apertium service, as Debian packages it, for the duration of a test run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

MODES = Path("/usr/share/apertium/modes")
PYTHON = "/usr/bin/python3"
"""Debian's own Python, since the service is a package of it."""
HOW_TO_GET_IT = "apt-get install apertium-apy apertium-eng-spa"

# The service listens on every interface, and no option changes that. Tests open no port to the network.
ON_THIS_MACHINE_ALONE = """
from tornado.httpserver import HTTPServer
bind = HTTPServer.bind
HTTPServer.bind = lambda self, port, address="127.0.0.1", **others: bind(self, port, address, **others)
from apertium_apy.apy import main
main()
"""


def is_installed() -> bool:
    return shutil.which("apertium-apy") is not None and (MODES / "spa-eng.mode").exists()


@contextmanager
def running(port: int, log: Path) -> Iterator[str]:
    """Run the service; yield its address."""
    address = f"http://127.0.0.1:{port}"
    command = [PYTHON, "-c", ON_THIS_MACHINE_ALONE, "--port", str(port), str(MODES)]
    with log.open("wb") as output:
        service = subprocess.Popen(
            command, env={**os.environ, "LC_ALL": "C.UTF-8"}, stdout=output, stderr=output, start_new_session=True
        )
    try:
        _await(address, service, log)
        yield address
    finally:
        os.killpg(service.pid, 15)  # including the pipelines that it started
        service.wait(10)


def _await(address: str, service: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(150):
        try:
            with urlopen(f"{address}/listPairs", timeout=5) as answer:  # noqa: S310 - our own server
                assert answer.status == 200
                return
        except (URLError, OSError):
            assert service.poll() is None, log.read_text()
            time.sleep(0.1)
    sys.exit(f"Apertium did not start: {log.read_text()}")
