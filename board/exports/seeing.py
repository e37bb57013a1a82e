"""Whose eyes an export has, and how it names people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from board.extensions import db
from board.pages.signing import Signature, signatures
from board.rules.roles import NOBODY
from board.visible import Sight, chosen_signatures


def plain_sight(sight: Sight) -> Sight:
    """Return the sight of a plain participant, or of a visitor if that is who asks: no role sees more in an export.

    Members who code stay blind in exports, too, to what others placed in texts that they have not gone through.
    """
    viewer = sight.viewer
    if not viewer.is_member:
        return replace(sight, viewer=NOBODY)
    plain = sight.of_participants()
    if not viewer.codes:
        return plain
    return replace(plain, viewer=replace(plain.viewer, user_id=viewer.user_id, codes=True))


@dataclass(slots=True)
class People:
    """The people of an export, told apart by a number that means nothing outside it."""

    signed: Mapping[int | None, Signature]
    unnamed: tuple[str, ...] = ()
    """The names of members who did not agree to be named."""
    numbers: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, sight: Sight) -> People:
        """Return the people of a forum, none of them numbered yet; two queries."""
        signed = signatures(sight)
        members = db.session.execute(chosen_signatures(sight))
        return cls(signed, tuple(name for user_id, _how, name, *_place in members if not signed[user_id].name))

    def number(self, user_id: int) -> int:
        """Return somebody's number: people are counted in the order in which they are asked for."""
        return self.numbers.setdefault(user_id, len(self.numbers) + 1)

    def label(self, user_id: int | None) -> str:
        """Return what stands for somebody, such as ``author_3``; nothing for nobody."""
        return "" if user_id is None else f"author_{self.number(user_id)}"

    def name(self, user_id: int | None) -> str:
        """Return the name of somebody who agreed to be named, otherwise nothing."""
        return self.signed[user_id].name

    def names_nobody(self, words: str) -> bool:
        """Return whether no member who did not agree to it is named in these words."""
        return not any(name.casefold() in words.casefold() for name in self.unnamed)

    def region(self, user_id: int | None) -> str:
        """Return the region of somebody who did not ask to be nobody."""
        return self.signed[user_id].region
