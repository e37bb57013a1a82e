"""No function of `board.text` takes long for any text that somebody may send.

These are the worst of the 250 bodies of `bench/hostile.py`; `python -m bench.text_functions` tries them all.
"""

from __future__ import annotations

import pytest

from bench.hostile import bodies
from bench.text_functions import ANY, KEPT, LIMIT, as_kept, seconds
from board.text import MAX_BLOCKS, block_count, blocks, guess_language
from board.text.scope import MAX_NESTED
from tests.text.cost import SIZE, in_proportion

BODIES = dict(bodies())
WORST = [
    "many 'a\\n\\n'",
    "many '•\\ta\\n'",
    "many '- a\\n\\n'",
    "many '1/2 '",
    "deep lists in many lines",
    "a long table",
    "numbers that differ",
]


@pytest.fixture(scope="module", autouse=True)
def _loaded() -> None:
    guess_language("What is loaded when it is needed first is nobody's in particular.")


@pytest.mark.parametrize("name", WORST)
def test_the_worst(name: str) -> None:
    def seconds_for(function: str, size: int) -> float:
        return seconds(function, BODIES[name](size)[:size])

    slow = [one for one in (*ANY, *KEPT) if not in_proportion(lambda size, one=one: seconds_for(one, size), LIMIT)]  # type: ignore[misc]
    assert slow == []


def test_there_are_250_bodies_as_long_as_a_post() -> None:
    assert len(BODIES) == 250
    lengths = [len(body(SIZE)[:SIZE]) for body in BODIES.values()]
    assert min(lengths) > 0.6 * SIZE


def test_a_text_is_tried_as_far_as_it_is_let_in() -> None:
    assert block_count(as_kept("a\n\n" * (MAX_BLOCKS + 1))) == MAX_BLOCKS
    assert as_kept("a\n\nb\n") == "a\n\nb"


@pytest.mark.parametrize(("more", "items"), [(-1, -1), (0, 0), (1, 1), (2, 1), (9, 1)])
def test_a_list_goes_on_as_it_was_typed_after_so_many_items(more: int, items: int) -> None:
    """Nothing of it is lost."""
    source = "\n".join(f"- a{number}" for number in range(MAX_NESTED + more))
    html = blocks(source, anchor="p")[0].html
    assert html.count("<li>") == MAX_NESTED + items
    assert all(f"a{number}" in html for number in range(MAX_NESTED - 2, MAX_NESTED + more))
    assert ("- a" in html) is (more > 0)
