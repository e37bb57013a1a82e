"""How the proceedings sign what they quote: as each author chose, and by their region alone until they choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from board.extensions import db
from board.rules.proceedings import BY_REGION, NAMED, signed_as
from board.visible import Sight, chosen_signatures, forum_assignments


class Signature(NamedTuple):
    """What is told of an author: their name and region, their region alone, or, with both empty, nothing."""

    name: str = ""
    region: str = ""


UNSIGNED = Signature()


def signature_of(attribution: str, name: str, region: str) -> Signature:
    """Return how somebody with this name and region is signed, who chose this or has not answered (empty)."""
    how = signed_as(attribution)
    if how == NAMED:
        return Signature(name, region)
    return Signature(region=region) if how == BY_REGION else UNSIGNED


class Signatures(dict[int | None, Signature]):
    """Signatures by account id. Anyone who is not a member, or left, is not signed: nobody can ask them any more."""

    def __missing__(self, _user_id: int | None) -> Signature:
        return UNSIGNED


def signatures(sight: Sight) -> Mapping[int | None, Signature]:
    """Return how each member is signed, by account id; ``UNSIGNED`` for all other ids. One query."""
    rows = db.session.execute(chosen_signatures(sight))
    return Signatures({user_id: signature_of(how, name, region) for user_id, how, name, region, _place in rows})


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody who agreed to be named."""

    user_id: int
    name: str
    region: str
    affiliation: str
    weeks: tuple[int, ...]
    """The numbers of the weeks that were assigned to them as a key respondent."""


def people_named(sight: Sight) -> list[Named]:
    """Return the members who agreed to be named, by name, whether they are quoted or not; two queries."""
    weeks: dict[int, list[int]] = {}
    for assignment, _suspended_at in db.session.execute(forum_assignments(sight)):
        weeks.setdefault(assignment.user_id, []).append(sight.week(assignment.week_id).number)
    return [
        Named(user_id, name, region, affiliation, tuple(weeks.get(user_id, ())))
        for user_id, how, name, region, affiliation in db.session.execute(chosen_signatures(sight))
        if signed_as(how) == NAMED
    ]
