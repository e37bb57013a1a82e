"""What is worked out is there when it is asked for again: for one piece of work, on its own thread."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Thread

import pytest

from board.text import precomputed
from board.text.precomputed import computed_once

asked: list[tuple[str, bool]] = []


@computed_once
def shout(words: str, *, twice: bool = False) -> str:
    asked.append((words, twice))
    return words.upper() * (1 + twice)


@pytest.fixture(autouse=True)
def _asked_nothing() -> Iterator[None]:
    asked.clear()
    yield
    precomputed.forget()


def test_what_was_worked_out_is_found_again() -> None:
    with precomputed.keeping():
        assert [shout("a"), shout("a"), shout("a", twice=True), shout("b"), shout("a", twice=True)] == [
            "A", "A", "AA", "B", "AA",
        ]  # fmt: skip
    assert asked == [("a", False), ("a", True), ("b", False)]


def test_without_anybody_who_keeps_it_it_is_worked_out_each_time() -> None:
    assert shout("a") == shout("a") == "A"
    with precomputed.keeping():
        assert precomputed.is_keeping()
        shout("a")
    shout("a")
    assert (len(asked), precomputed.is_keeping()) == (4, False)


def test_the_next_piece_of_work_begins_with_nothing() -> None:
    for _request in range(2):
        precomputed.keep()
        shout("a")
        precomputed.put("name", "value")
    precomputed.keep()
    assert (len(asked), precomputed.take("name")) == (2, None)


def test_another_thread_keeps_its_own() -> None:
    with precomputed.keeping():
        shout("a")
        other = Thread(target=shout, args=("a",))
        other.start()
        other.join()
    assert len(asked) == 2


def test_what_was_put_is_taken_once() -> None:
    precomputed.put("name", "value")
    assert (precomputed.has("name"), precomputed.take("name")) == (False, None)
    with precomputed.keeping():
        precomputed.put("name", "value")
        assert (precomputed.has("name"), precomputed.take("name")) == (True, "value")
        assert (precomputed.has("name"), precomputed.take("name")) == (False, None)


def test_what_fails_is_tried_again() -> None:
    tries = []

    @computed_once
    def fails(words: str) -> None:
        tries.append(words)
        raise ValueError

    with precomputed.keeping():
        for _try in range(2):
            with pytest.raises(ValueError):
                fails("a")
    assert len(tries) == 2
