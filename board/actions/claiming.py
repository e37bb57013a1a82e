"""Claims: who works on the translation of a text now, so that no two people do the same work.

A claim protects nobody's words (saving an old version does that): it tells the others. It ends by itself.
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
"""How long a claim holds after the last sign of life."""


def claim(sight: Sight, text: Text, *, take_over: bool = False) -> Claim | None:
    """Claim a text, or prolong one's claim; somebody else's stands unless it ended or is taken over.

    Return the viewer's claim, or None where somebody else's stands.
    """
    check(permissions.translate(sight.viewer, text.target))
    mine = sight.viewer.user_id or 0
    query = select(Claim).where(Claim.text_id == text.id).with_for_update()
    held = db.session.scalar(query.execution_options(populate_existing=True))
    kept = None
    if held is None or held.user_id == mine or held.expires_at <= sight.now or take_over:
        with suppress(IntegrityError):  # two opened it at once: the claim that came first counts
            kept = _write_down(sight, held or Claim(text_id=text.id), mine)
    db.session.commit()
    return kept


def _write_down(sight: Sight, held: Claim, mine: int) -> Claim:
    """In a savepoint: if it fails, the rows that a page has read stay as they are."""
    with db.session.begin_nested():
        if held.user_id != mine or held.expires_at <= sight.now:
            held.user_id, held.claimed_at = mine, sight.now
        held.expires_at = sight.now + LEASE
        db.session.add(held)
    return held


def claim_while_reading(sight: Sight, text: Text) -> None:
    """Opening a text claims it: in a short transaction of its own, since a page only reads."""
    in_passing("a claim", lambda: claim(sight, text))


def release(sight: Sight, text: Text) -> None:
    """Let a text go; another's claim is not touched."""
    db.session.execute(delete(Claim).where(Claim.text_id == text.id, Claim.user_id == sight.viewer.user_id))
    db.session.commit()
