"""A mail is kept once, checked, and handed to what takes it."""

from __future__ import annotations

from datetime import datetime

import pytest

from board.clock import FixedClock
from board.incoming.parsing import Arrived
from board.incoming.taking import TAKERS, Outcome
from board.rules import incoming as rule
from board.rules.mail_tokens import POST, Token
from tests.support.cast import Cast
from tests.support.incoming import address_for, arrive, letter


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[Arrived]:
    mails: list[Arrived] = []

    def take(arrived: Arrived, _token: Token, _now: datetime) -> Outcome:
        mails.append(arrived)
        return Outcome(rule.POSTED)

    monkeypatch.setitem(TAKERS, POST, take)
    return mails


def test_a_mail_is_taken_by_what_its_address_is_for(cast: Cast, clock: FixedClock, taken: list[Arrived]) -> None:
    to = address_for(POST, cast.ana, cast.post.id, clock)
    mail = arrive(letter("Ana <ANA@example.org>", to, "Gracias."), clock)
    assert [arrived.text for arrived in taken] == ["Gracias."]
    assert (mail.outcome, mail.sender, mail.settled_at) == (rule.POSTED, "ana@example.org", clock.now())
