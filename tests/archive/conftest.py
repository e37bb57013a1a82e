"""The cast of people is at hand, and another installation."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from board.clock import FixedClock
from tests.support.cast import START, cast
from tests.support.database import dispose, rolled_back
from tests.support.site import new_app

__all__ = ["cast"]


@pytest.fixture(scope="session")
def elsewhere(new_database: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Another installation, in which nothing is."""
    app = new_app(new_database("elsewhere"), FixedClock(START), tmp_path_factory.mktemp("elsewhere"))
    app.testing = True
    yield app
    dispose(app)


@pytest.fixture
def there(elsewhere: Flask) -> Iterator[Flask]:
    """An application context of the other installation; what the test writes there is undone."""
    with rolled_back(elsewhere), elsewhere.app_context():
        yield elsewhere
