"""The cast of people is at hand, and the files of a small edition."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import pytest
from flask import Flask

from board.proceedings.document import Document
from board.proceedings.making import make
from tests.support.cast import cast
from tests.support.proceedings import small_document

__all__ = ["cast"]

Made = Callable[[str, str], bytes]
"""Return the small edition in a format and a layout; each is made once."""


@pytest.fixture(scope="module")
def document() -> Document:
    return small_document()


@pytest.fixture(scope="module")
def made(_app: Flask, document: Document) -> Iterator[Made]:
    with _app.app_context():
        yield cache(lambda format, layout: make(document, format, layout))
