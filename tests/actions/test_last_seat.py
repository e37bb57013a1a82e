"""Two admins at the very same moment: the last seat, one application, one address; where commits are real."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

import pytest
from flask import Flask
from sqlalchemy import func, inspect, select

from board.actions import entering, selecting
from board.actions.applying import Applied
from board.actions.entering import AppliedAlready
from board.actions.posting import Conflict
from board.extensions import db
from board.models import Application, Assignment, Forum, Job, Membership, User
from board.rules import selection as rule
from board.rules.permissions import Refusal, Refused
from board.text import SheetRow
from tests.support.applicants import applied
from tests.support.cast import Cast, look_as, membership_of
from tests.support.client import Client, signed_in
from tests.support.together import meet_at, together

Row = TypeVar("Row")


@pytest.fixture
def cast(committed: Flask, commit_cast: Callable[[], Cast]) -> Cast:
    """The cast, committed, so that every connection sees it; one seat for a key respondent."""
    with committed.app_context():
        cast = commit_cast()
        cast.forum.respondent_seats = 1
        db.session.commit()
        return cast


def mine(row: Row) -> Row:
    """A row, in this thread's own session."""
    return db.session.get_one(type(row), inspect(row).identity)


def application_of(committed: Flask, cast: Cast, name: str) -> Application:
    with committed.app_context():
        return applied(cast, name)


def accept(cast: Cast, application: Application, wanted: str = "accepted") -> None:
    sight = look_as(mine(cast.forum), mine(cast.alma))
    selecting.decide(sight, mine(application), wanted, mine(cast.week(2)))


def count(app: Flask, model: type, *where: object) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model).where(*where)) or 0  # type: ignore[arg-type]


def test_of_two_who_accept_the_last_seat_one_is_told_that_it_is_taken(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = (application_of(committed, cast, name) for name in ("Lucía", "Pedro"))
    meet_at(monkeypatch, selecting, "seats")  # both know how many are left before anybody decides
    outcomes = together(committed, lambda: accept(cast, one), lambda: accept(cast, other))
    assert sorted(str(type(outcome)) for outcome in outcomes) == sorted(map(str, (type(None), Refused)))
    [refused] = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    assert refused.reason is Refusal.NO_SEAT
    assert count(committed, Application, Application.state == "accepted") == 1
    assert count(committed, User, User.email.in_([one.email, other.email])) == 1
    assert count(committed, Job, Job.kind == "mail.decision") == 1


def test_of_two_admins_in_two_browsers_one_is_told_and_the_other_has_the_seat(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    applications = [application_of(committed, cast, name) for name in ("Lucía", "Pedro")]
    with committed.app_context():
        colleague = membership_of(cast.jorge, cast.forum)
        assert colleague is not None
        colleague.roles |= {"admin"}
        db.session.commit()
        browsers = [signed_in(committed, mine(person)) for person in (cast.alma, cast.jorge)]
        week = mine(cast.week(2)).number

    def send(browser: Client, application: Application) -> tuple[int, str]:
        address = f"/f/social-economy/admin/applications/{application.key}/decide"
        answer = browser.post(address, data={"wanted": "accepted", "week": week})
        return answer.status_code, answer.text

    meet_at(monkeypatch, selecting, "seats")
    sent = zip(browsers, applications, strict=True)
    outcomes = together(committed, *(partial(send, browser, application) for browser, application in sent))
    (done, _), (refused, page) = sorted(outcomes)
    assert (done, refused) == (303, 409)
    assert "The last place for key respondents has just been taken, so this application was not accepted." in page
    assert count(committed, Application, Application.state == "accepted") == 1


def test_two_who_accept_the_same_one_make_one_place(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = application_of(committed, cast, "Lucía")
    meet_at(monkeypatch, rule, "decide")
    outcomes = together(committed, lambda: accept(cast, application), lambda: accept(cast, application))
    [refused] = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    assert refused.reason is Refusal.ALREADY_SO
    assert count(committed, Assignment, Assignment.week_id == cast.week(2).id) == 2  # with Rosa
    assert count(committed, Job, Job.kind == "mail.decision") == 1


def test_an_acceptance_and_a_refusal_at_once_leave_one_whole(committed: Flask, cast: Cast) -> None:
    """Accepted first, the other is refused; declined first, accepting it still is an admin's right."""
    application = application_of(committed, cast, "Lucía")
    outcomes = together(committed, lambda: accept(cast, application), lambda: accept(cast, application, "declined"))
    assert outcomes[0] is None
    with committed.app_context():
        assert mine(application).state == "accepted"
        decisions = db.session.scalars(select(Job).where(Job.kind == "mail.decision"))
        assert [job.payload["state"] for job in decisions] == ["accepted"]
    assert count(committed, Membership, Membership.user_id.in_(select(User.id).where(User.name == "Lucía"))) == 1


def test_a_lower_cap_counts_at_once(committed: Flask, cast: Cast) -> None:
    """The forum as it was when the page was asked for does not decide; the locked row does."""
    application = application_of(committed, cast, "Lucía")
    with committed.app_context():
        sight = look_as(mine(cast.forum), mine(cast.alma))
        db.session.execute(Forum.__table__.update().values(respondent_seats=0))
        with pytest.raises(Refused) as raised:
            selecting.decide(sight, mine(application), "accepted")
    assert raised.value.reason is Refusal.NO_SEAT


def test_of_two_who_enter_one_address_one_is_led_to_the_others(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = Applied("participant", "Pedro", "pedro@example.org")

    def enter() -> str:
        return entering.enter(look_as(mine(cast.forum), mine(cast.alma)), said).key

    meet_at(monkeypatch, entering, "_standing")
    outcomes = together(committed, enter, enter)
    [told] = [outcome for outcome in outcomes if isinstance(outcome, AppliedAlready)]
    assert told.application.key in outcomes
    assert count(committed, Application) == 1


def test_of_two_who_import_one_file_one_is_shown_the_new_plan(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [SheetRow(2, {"name": "Pedro", "email": "pedro@example.org"})]
    with committed.app_context():
        seen = entering.plan_import(look_as(mine(cast.forum), mine(cast.alma)), rows).mark

    def bring_in() -> int:
        return len(entering.import_applications(look_as(mine(cast.forum), mine(cast.alma)), rows, (), seen).rows)

    meet_at(monkeypatch, entering, "_standing")
    outcomes = together(committed, bring_in, bring_in)
    assert 1 in outcomes
    assert [type(outcome) for outcome in outcomes if outcome != 1] == [Conflict]
    assert count(committed, Application) == 1
