"""A finding about a translation."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from board.text.contents import GAP

MAX_DETAIL = 120


@dataclass(frozen=True, slots=True)
class Finding:
    code: str
    blocks: bool
    """A blocking finding prevents approval; a warning does not."""
    detail: str
    """What it concerns: a number, an address, words; data, never a sentence. "a → b" means that b replaces a."""


Checker = Callable[[str, str], tuple[Finding, ...]]
"""Returns the findings about a paragraph's source and the words for it."""


def fingerprint(findings: Iterable[Finding]) -> str:
    """Return a short name of these findings, so that the same warning is not given twice."""
    told = "\n".join(f"{finding.code} {finding.detail}" for finding in findings)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def warning(code: str, detail: str) -> Finding:
    return Finding(code, False, brief(detail))


def blocking(code: str, detail: str) -> Finding:
    return Finding(code, True, detail)


def brief(text: str) -> str:
    """Return `text` on one line, shortened if it is long."""
    line = " ".join(text.replace(GAP, "…").split())
    return line if len(line) <= MAX_DETAIL else line[: MAX_DETAIL - 1].rstrip() + "…"
