"""The versions of a text, each against the one before, word by word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from board.models import Revision

SAME, GONE, NEW = "same", "gone", "new"


@dataclass(frozen=True, slots=True)
class Part:
    """Some words of a version: ``same`` as before, ``gone``, or ``new``."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Change:
    """A version, and its words against the version before."""

    revision: Revision
    parts: tuple[Part, ...]


def changes(revisions: Sequence[Revision]) -> list[Change]:
    """From the oldest first to the latest first."""
    first = [Change(revisions[0], (Part(SAME, revisions[0].source),))] if revisions else []
    later = [Change(after, word_diff(before.source, after.source)) for before, after in pairwise(revisions)]
    return [*first, *later][::-1]


def word_diff(before: str, after: str) -> tuple[Part, ...]:
    """What went and what came, in words."""
    old, new = _words(before), _words(after)
    parts: list[Part] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            parts.append(Part(SAME, "".join(new[c:d])))
            continue
        parts += [Part(GONE, "".join(old[a:b]))] * (a < b) + [Part(NEW, "".join(new[c:d]))] * (c < d)
    return tuple(parts)


def _words(source: str) -> list[str]:
    return re.findall(r"\s+|[^\s]+", source)
