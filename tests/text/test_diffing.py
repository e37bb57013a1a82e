"""The words that went and came: exact for any two texts, sensible for edits, and never dear."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.text import GONE, NEW, SAME, Part, word_diff
from board.text.ascending import in_order
from tests.text.cost import in_proportion

LITTLE = 0.2
"""Seconds that a difference of two texts may take."""
Shape = Callable[[int], tuple[str, str]]
WORDS = st.sampled_from(["a", "b", "c", "la", "a ", " ", "  ", "\n", "\n\n", "\u00a0", "x" * 9])
TEXTS = st.lists(WORDS, max_size=60).map("".join) | st.text(max_size=100)


def letters(size: int, kinds: int, seed: int) -> str:
    dice = random.Random(seed)  # noqa: S311
    return " ".join(chr(0x100 + dice.randrange(kinds)) for _ in range(size // 2))


def numbered(size: int) -> list[str]:
    return [f"{number:05}" for number in range(size // 6)]


def shuffled(size: int) -> str:
    words = numbered(size)
    random.Random(1).shuffle(words)  # noqa: S311
    return " ".join(words)


def edited(size: int, every: int) -> str:
    return " ".join("new" if place % every == 0 else word for place, word in enumerate(numbered(size)))


HOSTILE: dict[str, Shape] = {
    "one word, and another": lambda size: ("a " * (size // 2), "b " * (size // 2)),
    "one word, half as often": lambda size: ("a " * (size // 2), "a " * (size // 4)),
    "two words by turns": lambda size: ("a b " * (size // 4), "b a " * (size // 4)),
    "two words, more of the one": lambda size: ("a a b " * (size // 6), "a b b " * (size // 6)),
    "halves change places": lambda size: (
        "a " * (size // 4) + "b " * (size // 4),
        "b " * (size // 4) + "a " * (size // 4),
    ),
    "all new": lambda size: (" ".join(numbered(size)), " ".join(numbered(size)).replace("0", "x")),
    "backwards": lambda size: (" ".join(numbered(size)), " ".join(numbered(size)[::-1])),
    "shuffled": lambda size: (" ".join(numbered(size)), shuffled(size)),
    "the first word at the end": lambda size: (" ".join(numbered(size)), " ".join([*numbered(size)[1:], "00000"])),
    "every other word": lambda size: (" ".join(numbered(size)), edited(size, 2)),
    "every ninth word": lambda size: (" ".join(numbered(size)), edited(size, 9)),
    "no spaces": lambda size: ("a" * size, "b" * size),
    "only spaces": lambda size: (" " * size, "\n" * size),
    "many paragraphs": lambda size: ("a\n\n" * (size // 3), "b\n\n" * (size // 3)),
    "many paragraphs and lines": lambda size: ("a\n\nb\n\n" * (size // 6), "b\na\nc\n" * (size // 6)),
    "what stands once, once more": lambda size: (
        " ".join(numbered(size // 2) * 2),
        " ".join(numbered(size // 2)[::-1] + numbered(size // 2)),
    ),
    **{
        f"{kinds} words by chance": lambda size, kinds=kinds: (letters(size, kinds, 1), letters(size, kinds, 2))  # type: ignore[misc]
        for kinds in (2, 3, 5, 50, 500, 20_000)
    },
}  # fmt: skip


@given(TEXTS, TEXTS)
def test_what_stayed_and_went_is_the_old_and_what_stayed_and_came_the_new(before: str, after: str) -> None:
    check(before, after)


def check(before: str, after: str) -> tuple[Part, ...]:
    parts = word_diff(before, after)
    assert "".join(part.words for part in parts if part.kind != NEW) == before
    assert "".join(part.words for part in parts if part.kind != GONE) == after
    assert all(part.words for part in parts)
    return parts


@given(TEXTS)
def test_nothing_changed(text: str) -> None:
    assert word_diff(text, text) == ((Part(SAME, text),) if text.strip() else check(text, text))


@pytest.mark.parametrize("shape", HOSTILE.values(), ids=HOSTILE)
def test_it_is_never_dear(shape: Shape) -> None:
    def seconds_for(size: int) -> float:
        before, after = shape(size)
        start = time.process_time()
        word_diff(before, after)
        return time.process_time() - start

    check(*shape(5_000))
    assert in_proportion(seconds_for, LITTLE)


def told(before: str, after: str) -> str:
    signs = {SAME: "{}", GONE: "[-{}]", NEW: "[+{}]"}
    return "".join(signs[part.kind].format(part.words) for part in word_diff(before, after))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("La cooperativa vende.", "La cooperativa vende verduras.", "La cooperativa [-vende.][+vende verduras.]"),
        ("the old and the new", "the new", "the [-old and the ]new"),
        ("uno dos tres", "uno tres", "uno [-dos ]tres"),
        ("uno tres", "uno dos tres", "uno [+dos ]tres"),
        ("uno dos tres", "un día tres", "[-uno dos][+un día] tres"),
        ("a b", "a\n\nb", "a[- ][+\n\n]b"),
        ("ay ay ay", "ay ay ay ay", "ay ay ay[+ ay]"),
        ("we and they and all", "they and we and all", "[-we and ]they [+and we ]and all"),
        ("", "uno", "[+uno]"),
        ("uno", "", "[-uno]"),
        ("uno ", " uno", "[+ ]uno[- ]"),
    ],
)
def test_what_is_told_of_an_edit(before: str, after: str, expected: str) -> None:
    assert told(before, after) == expected


def test_a_long_text_that_was_worked_on_shows_what_was_done() -> None:
    """Hundreds of edits in words that come again and again: the least is marked."""
    dice = random.Random(3)  # noqa: S311
    before = [
        dice.choice(["el", "la", "de", "que", "y"]) if place % 2 else str(dice.randrange(3_000))
        for place in range(8_000)
    ]
    after = list(before)
    for place in dice.sample(range(8_000), 400):
        after[place] = "otra"
    marked = sum(len(part.words.split()) for part in check(" ".join(before), " ".join(after)) if part.kind == NEW)
    assert marked <= 450


@given(st.permutations(range(9)))
def test_the_most_that_ascend(places: list[int]) -> None:
    found = in_order(list(enumerate(places)))
    assert found == sorted(found, key=lambda pair: pair[1])
    best = [1] * 9
    for end in range(9):
        best[end] += max((best[start] for start in range(end) if places[start] < places[end]), default=0)
    assert len(found) == max(best)
