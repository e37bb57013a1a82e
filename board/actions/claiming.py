"""Claims: who works on the translation of a text now, so that no two people do the same work.

A claim protects nobody's words (saving an old version does that): it tells the others. It ends by itself.
"""

from __future__ import annotations

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


def claim(sight: Sight, text: Text, *, take_over: bool = False) -> None:
    """Claim a text, or prolong one's claim; somebody else's stands unless it ended or is taken over."""
    check(permissions.translate(sight.viewer, text.target))
    mine = sight.viewer.user_id or 0
    held = db.session.scalar(select(Claim).where(Claim.text_id == text.id).with_for_update())
    if held is None:
        held = Claim(text_id=text.id)
    elif held.user_id != mine and held.expires_at > sight.now and not take_over:
        db.session.commit()
        return
    if held.user_id != mine or held.expires_at <= sight.now:
        held.user_id, held.claimed_at = mine, sight.now
    held.expires_at = sight.now + LEASE
    db.session.add(held)
    try:
        db.session.commit()
    except IntegrityError:  # two opened it at once: it is whose claim came first
        db.session.rollback()


def claim_while_reading(sight: Sight, text: Text) -> None:
    """Opening a text claims it: in a short transaction of its own, since a page only reads."""
    in_passing("a claim", lambda: claim(sight, text))


def release(sight: Sight, text: Text) -> None:
    """Let a text go; another's claim is not touched."""
    db.session.execute(delete(Claim).where(Claim.text_id == text.id, Claim.user_id == sight.viewer.user_id))
    db.session.commit()
