"""Announcements, each with its title and its words."""

from __future__ import annotations

from dataclasses import dataclass

from board.extensions import db
from board.models import Announcement
from board.pages.texts import Pair, titles
from board.visible import Sight, latest_announcements, visible_announcements


@dataclass(frozen=True, slots=True)
class Announced:
    """An announcement as members read it."""

    announcement: Announcement
    title: Pair
    body: Pair

    @property
    def texts(self) -> list[Pair]:
        return [self.title, self.body]


def announced(sight: Sight, limit: int | None = None) -> list[Announced]:
    """Return the latest announcements, at most ``limit`` of them: one query for the rows, two for their texts."""
    asked = visible_announcements(sight) if limit is None else latest_announcements(sight)
    rows = list(db.session.scalars(asked, {} if limit is None else {"most": limit}))
    pairs = titles(sight, [text_id for row in rows for text_id in (row.title_id, row.body_id)])
    return [Announced(row, pairs[row.title_id], pairs[row.body_id]) for row in rows]
