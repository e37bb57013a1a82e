"""Where a text stands: the page on which it is read."""

from __future__ import annotations

from dataclasses import dataclass

from board.extensions import db
from board.faults import Gone
from board.models import Text, Week
from board.rules.places import KINDS
from board.visible import Sight, place_of_text


@dataclass(frozen=True, slots=True)
class Place:
    """What a text is (of `rules/places.py`), of which week, and the key of its page."""

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
    """A place as ``visible_places`` names it."""
    return Place(kind, sight.week(week_id) if week_id is not None else None, key)


def address_of(sight: Sight, text: Text) -> Place:
    """The place of a text that was found visible. Raises Gone where it was hidden since."""
    found = db.session.execute(place_of_text(sight, text.id)).first()
    if found is None:
        raise Gone
    kind, key, week_id = found
    return place_of(sight, kind, key, week_id)
