"""Whatever happens in a forum: every item is told exactly once, or lawfully never, and nothing that may not be read.

The model in tests/support/mailed_forum.py says what each digest has to tell; the program acts, posts, mails. A failure
names the number of its story. More stories than the usual run makes, or others:

    STORIES=0:10000 pytest tests/mail/test_digest_property.py
"""

from __future__ import annotations

import os
from contextlib import suppress
from random import Random

import pytest

from board.clock import FixedClock
from board.extensions import db
from board.rules.permissions import Refused
from tests.support.cast import Cast, Standing
from tests.support.examples import examples
from tests.support.mailed_forum import MailedForum

ACTS = (
    "write", "write", "write", "edit", "remove", "turn_week", "approve", "visit", "choose", "stop", "suspend", "leave",
    "read_in", "announce", "close",
)  # fmt: skip
HOURS = (1, 5, 20, 45, 90)


def stories() -> range:
    """Return the numbers of the stories that this run plays."""
    first, _, end = os.environ.get("STORIES", "").partition(":")
    return range(int(first), int(end)) if end else range(examples(60))


def story(number: int) -> list[tuple[str, int, int, int]]:
    """Return acts, with the numbers that choose what they are about, and how many hours pass after each."""
    random = Random(number)  # noqa: S311
    return [
        (random.choice(ACTS), random.randrange(21), random.randrange(12), random.choice(HOURS))
        for _act in range(random.randrange(4, 13))
    ]


def test_every_item_is_told_once_or_lawfully_never(standing_cast: Standing, cast: Cast, clock: FixedClock) -> None:
    digests = 0
    for number in stories():
        db.session.rollback()
        undone = db.engine.begin_nested()  # type: ignore[attr-defined]
        try:
            digests += play(MailedForum(standing_cast.cast(), clock), number)
        finally:
            db.session.rollback()
            db.session.expunge_all()
            undone.rollback()
    assert digests >= len(stories())


def play(forum: MailedForum, number: int) -> int:
    """Play a story; return how many digests it had."""
    for step, (act, which, how, hours) in enumerate(story(number)):
        try:
            with suppress(Refused):
                getattr(forum, act)(which, how)
            forum.wait(hours)
            forum.work()
        except Exception as error:
            pytest.fail(f"story {number}, step {step}, {act}({which}, {how}): {type(error).__name__}: {error}")
    return forum.digests
