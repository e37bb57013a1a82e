"""The checklist of a forum in preparation: every line is derived from what there is, and goes when it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, update

from board.actions.checklist import leave_out
from board.clock import FixedClock
from board.extensions import db
from board.models import Assignment, Mail, Reading, User, WorkerBeat
from board.pages.checklist import Line, checklist, left_out, what_mail_lacks
from board.rules.checklist import LINES, OPTIONAL
from board.rules.permissions import Refused
from tests.support.asked import queries
from tests.support.cast import END, START, Cast, membership_of, sight_for
from tests.support.client import Client
from tests.support.shown import Shown, shown

SignIn = Callable[[User], Client]
COCKPIT = "/f/social-economy/admin/"
CHANGE = f"{COCKPIT}checklist"


def lines(cast: Cast, mail: str = "") -> dict[str, Line]:
    found = checklist(sight_for(cast, cast.alma), mail)
    assert found is not None
    return {line.name: line for line in found.lines}


def lacks(cast: Cast, name: str) -> str:
    db.session.commit()
    return lines(cast)[name].lacks


def listed(page: Shown) -> list[str]:
    """The words of the lines that are open."""
    [section] = [one for one in page.all("section") if one.get("class") == "checklist"]
    return [" ".join("".join(item.itertext()).split()) for item in section.iter("li") if item.get("class") != "done"]


class TestLines:
    def test_stand_in_the_order_in_which_one_does_them(self, cast: Cast) -> None:
        assert tuple(lines(cast)) == LINES

    @pytest.mark.parametrize("name", ["readings", "questions"])
    def test_name_the_weeks_that_lack_something(self, cast: Cast, name: str) -> None:
        line = lines(cast)[name]
        assert line.lacks == "in_weeks"
        assert line.number == len(line.weeks) > 0

    def test_outlines_are_done_with_the_last(self, cast: Cast) -> None:
        assert lacks(cast, "outlines") == ""
        cast.week(2).outline_id = cast.week(3).outline_id = None
        assert lacks(cast, "outlines") == "in_weeks"
        assert [week.number for week in lines(cast)["outlines"].weeks] == [2, 3]

    def test_each_key_respondent_needs_a_week(self, cast: Cast) -> None:
        assert lacks(cast, "respondents") == ""
        db.session.execute(delete(Assignment))
        assert lacks(cast, "respondents") == "week"
        for person in (cast.rosa, cast.bento):
            membership_of(person, cast.forum).roles = frozenset({"participant"})  # type: ignore[union-attr]
        assert lacks(cast, "respondents") == "nobody"

    def test_translators_are_asked_for_if_something_is_translated(self, cast: Cast) -> None:
        assert lacks(cast, "translators") == ""
        cast.forum.policy = ()
        db.session.commit()
        assert "translators" not in lines(cast)

    def test_the_call_needs_a_date(self, cast: Cast) -> None:
        cast.forum.applications_from = None
        assert lacks(cast, "call") == "date"
        cast.forum.applications_from = START
        assert lacks(cast, "call") == ""

    def test_the_code_of_conduct_is_the_forums_own(self, cast: Cast) -> None:
        cast.forum.conduct_id = None
        assert lacks(cast, "conduct") == "own"
        cast.forum.conduct_id = cast.week(1).title_id
        assert lacks(cast, "conduct") == ""

    def test_there_is_none_for_a_closed_forum(self, cast: Cast) -> None:
        before, at = (sight_for(cast, cast.alma, now) for now in (END - timedelta(seconds=1), END))
        assert checklist(before, "") is not None
        assert checklist(at, "") is None


class TestMail:
    def test_needs_a_server_a_worker_and_a_proof(self, cast: Cast) -> None:
        assert what_mail_lacks(False, True) == "server"
        assert what_mail_lacks(True, False) == "worker"
        assert what_mail_lacks(True, True) == "proof"
        mail = {"recipient": "a@example.org", "subject": "", "body": "", "created_at": START}
        db.session.add(Mail(message_id="<a@b>", sent_at=START, **mail))
        db.session.commit()
        assert what_mail_lacks(True, True) == ""


class TestLeavingOut:
    def test_goes_and_comes_back_and_is_in_the_log(self, cast: Cast, sign_in: SignIn) -> None:
        cast.forum.applications_from = None
        alma = sign_in(cast.alma)
        assert any("Call for participants" in line for line in listed(shown(alma.get(COCKPIT))))
        for wanted, is_there in (("out", False), ("back", True)):
            assert alma.post(CHANGE, data={"name": "call", "wanted": wanted}).status_code == 303
            page = shown(alma.get(COCKPIT))
            assert any("Call for participants" in line for line in listed(page)) is is_there
        assert "put something back on the checklist" in page.words

    def test_is_for_admins(self, cast: Cast, sign_in: SignIn) -> None:
        with pytest.raises(Refused):
            leave_out(sight_for(cast, cast.ana), "call", True)
        assert sign_in(cast.ana).post(CHANGE, data={"name": "call", "wanted": "out"}).status_code == 403

    @pytest.mark.parametrize(("name", "wanted"), [("outlines", "out"), ("mail", "out"), ("x", "out"), ("call", "x")])
    def test_takes_only_what_a_forum_may_not_need(self, cast: Cast, sign_in: SignIn, name: str, wanted: str) -> None:
        assert sign_in(cast.alma).post(CHANGE, data={"name": name, "wanted": wanted}).status_code == 400
        assert left_out(sight_for(cast, cast.alma)) == set()

    def test_what_was_said_last_counts(self, cast: Cast, clock: FixedClock) -> None:
        for wanted in (True, False, True):
            leave_out(sight_for(cast, cast.alma), "call", wanted)
        assert left_out(sight_for(cast, cast.alma)) == {"call"}


class TestPage:
    def test_each_line_says_what_is_missing_and_leads_there(self, cast: Cast, sign_in: SignIn) -> None:
        cast.forum.applications_from = cast.forum.conduct_id = None
        page = shown(sign_in(cast.alma).get(COCKPIT))
        words = " ".join(listed(page))
        assert "It has no date, so nobody can apply." in words
        assert "No mail server is set" in words
        first = lines(cast)["readings"].weeks[0].number
        for end in ("admin/call", "admin/call/conduct", f"admin/week/{first}/readings"):
            assert f"/f/social-economy/{end}" in page.links

    def test_it_is_gone_when_all_is_done(self, cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
        sight = sight_for(cast, cast.alma)
        for name in OPTIONAL:
            leave_out(sight, name, True)
        monkeypatch.setattr("board.web.organising.checklist_words.what_mail_lacks", lambda *_: "")
        assert "Before it begins" not in shown(sign_in(cast.alma).get(COCKPIT)).words

    @pytest.mark.parametrize(
        ("seconds", "words"), [(0, "None has gone out yet."), (3600, "The worker of the site is not running")]
    )
    def test_says_why_no_mail_goes_out(
        self, app: Flask, cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, seconds: int, words: str
    ) -> None:
        db.session.add(WorkerBeat(name="one", began_at=START, seen_at=START - timedelta(seconds=seconds)))
        with_server = replace(app.extensions["settings"], mail_url="smtp://localhost")
        monkeypatch.setattr("board.web.organising.checklist_words.settings", lambda: with_server)
        assert words in " ".join(listed(shown(sign_in(cast.alma).get(COCKPIT))))

    def test_takes_the_same_queries_whatever_there_is(self, app: Flask, cast: Cast) -> None:
        sight = sight_for(cast, cast.alma)
        with queries(app) as asked:
            checklist(sight, "")
        assert len(asked) == 5


def test_says_once_that_no_week_has_any(cast: Cast, sign_in: SignIn) -> None:
    told = " ".join(listed(shown(sign_in(cast.alma).get(COCKPIT))))
    assert "No week has any yet." not in told
    db.session.execute(update(Reading).values(deleted_at=START))
    db.session.commit()
    told = " ".join(listed(shown(sign_in(cast.alma).get(COCKPIT))))
    assert "Readings No week has any yet." in told
