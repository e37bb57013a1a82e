"""Blocks of a mail as values that a job can keep."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from board.mail.blocks import AnswerLine, Block, Blocks, Heading, Line, Link, Links, Note, Passage, Rule, Words

KINDS: dict[str, Any] = {
    kind.__name__: kind for kind in (Heading, Words, Note, Link, Line, Links, Passage, Rule, AnswerLine)
}


def packed(blocks: Blocks) -> list[Any]:
    """Return blocks as lists of plain values."""
    return [[type(block).__name__, *map(_value, block)] for block in blocks]


def _value(value: Any) -> Any:
    return packed(value) if isinstance(value, tuple) else value


def unpacked(values: Sequence[Any]) -> list[Block]:
    """Return the blocks that were packed."""
    return [KINDS[name](*(tuple(unpacked(v)) if isinstance(v, list) else v for v in given)) for name, *given in values]
