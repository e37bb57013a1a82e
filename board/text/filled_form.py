"""Reading a form that somebody filled in within a mail: a label, a colon, and what they wrote."""

from __future__ import annotations

import re
from collections.abc import Mapping

from board.text.folding import fold

LONGEST_LABEL = 160
"""In characters, with what stands in brackets behind the label."""
HINT = re.compile(r"\([^()]*\)")
MARKS = " \t*_>#-–•·"
"""What stands around a label in Markdown, in a list, or in words that are quoted."""


def read_form(source: str, labels: Mapping[str, str]) -> dict[str, str]:
    """Return what stands behind each label and in the lines below it, by the field that the label names.

    ``labels`` are folded. The field "" has what stands before the first label. A label may be followed by a hint in
    brackets. A field that is named twice has both answers.
    """
    written: dict[str, list[str]] = {"": []}
    field = ""
    for line in source.split("\n"):
        start, colon, rest = line.partition(":")
        named = labels.get(_label(start)) if colon and len(start) <= LONGEST_LABEL else None
        field = named or field
        written.setdefault(field, []).append(rest.strip(" \t*_") if named else line)
    return {name: "\n".join(lines).strip() for name, lines in written.items()}


def _label(start: str) -> str:
    return fold(HINT.sub("", start).strip(MARKS))
