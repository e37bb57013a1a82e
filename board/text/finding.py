"""What is told about a translation."""

from __future__ import annotations

from dataclasses import dataclass

from board.text.contents import GAP

MAX_DETAIL = 120


@dataclass(frozen=True, slots=True)
class Finding:
    code: str
    blocks: bool
    """A blocking finding refuses approval; a warning only says so."""
    detail: str
    """What it is about: a number, an address, words; data, never a sentence. "a → b": b stands for a."""


def warning(code: str, detail: str) -> Finding:
    return Finding(code, False, brief(detail))


def blocking(code: str, detail: str) -> Finding:
    return Finding(code, True, detail)


def brief(text: str) -> str:
    """`text` on one line, cut where it is long."""
    line = " ".join(text.replace(GAP, "…").split())
    return line if len(line) <= MAX_DETAIL else line[: MAX_DETAIL - 1].rstrip() + "…"
