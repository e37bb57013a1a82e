"""What one block may point to while it is rendered."""

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field

from board.text.outline import Link, Outline

PLAIN_LABEL = re.compile(r"[a-z0-9]+")


@dataclass(slots=True)
class Scope:
    """Links, notes and heading levels around a block. `marked` False leaves note marks out, for plain text."""

    links: Mapping[str, Link] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
    levels: tuple[int, ...] = ()
    top_level: int = 3
    anchor: str = ""
    marked: bool = True
    free_references: set[str] = field(default_factory=set)  # labels whose id this block may still give out
    free_notes: set[str] = field(default_factory=set)

    def note_id(self, label: str) -> str:
        return f"{self.anchor}-note-{_slug(label)}"

    def reference_id(self, label: str) -> str:
        return f"{self.anchor}-ref-{_slug(label)}"

    def heading_tag(self, level: int) -> str:
        # By rank, not by number: a text that uses only ## and #### must not skip a level.
        return f"h{min(self.top_level + bisect_left(self.levels, level), 6)}"


def scope_of(whole: Outline, own: Outline, position: int | None, anchor: str, top_level: int) -> Scope:
    """The scope of a segment with definitions of its `own`, at `position` in the `whole` (None: not known)."""
    return Scope(
        links={**whole.links, **own.links},
        marks={**{label: label for label in own.notes}, **whole.marks},
        levels=whole.levels,
        top_level=top_level,
        anchor=anchor,
        free_references=_free_references(whole, own, position),
        free_notes=_free_notes(whole, own, position),
    )


def _free_references(whole: Outline, own: Outline, position: int | None) -> set[str]:
    """An id must be given once among all segments: by the first that refers, or if the position is not known,
    by the only one."""
    first = {label for label, places in whole.references.items()
             if (len(places) == 1 if position is None else places[0] == position)}
    return first | (own.notes.keys() - whole.notes.keys())


def _free_notes(whole: Outline, own: Outline, position: int | None) -> set[str]:
    here = {label for label, place in whole.notes.items() if position in (None, place)}
    return here | (own.notes.keys() - whole.notes.keys())


def _slug(label: str) -> str:
    return label if PLAIN_LABEL.fullmatch(label) else "x" + label.encode().hex()
