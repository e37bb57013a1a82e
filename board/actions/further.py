"""Members agree to be written to about further opportunities, or no longer; admins export those who agree."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from board.actions.acts import note_act
from board.extensions import db
from board.faults import Gone
from board.models import Membership
from board.rules import further
from board.rules.permissions import check
from board.visible.gate import Sight
from board.visible.people import willing_members


class Willing(NamedTuple):
    """A member who agrees to be written to, and since when."""

    name: str
    email: str
    region: str
    languages: tuple[str, ...]
    since: datetime


def choose_further(sight: Sight, wanted: bool) -> None:
    """Agree to be written to, or no longer. Raises Refused. Agreeing twice keeps the earlier date."""
    check(further.choose_further(sight.viewer))
    mine = select(Membership).where(Membership.forum_id == sight.forum.id, Membership.user_id == sight.viewer.user_id)
    membership = db.session.scalar(mine.with_for_update().execution_options(populate_existing=True))
    if membership is None:
        raise Gone
    membership.further_at = (membership.further_at or sight.now) if wanted else None
    db.session.commit()


def export_further(sight: Sight) -> list[Willing]:
    """Return the members who agree now, and log that their addresses were exported. Raises Refused."""
    check(further.export_further(sight.viewer))
    rows = db.session.execute(willing_members(sight)).all()
    note_act(sight, "people.further", str(len(rows)))
    db.session.commit()
    return [Willing(row.name, row.email, row.region, row.languages, row.further_at) for row in rows]
