"""Seeing how the members of a forum want to be signed in its proceedings."""

from __future__ import annotations

from sqlalchemy import Select, select

from board.models import Membership, User
from board.visible.gate import Sight
from board.visible.people import is_newcomer


def chosen_signatures(sight: Sight) -> Select[int, str, str, str, str]:
    """Return each member's account id, what they chose, and their name, region and affiliation, by name.

    Newcomers are left out, of whom nothing is told, and so is anyone who left: what they chose went with their
    membership.
    """
    return (
        select(User.id, Membership.attribution, User.name, Membership.region, User.affiliation)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.forum_id == sight.forum.id, ~is_newcomer())
        .order_by(User.name, User.id)
    )
