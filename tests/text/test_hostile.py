"""A hundred kilobytes of anything take bounded time and come out well formed."""

from __future__ import annotations

import time

import pytest

from board.text import align, blocks, guess_language, plain, quoted, word_count
from board.text.outline import outline
from tests.text.page import Page

SIZE = 100_000
SECONDS = 10.0  # ten times what the slowest took on a slow machine: it fails on what is quadratic
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
SHAPES = {
    "one long word and a mail": "a" * SIZE + "@",
    "dots": "a." * (SIZE // 2) + "@b",
    "address of ampersands": "http://" + "&" * SIZE,
    "ticks and spaces": "```" + " " * SIZE + "x y",
    "a definition and spaces": "[x]: http://a" + " " * SIZE + "y",
    "inner spaces": "# a" + " " * SIZE + "x",
    "deeper and deeper quotes": "\n".join(">" * depth for depth in range(1, 440)),
    "deeper and deeper lists": "\n".join(" " * (2 * depth) + "- a" for depth in range(310)),
    "deep lists in a line": "- " * (SIZE // 2) + "x",
    "brackets in brackets": "[" * (SIZE // 2) + "]" * (SIZE // 2),
    "fences of all lengths": "\n".join("~" * length for length in range(440, 3, -1)),
    "ticks of all lengths": " ".join("`" * length for length in range(1, 440)),
    "a long table": "|a|b|\n|-|-|\n" + "|c|d|\n" * (SIZE // 6),
    "a wide table": "|".join("a" * 9000) + "\n" + "|".join("-" * 9000) + "\n" + "a|\n" * 20_000,
    "a table that asks for a million cells": "|".join("a" * 100) + "\n" + "|".join("-" * 100) + "\n" + "|\n" * 40_000,
    "many notes": "".join(f"a[^{n}] " for n in range(4000)) + "\n\n" + "".join(f"[^{n}]: a\n" for n in range(4000)),
    "many definitions": "".join(f"[{n}]: http://a\n" for n in range(5000)) + "\n\n" + "[1] " * 10_000,
}


def check(source: str) -> None:
    outline.cache_clear()
    start = time.process_time()
    made = blocks(source, anchor="p")
    word_count(source), quoted(source), plain(source, 100), guess_language(source)
    align([(block.digest, block.digest[::-1], block.source) for block in made], made)
    assert time.process_time() - start < SECONDS
    html = "".join(block.html for block in made)
    assert len(html) < 20 * SIZE
    Page(html)


@pytest.mark.parametrize("piece", MANY)
def test_many(piece: str) -> None:
    check(piece * (SIZE // len(piece)))


@pytest.mark.parametrize("piece", [piece for piece in MANY if "\n" not in piece])
def test_many_paragraphs_of_many(piece: str) -> None:
    paragraph = piece * (4000 // len(piece))
    check("\n\n".join([paragraph] * 10))


@pytest.mark.parametrize("shape", SHAPES)
def test_shape(shape: str) -> None:
    check(SHAPES[shape])
