"""As much of anything as a post can hold takes time in proportion, and comes out well formed."""

from __future__ import annotations

import time
from collections.abc import Callable
from math import isqrt

import pytest

from board.text import align, blocks, guess_language, plain, quoted, word_count
from board.text.outline import outline
from tests.text.cost import SIZE, in_proportion
from tests.text.page import Page

# fmt: off
MANY = [
    "[", "[]", "[a](", "![", "[x](http://y) ", "[a][b]", "[ a", "[^", "[[[a]]]", "[a](b \"", "(",
    "*", "*a ", "*a* ", "**a ", "**a** ", "***a ", "_a ", "_a", "__a ", "*_", "*a **b ", "`", "`a",
    "`a``b```c", "\\", "\\*", "|", "`|", "> ", ">", ">\n", "- ", "- a\n", "- a\n\n",
    "1. a\n   - b\n", "```x\n", "```\n", "- ```\n", "|-|\n", "# a\n", "a\n\n", "a\n", "a\n===\n",
    "---\n", "[^1]: a\n", "a[^1] ", "http://", "http://a.b ", "http(", "www.", "<http://", "a@",
    "a@b.co ", "@", "<a@", "<script>", "&", "&lt;", "<", "</p>", "<!--", "•\ta\n", "\u00a0", " \t",
    "👩‍🌾", "a",
]
# fmt: on
SHAPES: dict[str, Callable[[int], str]] = {
    "one long word and a mail": lambda size: "a" * size + "@",
    "dots": lambda size: "a." * (size // 2) + "@b",
    "address of ampersands": lambda size: "http://" + "&" * size,
    "ticks and spaces": lambda size: "```" + " " * size + "x y",
    "a definition and spaces": lambda size: "[x]: http://a" + " " * size + "y",
    "inner spaces": lambda size: "# a" + " " * size + "x",
    "deeper and deeper quotes": lambda size: "\n".join(">" * depth for depth in range(1, isqrt(2 * size))),
    "deeper and deeper lists": lambda size: "\n".join(" " * (2 * depth) + "- a" for depth in range(isqrt(size))),
    "deep lists in a line": lambda size: "- " * (size // 2) + "x",
    "brackets in brackets": lambda size: "[" * (size // 2) + "]" * (size // 2),
    "fences of all lengths": lambda size: "\n".join("~" * length for length in range(isqrt(2 * size), 3, -1)),
    "ticks of all lengths": lambda size: " ".join("`" * length for length in range(1, isqrt(2 * size))),
    "a long table": lambda size: "|a|b|\n|-|-|\n" + "|c|d|\n" * (size // 6),
    "a wide table": lambda size: _table(size // 11) + "a|\n" * (size // 5),
    "a table that asks for a million cells": lambda size: _table(100) + "|\n" * (size // 2),
    "many notes": lambda size: _notes(size // 25),
    "many definitions": lambda size: _definitions(size // 20) + "\n\n" + "[1] " * (size // 10),
}


def _table(columns: int) -> str:
    return "|".join("a" * columns) + "\n" + "|".join("-" * columns) + "\n"


def _notes(count: int) -> str:
    return "".join(f"a[^{n}] " for n in range(count)) + "\n\n" + "".join(f"[^{n}]: a\n" for n in range(count))


def _definitions(count: int) -> str:
    return "".join(f"[{n}]: http://a\n" for n in range(count))


def seconds(source: str) -> tuple[float, str]:
    """What the processor has to do for a text, and the HTML that comes of it."""
    outline.cache_clear()
    start = time.process_time()
    made = blocks(source, anchor="p")
    word_count(source), quoted(source), plain(source, 100), guess_language(source)
    align([(block.digest, block.digest[::-1], block.source) for block in made], made)
    return time.process_time() - start, "".join(block.html for block in made)


@pytest.fixture(scope="module", autouse=True)
def _loaded() -> None:
    """What is loaded when it is needed first, such as the languages' features, is nobody's in particular."""
    seconds("A few words to begin with.")


def check(shape: Callable[[int], str]) -> None:
    made: dict[int, tuple[float, str]] = {}

    def seconds_for(size: int) -> float:
        made[size] = seconds(shape(size))
        return made[size][0]

    assert in_proportion(seconds_for)
    html = made[SIZE][1]
    assert len(html) < 40 * SIZE
    Page(html)


@pytest.mark.parametrize("piece", MANY)
def test_many(piece: str) -> None:
    check(lambda size: piece * (size // len(piece)))


@pytest.mark.parametrize("piece", [piece for piece in MANY if "\n" not in piece])
def test_many_paragraphs_of_many(piece: str) -> None:
    check(lambda size: "\n\n".join([piece * (size // 25 // len(piece))] * 10))


@pytest.mark.parametrize("shape", SHAPES)
def test_shape(shape: str) -> None:
    check(SHAPES[shape])


def test_the_comparison_notices_what_is_quadratic() -> None:
    assert in_proportion(lambda size: size / 1_000)
    assert not in_proportion(lambda size: (size / 10_000) ** 2)
