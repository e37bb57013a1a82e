"""Claims: they show who is translating a text now, so that no two people do the same work.

A claim only informs the others, and ends by itself. Nobody's words depend on it: saving over a newer version is
refused in any case.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from board.actions.passing import in_passing
from board.extensions import db
from board.models import Claim, Text
from board.rules import permissions
from board.rules.permissions import check
from board.visible.gate import Sight

LEASE = timedelta(minutes=10)
"""How long a claim lasts after its holder last opened or claimed the text."""


def claim(sight: Sight, text: Text, *, take_over: bool = False) -> Claim | None:
    """Claim a text for the viewer, or prolong their claim; return None if somebody else's claim stands.

    A claim that has ended gives way, and so does any claim with ``take_over``.
    """
    check(permissions.translate(sight.viewer, text.target))
    mine = sight.viewer.user_id or 0
    query = select(Claim).where(Claim.text_id == text.id).with_for_update()
    held = db.session.scalar(query.execution_options(populate_existing=True))
    kept = None
    if held is None or held.user_id == mine or held.expires_at <= sight.now or take_over:
        with suppress(IntegrityError):  # if two people open the text at once, the first claim counts
            kept = _write_down(sight, held or Claim(text_id=text.id), mine)
    db.session.commit()
    return kept


def _write_down(sight: Sight, held: Claim, mine: int) -> Claim:
    """Write the claim in a savepoint, so that a failure leaves the rows that a page has read as they are."""
    with db.session.begin_nested():
        if held.user_id != mine or held.expires_at <= sight.now:
            held.user_id, held.claimed_at = mine, sight.now
        held.expires_at = sight.now + LEASE
        db.session.add(held)
    return held


def claim_while_reading(sight: Sight, text: Text) -> None:
    """Claim a text because it was opened, in a short transaction of its own: the page itself only reads."""
    in_passing("a claim", lambda: claim(sight, text))


def release(sight: Sight, text: Text) -> None:
    """End the viewer's claim on a text."""
    db.session.execute(delete(Claim).where(Claim.text_id == text.id, Claim.user_id == sight.viewer.user_id))
    db.session.commit()
