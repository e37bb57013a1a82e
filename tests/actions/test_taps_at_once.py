"""Two taps, or two reports, at the very same moment: on a database where commits are real."""

from __future__ import annotations

import pytest
from flask import Flask

from board.actions import reporting, speaking
from board.models import Job, Report, Voice
from board.rules import moderating
from tests.actions.test_at_once import cast, count, mine
from tests.support.cast import Cast, look_as
from tests.support.together import meet_at, together

__all__ = ["cast"]


def tap(cast: Cast, kind: str) -> None:
    sight = look_as(mine(cast.forum), mine(cast.jorge))
    speaking.speak(sight, mine(cast.thread), mine(cast.post), kind, on=True)


def report(cast: Cast, name: str) -> bool:
    sight = look_as(mine(cast.forum), mine(getattr(cast, name)))
    return reporting.report_post(sight, mine(cast.post), "Names a patient")


def test_a_double_tap_says_it_once(committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    meet_at(monkeypatch, moderating, "speak")
    assert together(committed, *[lambda: tap(cast, "tried")] * 2) == [None, None]
    assert count(committed, Voice) == 1


def test_what_excludes_each_other_never_stands_together(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    meet_at(monkeypatch, moderating, "speak")
    taps = together(committed, lambda: tap(cast, "true_here"), lambda: tap(cast, "not_here"))
    assert taps == [None, None]
    assert count(committed, Voice) == 1


def test_a_double_click_reports_once(committed: Flask, cast: Cast) -> None:
    assert sorted(together(committed, *[lambda: report(cast, "jorge")] * 2)) == [False, True]
    assert count(committed, Report) == 1


def test_two_first_reports_at_once_make_one_mail(committed: Flask, cast: Cast) -> None:
    assert together(committed, lambda: report(cast, "jorge"), lambda: report(cast, "rosa")) == [True, True]
    assert count(committed, Report) == 2
    assert count(committed, Job, Job.kind == "mail.report") == 1
