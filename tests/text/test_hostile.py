"""As much of anything as a post can hold takes time in proportion, and comes out well formed."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from bench.hostile import SHAPES
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
