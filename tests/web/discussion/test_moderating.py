"""The pages for reporting a post, hiding it with a reason, and suspending a member."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from board.actions import posting, suspending
from board.extensions import db
from board.models import Report, UnsentText, User
from tests.support.asked import queries
from tests.support.cast import START, Cast, membership_of, sight_for
from tests.support.client import Client
from tests.support.shown import shown

SignIn = Callable[[User], Client]
FORUM = "/f/social-economy"
REPORTS = f"{FORUM}/admin/reports"


def suspend(cast: Cast, person: User) -> None:
    membership = membership_of(person, cast.forum)
    assert membership is not None
    suspending.suspend(sight_for(cast, cast.alma), membership, "Insults others.")


def test_a_member_reports_and_an_admin_decides(cast: Cast, sign_in: SignIn) -> None:
    jorge, alma = sign_in(cast.jorge), sign_in(cast.alma)
    tools = f"{FORUM}/post/{cast.post.key}/tools"
    shown(jorge.get(tools)).form("/report").send(jorge, reason="Names a patient")
    assert "You reported this post." in shown(jorge.get(tools)).words
    page = shown(alma.get(REPORTS))
    assert "Jorge" in page.words
    assert "Names a patient" in page.words
    answer = page.form("/remove").send(alma, reason="A name in it")
    assert (answer.status_code, answer.location) == (303, REPORTS)
    assert "No report waits for a decision." in shown(alma.get(REPORTS)).words
    for url in (f"{FORUM}/thread/{cast.thread.key}", f"{FORUM}/people/{cast.ana.key}"):
        assert "Reason: A name in it" in shown(sign_in(cast.ana).get(url)).words
        assert "A name in it" not in shown(jorge.get(url)).words


def test_a_report_is_decided_once(cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.jorge).post(f"{FORUM}/post/{cast.post.key}/report", data={"reason": "Names a patient"})
    alma = sign_in(cast.alma)
    form = shown(alma.get(REPORTS)).form("/keep")
    assert form.send(alma).location == form.send(alma).location == REPORTS
    page = shown(alma.get(REPORTS))
    assert "it was like that already" in page.words
    assert db.session.scalars(select(Report.outcome)).all() == ["kept"]


@pytest.mark.parametrize(("path", "fields"), [("report", {}), ("remove", {"how": "hide"})])
@pytest.mark.parametrize("length", [0, 1001])
def test_a_form_without_a_valid_reason_comes_back(
    cast: Cast, sign_in: SignIn, path: str, fields: dict[str, str], length: int
) -> None:
    alma = sign_in(cast.alma)
    answer = alma.post(f"{FORUM}/post/{cast.post.key}/{path}", data=fields | {"reason": "x" * length})
    page = shown(answer)
    assert answer.status_code == 422
    [error] = page.texts("p[@class='error']")
    assert ("at most" in error) == bool(length)
    assert "x" * length in answer.text
    assert db.session.scalars(select(Report)).all() == []
    assert cast.post.removed is None


@pytest.mark.parametrize("person", ["jorge", "tess", "omar", "olga", "nina"])
def test_reports_are_for_the_forums_admins(cast: Cast, sign_in: SignIn, person: str) -> None:
    client = sign_in(getattr(cast, person))
    assert client.get(REPORTS).status_code == 403
    assert client.post(f"{FORUM}/post/{cast.post.key}/keep").status_code == 403
    assert client.post(f"{FORUM}/admin/people/{cast.ana.key}/suspend", data={"reason": "x"}).status_code == 403


def test_an_admin_suspends_and_lifts(cast: Cast, sign_in: SignIn) -> None:
    alma, page = sign_in(cast.alma), f"{FORUM}/admin/people/{cast.jorge.key}"
    assert f"{page}/suspend" in shown(alma.get(page)).links
    form = shown(alma.get(f"{page}/suspend")).form("/suspend")
    empty = form.send(alma, reason=" ")
    assert empty.status_code == 422
    assert "Say why" in shown(empty).words
    assert form.send(alma, reason="Insults others.").location == page
    assert "Reason: Insults others." in shown(alma.get(page)).words
    shown(alma.get(page)).form("/lift").send(alma)
    assert "Suspended since" not in shown(alma.get(page)).words


def test_the_button_is_missing_for_people_who_cannot_be_suspended(cast: Cast, sign_in: SignIn) -> None:
    alma = sign_in(cast.alma)
    page = f"{FORUM}/admin/people/{cast.alma.key}"
    assert f"{page}/suspend" not in shown(alma.get(page)).links
    assert alma.get(f"{page}/suspend").status_code == 403
    assert alma.post(f"{page}/suspend", data={"reason": "x"}).status_code == 403


def test_a_suspended_member_is_told_on_each_page_and_keeps_unsent_texts(cast: Cast, sign_in: SignIn) -> None:
    jorge = sign_in(cast.jorge)
    url = f"{FORUM}/thread/{cast.thread.key}"
    form = shown(jorge.get(url)).form("/reply")
    suspend(cast, cast.jorge)
    for words in (shown(jorge.get(FORUM + "/")).words, shown(jorge.get(url)).words):
        assert "suspended in this forum since Wed 4 Mar, 07:00" in words
        assert "“Insults others.”" in words
        assert "write to Alma, who decided this" in words
    refused = form.send(jorge, body="An hour of words")
    assert refused.status_code == 403
    assert "suspended in this forum since" in shown(refused).words
    assert "An hour of words" in jorge.get("/unsent").text
    assert db.session.scalars(select(UnsentText.user_id)).all() == [cast.jorge.id]
    assert "suspended" not in jorge.get("/unsent").text


def test_a_suspended_members_special_roles_have_no_effect(cast: Cast, sign_in: SignIn) -> None:
    suspend(cast, cast.tess)
    suspend(cast, cast.rosa)
    tess = sign_in(cast.tess)
    assert tess.get(f"{FORUM}/translate").status_code == 403
    assert "Translations" not in shown(tess.get(FORUM + "/")).words
    ana = sign_in(cast.ana)
    asking = shown(ana.get(f"{FORUM}/thread/{cast.thread.key}")).form("/reply")
    assert asking.send(ana, body="Una pregunta", ask=cast.rosa.key).status_code == 422


def test_a_suspension_takes_no_further_query(app: object, cast: Cast, sign_in: SignIn) -> None:
    jorge, url = sign_in(cast.jorge), f"{FORUM}/people"
    jorge.get(url)
    counts = []
    for act in (lambda: None, lambda: suspend(cast, cast.jorge)):
        act()
        db.session.commit()
        with queries(app) as asked:  # type: ignore[arg-type]
            jorge.get(url)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_restored_post_is_no_longer_listed_as_hidden(cast: Cast, sign_in: SignIn) -> None:
    alma = sight_for(cast, cast.alma)
    posting.hide_post(alma, cast.post, "A reason")
    posting.restore_post(alma, cast.post)
    assert cast.post.removed_at is None
    assert alma.now == START
    assert "Hidden by an admin" not in shown(sign_in(cast.ana).get(f"{FORUM}/people/{cast.ana.key}")).words
