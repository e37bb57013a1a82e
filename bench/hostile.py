"""Bodies of the maximum length of a post, made to be slow: everything that markup can begin, hold and leave open."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from math import isqrt

# fmt: off
PIECES = [
    "[", "[]", "[a](", "![", "[x](http://y) ", "[a][b]", "[ a", "[^", "[[[a]]]", "[a](b \"", "(", "[a]",
    "[x](/y \"z\")", "*", "*a ", "*a* ", "**a ", "**a** ", "***a ", "_a ", "_a", "__a ", "*_", "*a **b ", "`",
    "`a", "`a` ", "*a*", "_a_ ", "`a``b```c", "\\", "\\*", "\\a", "|", "`|", "> ", ">", ">\n", "> a\n", "- ",
    "- a\n", "- a\n\n", "-a ", "+ ", "a\\\n", "1. a\n   - b\n", "```x\n", "```\n", "- ```\n", "> ```\n",
    "~~~\n", "|-|\n", "|a|\n|-|\n", "a|b\n", "# a\n", "# ", "a\n", "a\n\n", "a\n===\n", "---\n", "* * *\n",
    "[^1]: a\n", "a[^1] ", "[a]: http://b\n", "http://", "http://a.b ", "http(", "www.", "<http://", "a@",
    "a@b.co ", "@", "@a ", "<a@", "<script>", "&", "&lt;", "&amp;", "<", "<b>", "</p>", "<!--", "<a href=\"",
    "\"", "'", "•\ta\n", "\u00a0", " \t", "\u200b", "👩‍🌾", "a", "a ", "a.", "a-", "ñ", "n\u0303", "é ", "字",
    "1", "1 ", "1.", "1,", "1.500 ", "12:30 ", "1/2 ", "½", "2009-10 ", "10 % ", "-1 ", "1 million ", "mil ",
    "un millón ", "dos ", "two hundred ", "XIV ", "I", "the ", "la cooperativa ", "cooperativa", "word word ",
    "años ", "“a” ", "¿", "…",
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
    "deep lists in many lines": lambda size: ("- " * 9 + "x\n") * (size // 20),
    "quotes and lists in turns": lambda size: ("> - " * 9 + "x\n") * (size // 38),
    "brackets in brackets": lambda size: "[" * (size // 2) + "]" * (size // 2),
    "fences of all lengths": lambda size: "\n".join("~" * length for length in range(isqrt(2 * size), 3, -1)),
    "ticks of all lengths": lambda size: " ".join("`" * length for length in range(1, isqrt(2 * size))),
    "a long table": lambda size: "|a|b|\n|-|-|\n" + "|c|d|\n" * (size // 6),
    "a wide table": lambda size: table(size // 11) + "a|\n" * (size // 5),
    "a table that asks for a million cells": lambda size: table(100) + "|\n" * (size // 2),
    "many tables": lambda size: (table(2) + "b|c\n\n") * (size // 13),
    "many notes": lambda size: notes(size // 25),
    "many definitions": lambda size: definitions(size // 20) + "\n\n" + "[1] " * (size // 10),
    "many definitions and paragraphs": lambda size: definitions(size // 40) + "\n" + "[1]\n\n" * (size // 20),
    "numbers that differ": lambda size: " ".join(str(number) for number in range(size // 6)),
    "words that differ": lambda size: " ".join(f"palabra{number}s" for number in range(size // 13)),
    "addresses that differ": lambda size: " ".join(f"http://a.b/{number}" for number in range(size // 17)),
    "mails that differ": lambda size: " ".join(f"a{number}@b.co" for number in range(size // 13)),
    "emphasis of emphasis": lambda size: "*a **b _c " * (size // 20) + "_ ** *" * (size // 20),
    "many labels": lambda size: " ".join(f"[{number}][{number}]" for number in range(size // 14)),
    "many mentions": lambda size: " ".join(f"@a{number}" for number in range(size // 8)),
    "code that differs": lambda size: " ".join(f"`{number}`" for number in range(size // 8)),
    "a listing": lambda size: "```\n" + "a = 1  # b\n" * (size // 12) + "```",
    "a heading of everything": lambda size: "# " + "*a* `b` [c](/d) " * (size // 16),
}
SOUPS = 60
"""How many bodies consist of random pieces."""


def table(columns: int) -> str:
    return "|".join("a" * columns) + "\n" + "|".join("-" * columns) + "\n"


def notes(count: int) -> str:
    return "".join(f"a[^{n}] " for n in range(count)) + "\n\n" + "".join(f"[^{n}]: a\n" for n in range(count))


def definitions(count: int) -> str:
    return "".join(f"[{n}]: http://a\n" for n in range(count))


def bodies() -> Iterator[tuple[str, Callable[[int], str]]]:
    """Yield all bodies, each with its name and as a function of its size, the same in every run."""
    for piece in PIECES:
        yield f"many {piece!r}", lambda size, piece=piece: many(piece, size)  # type: ignore[misc]
    yield from SHAPES.items()
    for seed in range(SOUPS):
        yield f"soup {seed}", lambda size, seed=seed: soup(seed, size)  # type: ignore[misc]
    for seed in range(250 - len(PIECES) - len(SHAPES) - SOUPS):
        yield f"rhythm {seed}", lambda size, seed=seed: rhythm(seed, size)  # type: ignore[misc]


def many(piece: str, size: int) -> str:
    return piece * (size // len(piece))


def soup(seed: int, size: int) -> str:
    """Return random pieces, of few kinds or of all."""
    dice = random.Random(seed)  # noqa: S311 - the same in every run
    kinds = dice.sample(PIECES, dice.choice([2, 3, 5, 10, len(PIECES)]))
    return "".join(dice.choice(kinds) for _ in range(size))[:size]


def rhythm(seed: int, size: int) -> str:
    """Return a few pieces again and again, then what closes them, in the wrong order."""
    dice = random.Random(1_000 + seed)  # noqa: S311 - the same in every run
    pieces = dice.choices(PIECES, k=dice.randrange(2, 6))
    opening, closing = "".join(pieces), "".join(piece[::-1] for piece in reversed(pieces))
    half = size // 2
    return many(opening, half) + many(closing, half)
