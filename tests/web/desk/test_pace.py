"""The plot of the desk: posts written and translated on each of the last days, in the reader's zone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import update

from board.actions import posting
from board.clock import FixedClock
from board.extensions import db
from board.models import Text, User
from board.pages.pace import DAYS
from board.web import charts
from tests.support.cast import Cast, sight_for, text_of, translate, typed
from tests.support.client import Client
from tests.support.shown import Shown, shown, words_of
from tests.web.test_limits import asked_for_when_warm

SignIn = Callable[[User], Client]
FORUM = "/f/social-economy"
DESK, BACKLOG = f"{FORUM}/translate", f"{FORUM}/admin/translation"
TORONTO = ZoneInfo("America/Toronto")
MIDNIGHT = datetime(2026, 3, 4, tzinfo=TORONTO)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def spanish(cast: Cast, at: datetime) -> Text:
    return text_of(posting.reply(sight_for(cast, cast.ana, at), cast.thread, cast.ana, typed("Buenos días.")))


@pytest.fixture
def nothing_before(cast: Cast) -> None:
    """Leave the cast's own texts out of the days that are counted."""
    db.session.execute(update(Text).values(created_at=MIDNIGHT - 99 * DAY, approved_at=None, waited=None))
    db.session.commit()


def lines(page: Shown) -> list[list[str]]:
    """Return the lines of the table, the latest day first."""
    [table] = [one for one in page.all("table") if one.get("aria-labelledby") == "pace"]
    return [[words_of(cell) for cell in row] for row in list(table.iter("tr"))[1:]]


@pytest.mark.usefixtures("nothing_before")
@pytest.mark.parametrize(("person", "url"), [("tess", DESK), ("alma", DESK), ("alma", BACKLOG)])
def test_the_plot_agrees_with_its_table(cast: Cast, sign_in: SignIn, clock: FixedClock, person: str, url: str) -> None:
    for days in (8, 1, 1):
        translate(sight_for(cast, cast.tess, MIDNIGHT), spanish(cast, MIDNIGHT - days * DAY), "Good morning.")
    clock.move_to(MIDNIGHT + timedelta(hours=3))
    page = shown(sign_in(getattr(cast, person)).get(url))
    assert [line for line in lines(page) if line[1:] != ["0", "0"]] == [
        ["Wed 4 Mar", "0", "3"], ["Tue 3 Mar", "2", "0"], ["Tue 24 Feb", "1", "0"],
    ]  # fmt: skip
    assert len(lines(page)) == DAYS
    assert "In the last 7 days 2 posts were written and 3 translated." in page.words
    [drawing] = page.all("{http://www.w3.org/2000/svg}svg")
    assert len(list(drawing.iter("{http://www.w3.org/2000/svg}rect"))) == 3


@pytest.mark.usefixtures("nothing_before")
def test_without_anything_to_draw_the_desk_says_what_will_stand_there(
    cast: Cast, sign_in: SignIn, clock: FixedClock
) -> None:
    clock.move_to(MIDNIGHT)
    page = shown(sign_in(cast.tess).get(DESK))
    assert "No post was written or translated in the last three weeks." in page.words
    assert not page.all("{http://www.w3.org/2000/svg}svg")


def test_only_the_first_page_of_all_that_waits_has_the_plot(cast: Cast, sign_in: SignIn) -> None:
    tess = sign_in(cast.tess)
    for query in ("?kind=posts", "?page=2", "?show=alone"):
        assert "In the last 7 days" not in shown(tess.get(DESK + query)).words, query


def test_pairs_of_languages_are_counted_where_there_are_several(cast: Cast, sign_in: SignIn) -> None:
    tess = sign_in(cast.tess)
    assert "Español into English" not in shown(tess.get(DESK)).words
    text = spanish(cast, cast.post.created_at)
    text.target = "fr"
    db.session.commit()
    words = shown(tess.get(DESK)).words
    assert "Español into English" in words
    assert "Español into Français: 1 text, 2 words" in words


def test_the_plot_takes_no_more_queries_when_there_are_more_days_and_texts(
    app: Flask, cast: Cast, sign_in: SignIn
) -> None:
    tess = sign_in(cast.tess)
    before = asked_for_when_warm(app, tess, DESK)
    for days in range(5):
        spanish(cast, cast.post.created_at + days * DAY)
    assert asked_for_when_warm(app, tess, DESK) == before


def test_bars_stand_on_one_line_and_share_one_scale() -> None:
    drawn = charts.mirrored([("1 March", 10, 0), ("", 1, 5), ("", 0, 10)])
    assert [bar.y + bar.height for bar in drawn.up] == [charts.MIDDLE] * 2
    assert [bar.y for bar in drawn.down] == [charts.MIDDLE] * 2
    assert next(bar.height for bar in drawn.up) == drawn.down[1].height == charts.HALF
    assert drawn.down[0].height == charts.HALF / 2
    assert [number for number, _x, _y in drawn.peaks] == [10, 10]
    assert all(charts.NUMERAL <= x <= drawn.width - charts.NUMERAL for _number, x, _y in drawn.peaks)
    assert all(bar.x >= 0 and bar.x + bar.width <= drawn.width for bar in (*drawn.up, *drawn.down))
