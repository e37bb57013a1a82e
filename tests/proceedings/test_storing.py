"""A document comes back equal from its bytes, and has only one form as bytes."""

from __future__ import annotations

import pytest

from board.proceedings.storing import restored, stored
from tests.support.proceedings import small_document


@pytest.mark.parametrize("discussion", [True, False])
def test_a_document_comes_back_equal(discussion: bool) -> None:
    document = small_document(discussion=discussion)
    assert restored(stored(document)) == document


def test_the_same_document_is_the_same_bytes() -> None:
    document = small_document()
    assert stored(restored(stored(document))) == stored(document)
    assert "Pérez".encode() in stored(document)


def test_what_is_not_there_stays_so() -> None:
    document = restored(stored(small_document()))
    assert document.themes[1].definition is None
    assert document.themes[0].name.paragraphs[0].state == "approved"
