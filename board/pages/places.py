"""The place of a text: the page on which it is read."""

from __future__ import annotations

from dataclasses import dataclass

from board.extensions import db
from board.faults import Gone
from board.models import Text, Week
from board.rules.places import KINDS
from board.visible import Sight, place_of_text


@dataclass(frozen=True, slots=True)
class Place:
    """The kind of a text (see `rules/places.py`), its week, and the key of its page."""

    kind: str
    week: Week | None
    key: str

    @property
    def page(self) -> str:
        """The page on which the text is read."""
        return KINDS[self.kind].page

    @property
    def words(self) -> str:
        """What the text is, in English."""
        return KINDS[self.kind].words


def place_of(sight: Sight, kind: str, key: str, week_id: int | None) -> Place:
    """Make a place of the columns of ``visible_places``."""
    return Place(kind, sight.week(week_id) if week_id is not None else None, key)


def address_of(sight: Sight, text: Text) -> Place:
    """Return the place of a visible text. Raises Gone if it was hidden in the meantime."""
    row = db.session.execute(place_of_text(sight, text.id)).first()
    if row is None:
        raise Gone
    kind, key, week_id = row
    return place_of(sight, kind, key, week_id)
