"""What reading leaves behind: the "new" line of a visit, and the tick beside a reading."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import joinedload

from board.actions import marks, passing
from board.actions.marks import VISIT_LASTS, mark_read, note_visit
from board.actions.resting import Trouble
from board.extensions import db
from board.models import ReadingMark, Thread, User, Visit
from board.sqlite import DRIVER
from tests.support.cast import START, Cast, sight_for

MINUTE = timedelta(minutes=1)
FIRST, SECOND, THIRD = START - 9 * MINUTE, START - MINUTE, START + 50 * MINUTE
"""When posts of the thread were written."""


def visit(cast: Cast, person: User | None, now: datetime, newest: datetime) -> datetime | None:
    return note_visit(sight_for(cast, person, now), cast.thread, newest)


def test_on_the_first_visit_no_line_stands_anywhere(cast: Cast) -> None:
    assert visit(cast, cast.ana, START, FIRST) is None


def test_who_comes_back_finds_the_line_after_what_they_saw(cast: Cast) -> None:
    visit(cast, cast.ana, START - 8 * MINUTE, FIRST)
    assert visit(cast, cast.ana, START + 2 * VISIT_LASTS, SECOND) == FIRST


def test_a_reload_within_the_visit_moves_no_line(cast: Cast) -> None:
    visit(cast, cast.ana, START - 8 * MINUTE, FIRST)
    back = START + 2 * VISIT_LASTS
    lines = [visit(cast, cast.ana, back + n * MINUTE, SECOND) for n in range(3)]
    assert lines == [FIRST] * 3


def test_a_post_that_arrives_during_the_visit_is_new_too(cast: Cast) -> None:
    visit(cast, cast.ana, START - 8 * MINUTE, FIRST)
    back = START + 40 * MINUTE
    assert visit(cast, cast.ana, back, SECOND) == FIRST
    assert visit(cast, cast.ana, back + 15 * MINUTE, THIRD) == FIRST


@pytest.mark.parametrize(("away", "line"), [(VISIT_LASTS, None), (VISIT_LASTS + timedelta(seconds=1), FIRST)])
def test_it_is_a_new_visit_after_half_an_hour(cast: Cast, away: timedelta, line: datetime | None) -> None:
    visit(cast, cast.ana, START, FIRST)
    assert visit(cast, cast.ana, START + away, SECOND) == line


def test_what_somebody_saw_is_never_unseen(cast: Cast) -> None:
    """Posts may be removed: then the newest one is older than what was seen."""
    visit(cast, cast.ana, START, SECOND)
    visit(cast, cast.ana, START + 2 * VISIT_LASTS, FIRST)
    assert db.session.scalars(select(Visit.seen_to)).one() == SECOND


def test_each_person_has_their_own_line(cast: Cast) -> None:
    visit(cast, cast.ana, START, FIRST)
    assert visit(cast, cast.jorge, START + 2 * VISIT_LASTS, SECOND) is None


@pytest.mark.parametrize("name", ["nina", "omar", "olga", None])
def test_who_is_no_member_leaves_no_trace(cast: Cast, name: str | None) -> None:
    cast.forum.public_reading = True
    assert visit(cast, getattr(cast, name) if name else None, START, FIRST) is None
    assert list(db.session.scalars(select(Visit))) == []


def test_a_reload_writes_nothing(cast: Cast) -> None:
    visit(cast, cast.ana, START, FIRST)
    written: list[str] = []
    event.listen(db.session(), "before_flush", lambda *_: written.append("flush"))
    visit(cast, cast.ana, START + MINUTE, FIRST)
    assert written == []


def test_what_was_found_before_the_visit_can_still_be_shown(cast: Cast) -> None:
    found = db.session.scalars(
        select(Thread).where(Thread.id == cast.thread.id).options(joinedload(Thread.author))
    ).one()
    note_visit(sight_for(cast, cast.jorge), found, FIRST)
    assert found.author.name == "Ana"


def test_what_was_found_can_be_shown_though_the_visit_could_not_be_noted(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OperationalError("", {}, DRIVER.OperationalError("database or disk is full"))

    monkeypatch.setattr(marks, "_move", full)
    monkeypatch.setattr(passing, "trouble", Trouble(passing.log, "%s %s"))
    found = db.session.scalars(
        select(Thread).where(Thread.id == cast.thread.id).options(joinedload(Thread.author))
    ).one()
    assert note_visit(sight_for(cast, cast.jorge), found, FIRST) is None
    assert found.author.name == "Ana"


def test_a_reading_is_ticked_and_unticked(cast: Cast) -> None:
    sight = sight_for(cast, cast.ana)
    for read, ticked in ((True, [START]), (True, [START]), (False, []), (False, [])):
        mark_read(sight, cast.reading, read)
        assert list(db.session.scalars(select(ReadingMark.at))) == ticked
