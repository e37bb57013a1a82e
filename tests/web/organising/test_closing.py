"""Closing a forum on the schedule, and what its pages say once it is an archive."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from board.clock import FixedClock
from board.extensions import db
from board.models import User
from tests.support.cast import END, START, Cast
from tests.support.client import Client
from tests.support.shown import shown

SignIn = Callable[[User], Client]
FORUM = "/f/social-economy"
SCHEDULE = f"{FORUM}/admin/schedule"
WAYS_TO_WRITE = ("#reply", "/new-thread", 'name="body"')
CLOSE = f"{FORUM}/admin/close"
NOTICE = "This forum closed on"


def test_an_admin_closes_the_forum_and_opens_it_again(cast: Cast, sign_in: SignIn) -> None:
    alma = sign_in(cast.alma)
    page = shown(alma.get(SCHEDULE))
    assert "The forum closes by itself on" in page.words
    page.form(CLOSE).send(alma, closed="1")
    closed = shown(alma.get(SCHEDULE))
    assert "This forum closed on 4 March 2026. It stays readable." in closed.words
    assert "Alma closed the forum today at 07:00." in shown(alma.get(f"{FORUM}/admin/acts")).words
    assert "Close the forum now" not in closed.words
    closed.form(CLOSE).send(alma, closed="0")
    assert NOTICE not in shown(alma.get(SCHEDULE)).words
    assert cast.forum.closed_at == END


@pytest.mark.parametrize("day", ["2026-03-03", "4 March", "0026-03-05"])
def test_a_day_that_is_no_use_is_refused_beside_the_field(cast: Cast, sign_in: SignIn, day: str) -> None:
    cast.forum.closed_at = START - timedelta(seconds=1)
    db.session.commit()
    answer = sign_in(cast.alma).post(CLOSE, data={"closed": "0", "until": day})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'value="{day}"' in page
    assert 'id="until-error"' in page
    db.session.refresh(cast.forum)
    assert cast.forum.closed_at == START - timedelta(seconds=1)


@pytest.mark.parametrize(("seconds", "archive"), [(-1, False), (0, True), (1, True)])
def test_a_closed_forum_says_so_and_leads_nobody_to_a_form_that_is_not_there(
    cast: Cast, sign_in: SignIn, clock: FixedClock, seconds: int, archive: bool
) -> None:
    clock.move_to(END + timedelta(seconds=seconds))
    rosa = sign_in(cast.rosa)
    for address in ("/", "/home", "/week/2", f"/thread/{cast.question_thread.key}", "/questions"):
        html = rosa.get(FORUM + address).get_data(as_text=True)
        assert ("This forum closed on 27 March 2026. It stays readable." in html) is archive, address
        assert any(way in html for way in WAYS_TO_WRITE) <= (not archive), address
    assert ("#reply" in rosa.get(f"{FORUM}/questions").get_data(as_text=True)) is not archive


def test_the_settings_say_that_they_do_not_open_what_was_closed_by_hand(cast: Cast, sign_in: SignIn) -> None:
    olga = sign_in(cast.olga)
    settings = "/owner/forums/social-economy/edit"
    assert "Another last day does not open it" not in shown(olga.get(settings)).words
    cast.forum.closed_at = START
    db.session.commit()
    assert "Another last day does not open it" in shown(olga.get(settings)).words


def test_anyone_else_is_offered_neither(cast: Cast, sign_in: SignIn) -> None:
    olga = sign_in(cast.olga)
    assert CLOSE not in olga.get(SCHEDULE).get_data(as_text=True)
    assert olga.post(CLOSE, data={"closed": "1"}).status_code == 403
    assert sign_in(cast.ana).post(CLOSE).status_code == 403
    assert cast.forum.closed_at == END
