"""The call: when it is out, what it says, and that both are noted."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select

from board.actions import calling, setting_up
from board.extensions import db
from board.models import Act, Text, User
from board.rules.permissions import Refused
from board.rules.weeks import NonexistentTime, to_wall
from board.visible import Sight, visible_texts
from tests.support.applying import DEADLINE, OUT, WALLS, call_out
from tests.support.cast import BEFORE, START, Cast, forum_settings, sight_for


def acts() -> list[tuple[str, str]]:
    query = select(Act.kind, Act.detail).where(Act.kind.startswith("call.")).order_by(Act.id)
    return [tuple(row) for row in db.session.execute(query)]


def alma(cast: Cast) -> Sight:
    return sight_for(cast, cast.alma)


def test_times_are_those_of_the_forum_s_clocks(cast: Cast) -> None:
    calling.schedule_call(alma(cast), *WALLS, 8)
    forum = cast.forum
    assert (forum.applications_from, forum.applications_until, forum.respondent_seats) == (OUT, DEADLINE, 8)
    assert acts() == [("call.scheduled", "2026-02-01 09:00, 2026-03-06 23:59 America/Toronto"), ("call.seats", "8")]


def test_saved_again_it_moves_nothing_and_notes_nothing(cast: Cast) -> None:
    """Also an instant that no wall time names a second time: the second half past one of a night in November."""
    calling.schedule_call(alma(cast), None, None, None)
    twice = datetime.fromisoformat("2026-11-01T06:30:00+00:00")
    cast.forum.applications_until = twice
    calling.schedule_call(alma(cast), None, to_wall(twice, "America/Toronto"), None)
    assert cast.forum.applications_until == twice
    assert acts() == []


def test_a_time_that_clocks_skip_is_refused(cast: Cast) -> None:
    with pytest.raises(NonexistentTime):
        calling.schedule_call(alma(cast), None, datetime.fromisoformat("2026-03-08 02:30"), None)


def test_another_zone_keeps_what_the_clocks_show(cast: Cast) -> None:
    call_out(cast)
    settings = replace(forum_settings(), zone="America/La_Paz")
    setting_up.edit_forum(sight_for(cast, cast.olga), settings, "We learn.", cast.olga)
    forum = cast.forum
    assert forum.applications_from and forum.applications_until  # noqa: PT018
    assert tuple(to_wall(at, "America/La_Paz") for at in (forum.applications_from, forum.applications_until)) == WALLS


@pytest.mark.parametrize("which", calling.TEXTS)
def test_a_text_is_written_changed_and_taken_out(cast: Cast, which: str) -> None:
    for source in ("One.", "Two.", "Two.", " ", " "):
        calling.write_call_text(alma(cast), which, source, cast.alma)
    assert calling.call_text_id(cast.forum, which) is None
    assert acts() == [(f"call.{which}", "")] * 3


def test_a_text_is_in_the_forum_s_main_language(cast: Cast) -> None:
    calling.write_call_text(alma(cast), calling.FORMAT, "Lo que haremos.", cast.alma)
    assert db.session.get_one(Text, cast.forum.format_id).language == "en"


@pytest.mark.parametrize("name", ["ana", "rosa", "tess", "omar", "nina"])
def test_only_who_manages_the_forum_writes_it(cast: Cast, name: str) -> None:
    person: User = getattr(cast, name)
    with pytest.raises(Refused):
        calling.schedule_call(sight_for(cast, person), *WALLS, 8)
    with pytest.raises(Refused):
        calling.write_call_text(sight_for(cast, person), calling.FORMAT, "Mine.", person)


@pytest.mark.parametrize(
    ("name", "before"), [("ana", 0), ("rosa", 0), ("nina", 0), (None, 0), ("tess", 2), ("alma", 2), ("olga", 2)]
)
def test_what_the_call_says_is_read_once_it_is_out(cast: Cast, name: str | None, before: int) -> None:
    call_out(cast)
    person = getattr(cast, name) if name else None
    ids = [cast.forum.format_id, cast.forum.prerequisites_id]

    def found(now: datetime) -> int:
        return len(db.session.scalars(visible_texts(sight_for(cast, person, now)).where(Text.id.in_(ids))).all())

    assert (found(BEFORE), found(OUT), found(START)) == (before, 2, 2)


def test_the_code_of_conduct_is_read_by_everyone(cast: Cast) -> None:
    calling.write_call_text(alma(cast), calling.CONDUCT, "Be kind.", cast.alma)
    found = db.session.scalars(visible_texts(sight_for(cast, None, BEFORE)).where(Text.id == cast.forum.conduct_id))
    assert len(found.all()) == 1
