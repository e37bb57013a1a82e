"""The versions of a text, each compared word by word with the one before."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest

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


def versions(sight: Sight, text: Text, before: int = 0) -> tuple[list[Change], int]:
    """Return the latest versions, or the latest below the number ``before``, newest first.

    The second value is the ``before`` of the next page, 0 if there are no older versions.
    """
    query = visible_revisions(sight).where(Revision.text_id == text.id).order_by(None).order_by(Revision.number.desc())
    query = query.where(Revision.number < before) if before else query
    revisions = list(db.session.scalars(query.limit(MOST + 1)))
    shown = [_change(after, earlier) for after, earlier in zip_longest(revisions[:MOST], revisions[1:])]
    return shown, revisions[MOST - 1].number if len(revisions) > MOST else 0


def _change(after: Revision, before: Revision | None) -> Change:
    parts = word_diff(before.source, after.source) if before else (Part(SAME, after.source),)
    return Change(after, parts)
