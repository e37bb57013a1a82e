"""The coding desk: who goes through the discussion there, and which texts they have gone through."""

from __future__ import annotations

from sqlalchemy import select

from board.actions.acts import note_act
from board.actions.adding import add_once
from board.actions.enrolling import shown_here
from board.actions.holding import hold, hold_member
from board.extensions import db
from board.faults import Gone
from board.models import CodingMark, Membership, Text, User
from board.rules import synthesis
from board.rules.permissions import check
from board.visible.gate import Sight
from board.visible.synthesis import quotable_texts


def ask_to_code(sight: Sight, membership: Membership, codes: bool) -> None:
    """Ask a member to code, or no longer. What they placed and marked stays. Nothing happens if it is so already."""
    check(synthesis.ask_to_code(sight.viewer))
    hold(membership, ["codes"])
    if membership.codes != codes:
        membership.codes = codes
        note_act(sight, "person.codes" if codes else "person.codes_no_more", shown_here(membership).name)
    db.session.commit()


def finish_text(sight: Sight, text: Text, coder: User) -> None:
    """Mark a text as gone through: from now on the coder sees what others placed in it, so no mark is taken back."""
    check(synthesis.code(sight.viewer))
    hold_member(sight, coder)
    if db.session.scalar(select(quotable_texts(sight).where(Text.id == text.id).exists())) is not True:
        raise Gone
    add_once(CodingMark, text_id=text.id, user_id=coder.id, at=sight.now)
    db.session.commit()
