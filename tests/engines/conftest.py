"""Two engines for the tests: Apertium as Debian packages it, and a server that speaks LibreTranslate's protocol."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask

from board import engines
from board.config import Settings
from tests.support import apertium, libretranslate
from tests.support.cast import cast
from tests.support.machine import lacking
from tests.support.ports import free_port

__all__ = ["cast"]

Use = Callable[[str | None], Settings]


@pytest.fixture(scope="session")
def apertium_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real Apertium service."""
    if not apertium.is_installed():
        lacking("Apertium is not on this machine", apertium.HOW_TO_GET_IT)
    with apertium.running(free_port(), tmp_path_factory.mktemp("apertium") / "log") as address:
        yield address


@pytest.fixture(scope="session")
def _libretranslate() -> Iterator[libretranslate.Engine]:
    with libretranslate.running() as engine:
        yield engine


@pytest.fixture
def libre(_libretranslate: libretranslate.Engine) -> libretranslate.Engine:
    """The server that speaks LibreTranslate's protocol, in good health."""
    _libretranslate.refresh()
    return _libretranslate


@pytest.fixture
def use(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Use]:
    """`use("apertium+http://…")`: from now on the site has that engine (or none), as if it had been started so."""

    def start_with(url: str | None) -> Settings:
        settings = replace(app.extensions["settings"], translation_engine_url=url)
        monkeypatch.setitem(app.extensions, "settings", settings)
        engines.connect(settings)
        return settings

    before = app.extensions["settings"]
    yield start_with
    engines.connect(before)


@pytest.fixture(params=["apertium", "libretranslate"])
def engine_url(request: pytest.FixtureRequest) -> str:
    """The address of each engine in turn, as a setting."""
    if request.param == "apertium":
        return f"apertium+{request.getfixturevalue('apertium_address')}"
    return f"libretranslate+{request.getfixturevalue('libre').address}"
