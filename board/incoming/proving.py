"""An answer to the test of `flask --app wsgi mail-test`: that it came is all that it is for."""

from __future__ import annotations

from datetime import datetime

from board.incoming.parsing import Arrived
from board.incoming.taking import Outcome, takes
from board.rules import incoming as rule
from board.rules.mail_tokens import PROOF, Token


@takes(PROOF)
def note_proof(_arrived: Arrived, _token: Token, _now: datetime) -> Outcome:
    """Note that an answer came, for the owner to see."""
    return Outcome(rule.IGNORED, rule.PROVED)
