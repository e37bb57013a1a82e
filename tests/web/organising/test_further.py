"""The switch on a member's own page, and the list that admins export."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from board.clock import FixedClock
from board.extensions import db
from board.models import User
from tests.support.cast import END, Cast
from tests.support.client import Client
from tests.support.shown import shown

SignIn = Callable[[User], Client]
FORUM = "/f/social-economy"
PEOPLE = f"{FORUM}/admin/people"
EXPORT = f"{PEOPLE}/further"


def test_a_member_agrees_and_changes_their_mind_on_their_own_page(cast: Cast, sign_in: SignIn) -> None:
    ana, own = sign_in(cast.ana), f"{FORUM}/people/{cast.ana.key}"
    page = shown(ana.get(own))
    assert "May the admins of this forum write to you" in page.words
    page.form("/further").send(ana, agreed="y")
    page = shown(ana.get(own))
    assert "you agree that the admins of this forum write to you" in page.words
    page.form("/further").send(ana, agreed="n")
    assert "May the admins of this forum write to you" in shown(ana.get(own)).words
    assert f"{FORUM}/further" not in shown(ana.get(f"{FORUM}/people/{cast.jorge.key}")).actions()


def test_the_home_page_asks_once_the_forum_has_closed(cast: Cast, sign_in: SignIn, clock: FixedClock) -> None:
    ana, own = sign_in(cast.ana), f"{FORUM}/people/{cast.ana.key}#further"
    assert own not in shown(ana.get(f"{FORUM}/home")).links
    clock.move_to(END)
    assert own in shown(ana.get(f"{FORUM}/home")).links


def test_the_file_disarms_formulas(cast: Cast, sign_in: SignIn) -> None:
    cast.ana.name = '=HYPERLINK("http://example.org")'
    db.session.commit()
    sign_in(cast.ana).post(f"{FORUM}/further", data={"agreed": "y"})
    alma = sign_in(cast.alma)
    page = shown(alma.get(PEOPLE))
    assert "1 member agrees to be written to" in page.words
    answer = page.form(EXPORT).send(alma)
    [row] = csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig")))
    assert row == {
        "name": "'=HYPERLINK(\"http://example.org\")", "email": "ana@example.org", "region": "Brazil",
        "languages": "", "agreed_at": "2026-03-04T12:00:00+00:00",
    }  # fmt: skip


def test_nobody_but_admins_sees_how_many_or_who(cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.ana).post(f"{FORUM}/further", data={"agreed": "y"})
    olga = sign_in(cast.olga)
    assert "to be written to" not in shown(olga.get(PEOPLE)).words
    for person in (cast.olga, cast.ana, cast.omar):
        assert sign_in(person).post(EXPORT).status_code == 403
