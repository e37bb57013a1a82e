"""Announcements, each with its title and its words."""

from __future__ import annotations

from dataclasses import dataclass

from board.extensions import db
from board.models import Announcement
from board.pages.texts import Pair, titles
from board.visible import Sight, visible_announcements


@dataclass(frozen=True, slots=True)
class Announced:
    """An announcement as members meet it."""

    announcement: Announcement
    title: Pair
    body: Pair

    @property
    def texts(self) -> list[Pair]:
        return [self.title, self.body]


def announced(sight: Sight, limit: int | None = None) -> list[Announced]:
    """The latest announcements, or all: one query for them, two for their texts."""
    found = list(db.session.scalars(visible_announcements(sight).limit(limit)))
    pairs = titles(sight, [text_id for told in found for text_id in (told.title_id, told.body_id)])
    return [Announced(told, pairs[told.title_id], pairs[told.body_id]) for told in found]
