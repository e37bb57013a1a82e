"""The log of what admins did: sentences, with times in words, in the reader's language and zone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from board import actions
from board.actions.acts import note_act
from board.actions.calling import NO_DATE
from board.actions.scheduling import add_week, override_week, remove_week
from board.clock import FixedClock
from board.extensions import db
from board.models import User
from board.web.organising.acts import SENTENCES, call_dates, in_words
from tests.support.cast import START, Cast, sight_for
from tests.support.client import Client
from tests.support.shown import shown

SignIn = Callable[[User], Client]
LOG = "/f/social-economy/admin/acts"
KINDS = sorted({kind.removesuffix(" without") for kind in SENTENCES})


def lines(client: Client, page: str = LOG) -> list[str]:
    items = shown(client.get(page)).all("ol[@class='items']/li")
    return [" ".join("".join(item.itertext()).split()) for item in items]


def wall(year: int, month: int, day: int, hour: int) -> datetime:
    return datetime(year, month, day, hour, tzinfo=ZoneInfo("America/Toronto"))


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (wall(2026, 3, 9, 23), "today at 07:00"),
        (wall(2026, 3, 10, 0), "yesterday at 07:00"),
        (wall(2026, 3, 11, 0), "on Monday at 07:00"),
        (wall(2026, 3, 15, 23), "on Monday at 07:00"),
        (wall(2026, 3, 16, 0), "on 9 March 2026 at 07:00"),
    ],
)
def test_times_are_in_words(cast: Cast, clock: FixedClock, sign_in: SignIn, now: datetime, words: str) -> None:
    override_week(sight_for(cast, cast.alma, wall(2026, 3, 9, 7)), cast.week(4), "open")
    alma = sign_in(cast.alma)
    clock.move_to(now)
    assert lines(alma)[0] == f"Alma opened week 4 by hand {words}."


def test_in_the_readers_language_and_zone(cast: Cast, clock: FixedClock, sign_in: SignIn) -> None:
    override_week(sight_for(cast, cast.alma, wall(2026, 3, 9, 7)), cast.week(4), "open")
    cast.alma.interface, cast.alma.zone = "es", "America/La_Paz"
    db.session.commit()
    alma = sign_in(cast.alma)
    clock.move_to(wall(2026, 3, 12, 7))
    assert lines(alma)[0] == "Alma abrió la semana 4 a mano el lunes a las 07:00."
    assert "Las horas son de La Paz." in shown(alma.get(LOG)).words


@pytest.mark.parametrize(("language", "when"), [("en", "today at"), ("es", "hoy a las"), ("fr", "aujourd’hui à")])
def test_every_kind_of_act_is_a_whole_sentence(cast: Cast, sign_in: SignIn, language: str, when: str) -> None:
    cast.alma.interface = language
    sight = sight_for(cast, cast.alma, START)
    pages = -(-2 * len(KINDS) // 50)
    for kind in KINDS:
        for detail, week in [("Bento <b>", cast.week(2)), ("", None)]:
            note_act(sight, kind, detail, week)
    db.session.commit()
    alma = sign_in(cast.alma)
    told = [line for page in range(1, pages + 1) for line in lines(alma, f"{LOG}?page={page}")][: 2 * len(KINDS)]
    assert len(told) == 2 * len(KINDS)
    for sentence in told:
        assert sentence.startswith("Alma ")
        assert sentence.endswith(".")
        assert when in sentence
        assert "%" not in sentence


def test_an_act_of_nobody_and_one_of_an_unknown_kind_are_told(cast: Cast, sign_in: SignIn) -> None:
    sight = sight_for(cast, cast.alma, START)
    note_act(sight, "edition.renewed", "2")
    note_act(sight, "some.thing")
    db.session.flush()
    db.session.commit()
    told = lines(sign_in(cast.alma))
    assert any(line.startswith("Alma began edition 2") for line in told)
    assert any(line.startswith("Alma did something else") for line in told)


def test_what_was_done_in_a_week_that_was_removed_names_it(cast: Cast, sign_in: SignIn) -> None:
    sight = sight_for(cast, cast.alma, START)
    week = add_week(sight, "Seeds", "", "en", None, cast.alma)
    override_week(sight_for(cast, cast.alma, START), week, "held")
    remove_week(sight_for(cast, cast.alma, START + timedelta(seconds=1)), week)
    number = len(cast.weeks) + 1
    told = lines(sign_in(cast.alma))
    assert told[0].startswith(f"Alma removed week “{number}. Seeds” today at")
    assert any(line.startswith(f"Alma held week “{number}. Seeds” today at") for line in told)


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        ("2026-03-10 10:30 America/Toronto", "10 March 2026, 10:30 Toronto time"),
        ("2026-11-30", "30 November 2026"),
        ("2026-99-99 99:99", "2026-99-99 99:99"),
        ("Bento", "Bento"),
        ("", ""),
    ],
)
def test_days_and_times_of_a_detail_are_in_words(alma_request: None, detail: str, words: str) -> None:
    assert in_words(detail) == words


OPENS, UNTIL = "2026-03-10 10:30", "2026-04-01 23:59"


@pytest.mark.parametrize(
    ("opens", "until", "words"),
    [
        (OPENS, UNTIL, "open from 10 March 2026, 10:30 until 1 April 2026, 23:59 Buenos Aires time"),
        (OPENS, NO_DATE, "open from 10 March 2026, 10:30 Buenos Aires time, without a deadline"),
        (NO_DATE, UNTIL, "no opening, and the deadline is 1 April 2026, 23:59 Buenos Aires time"),
        (NO_DATE, NO_DATE, "none, so the call is not published"),
    ],
)
def test_the_dates_of_the_call_name_their_zone_once(alma_request: None, opens: str, until: str, words: str) -> None:
    assert call_dates(f"{opens}, {until} America/Argentina/Buenos_Aires") == words


@pytest.fixture
def alma_request(client: Client) -> object:
    with client.application.test_request_context():
        yield


def test_every_kind_that_is_noted_has_its_sentence() -> None:
    sources = "\n".join(path.read_text() for path in Path(actions.__file__).parents[1].rglob("*.py"))
    noted = set(re.findall(r"note_act\([^\n]*?\"([a-z_]+\.[a-z_]+)\"", sources))
    assert len(noted) > 40
    assert noted - SENTENCES.keys() == set()
