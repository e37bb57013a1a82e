"""The versions of a text, each against the one before, word by word."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest

from board.extensions import db
from board.models import Revision, Text
from board.text import SAME, Part, word_diff
from board.visible import Sight, visible_revisions

MOST = 10
"""Versions on a page: each may be as long as a post."""


@dataclass(frozen=True, slots=True)
class Change:
    """A version, and its words against the version before."""

    revision: Revision
    parts: tuple[Part, ...]


def versions(sight: Sight, text: Text, before: int = 0) -> tuple[list[Change], int]:
    """The latest versions first, or the latest ``before`` one; and before which there are older ones, 0 if none are."""
    query = visible_revisions(sight).where(Revision.text_id == text.id).order_by(None).order_by(Revision.number.desc())
    query = query.where(Revision.number < before) if before else query
    found = list(db.session.scalars(query.limit(MOST + 1)))
    shown = [_change(after, earlier) for after, earlier in zip_longest(found[:MOST], found[1:])]
    return shown, found[MOST - 1].number if len(found) > MOST else 0


def _change(after: Revision, before: Revision | None) -> Change:
    parts = word_diff(before.source, after.source) if before else (Part(SAME, after.source),)
    return Change(after, parts)
