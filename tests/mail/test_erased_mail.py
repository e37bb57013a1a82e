"""What is erased is in no mail any more that is kept because there is no mail server."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from board.actions import erasing, posting
from board.clock import FixedClock
from board.extensions import db
from board.jobs import run_due
from board.mail.telling import tell_openings
from board.models import Mail
from tests.support.cast import OPENING, Cast, sight_for


def test_held_mails_lose_what_is_erased(cast: Cast, clock: FixedClock) -> None:
    clock.move_to(OPENING)
    tell_openings(OPENING)
    run_due(clock)
    held = select(Mail.message_id).where(Mail.body.contains("LOCKED words to begin with"))
    assert len(db.session.scalars(held).all()) >= 6
    assert cast.locked_post is not None
    now = OPENING + timedelta(minutes=1)
    posting.delete_post(sight_for(cast, cast.alma, now), cast.locked_post)
    erasing.erase_post(sight_for(cast, cast.olga, now), cast.locked_post)
    assert db.session.scalars(held).all() == []
    assert db.session.scalars(select(Mail.message_id)).all() != []
