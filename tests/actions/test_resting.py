"""What cannot be written is left alone for a while, and told once."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy.exc import OperationalError

from board.actions import resting
from board.actions.resting import Trouble
from board.sqlite import DRIVER

log = logging.getLogger(__name__)
ERROR = OperationalError("a private word", {}, DRIVER.OperationalError("disk"))


def test_of_what_fails_the_log_hears_once_in_a_while(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    clock = [0.0]
    monkeypatch.setattr(resting.time, "monotonic", lambda: clock[0])
    trouble = Trouble(log, "%s came to nothing (%s)")
    for at, lines, rests in ((0.0, 1, True), (4.9, 1, True), (59.9, 1, True), (60.0, 2, True)):
        clock[0] = at
        trouble.note(ERROR, "a visit")
        assert (len(caplog.records), trouble.rests()) == (lines, rests)
    clock[0] += resting.RESTS
    assert not trouble.rests()
    assert caplog.records[0].getMessage() == "a visit came to nothing (OperationalError)"


def test_trouble_lasts_until_something_succeeds() -> None:
    trouble = Trouble(log, "%s")
    assert not trouble.lasts()
    trouble.note(ERROR)
    assert trouble.lasts()
    trouble.end()
    assert not trouble.lasts()


def test_trouble_can_be_forgotten() -> None:
    trouble = Trouble(log, "%s")
    trouble.note(ERROR)
    trouble.forget()
    assert (trouble.rests(), trouble.lasts()) == (False, False)
