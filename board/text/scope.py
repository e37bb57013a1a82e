"""What a block may refer to while it is rendered."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field

from board.text.outline import Link, Outline, note_label

MAX_NESTED = 5_000
"""The maximum number of items, quotes and notes read as blocks within a block at any depth; others stay as typed."""
PLAIN_LABEL = re.compile(r"[a-z0-9]+")


@dataclass(slots=True)
class Scope:
    """Links, notes and heading levels around a block. With `marked` False, plain text has no marks of notes."""

    links: Mapping[str, Link] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
    levels: tuple[int, ...] = ()
    top_level: int = 3
    anchor: str = ""
    marked: bool = True
    room: int = MAX_NESTED
    free_references: set[str] = field(default_factory=set)  # labels whose id this block may still use
    free_notes: set[str] = field(default_factory=set)

    def note_id(self, label: str) -> str:
        return f"{self.anchor}-note-{_slug(label)}"

    def reference_id(self, label: str) -> str:
        return f"{self.anchor}-ref-{_slug(label)}"

    def heading_tag(self, level: int) -> str:
        # By rank, not by number: a text that uses only ## and #### must not skip a level.
        return f"h{min(self.top_level + bisect_left(self.levels, level), 6)}"


def block_scope(whole: Outline, position: int, anchor: str, top_level: int) -> Scope:
    """Return the scope of the block at `position` of the whole."""
    return Scope(
        whole.links,
        whole.marks,
        whole.levels,
        top_level,
        anchor,
        free_references=set(whole.first_references.get(position, ())),
        free_notes=_notes_at(whole, position),
    )


def segment_scope(whole: Outline, own: Outline, position: int | None, anchor: str, top_level: int) -> Scope:
    """Return the scope of a translated segment with its `own` definitions; `position` is None if unknown."""
    added = own.notes.keys() - whole.notes.keys()
    scope = block_scope(whole, -1 if position is None else position, anchor, top_level)
    scope.links = {**whole.links, **own.links}
    scope.marks = {**whole.marks, **{label: label for label in added}}
    scope.free_references |= added | (whole.lone_references if position is None else set())
    scope.free_notes |= added | (whole.notes.keys() if position is None else set())
    return scope


def _notes_at(whole: Outline, position: int) -> set[str]:
    label = note_label(whole.blocks[position]) if 0 <= position < len(whole.blocks) else None
    return {label} if label is not None and whole.notes[label] == position else set()


def _slug(label: str) -> str:
    return label if PLAIN_LABEL.fullmatch(label) else "x" + label.encode().hex()
