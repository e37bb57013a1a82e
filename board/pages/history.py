"""The versions of a text, each compared word by word with the one before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from board.extensions import db
from board.models import Revision, Text
from board.text import SAME, Part, word_diff
from board.visible import Sight, visible_revisions

MOST = 10
"""Versions on a page; few, since each may be as long as a post."""


@dataclass(frozen=True, slots=True)
class Change:
    """A version, and its difference from the version before."""

    revision: Revision
    parts: tuple[Part, ...]


Sources = Sequence[str]


def versions(
    sight: Sight, text: Text, before: int = 0, told: Callable[[Sources], Sources] = list
) -> tuple[list[Change], int]:
    """Return the latest versions, or the latest below the number ``before``, newest first.

    ``told`` returns the versions' Markdown as this viewer is shown it. The second value is the ``before`` of the next
    page, 0 if there are no older versions.
    """
    query = visible_revisions(sight).where(Revision.text_id == text.id).order_by(None).order_by(Revision.number.desc())
    query = query.where(Revision.number < before) if before else query
    revisions = list(db.session.scalars(query.limit(MOST + 1)))
    sources = told([revision.source for revision in revisions])
    shown = list(map(_change, revisions[:MOST], sources, [*sources[1:], None]))
    return shown, revisions[MOST - 1].number if len(revisions) > MOST else 0


def _change(revision: Revision, source: str, before: str | None) -> Change:
    return Change(revision, (Part(SAME, source),) if before is None else word_diff(before, source))
