"""Message-IDs go out as they are, however long."""

from __future__ import annotations

from email import message_from_bytes, policy

from flask import Flask

from board.clock import FixedClock
from board.mail.composing import compose
from board.mail.letters import Letter

LONG = "<AM0PR10MB2034F6A0F3C1B3D4E5A6B7C8D9E0F@AM0PR10MB2034.EURPRD10.PROD.OUTLOOK.COM.LONGER.EXAMPLE>"


def test_a_long_message_id_is_not_encoded(app: Flask, clock: FixedClock) -> None:
    with app.app_context():
        letter = Letter("ana@example.org", "Subject", (), "receipt.x", parents=("thread.y",), answers=LONG)
        raw = compose(letter, clock.now()).as_bytes(eight_bit=False)
    assert b"=?utf-8?" not in raw
    message = message_from_bytes(raw, policy=policy.default)
    assert message["In-Reply-To"] == LONG
    assert message["References"].split() == ["<thread.y@localhost>", LONG]
