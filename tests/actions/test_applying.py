"""Applications: nobody's until confirmed, changed until the deadline, one for each address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, func, inspect, select

from board import jobs
from board.actions import applying
from board.clock import FixedClock
from board.extensions import db
from board.jobs import run_due
from board.models import Application, ApplicationNote, Forum, Job, Week
from board.models.base import is_key
from board.rules.applications import ACCEPTED, DECIDED, DECLINED, RECEIVED, SHORTLISTED, WAITING, WITHDRAWN
from board.rules.permissions import Refusal, Refused
from board.visible import visible_applications
from tests.support.applying import DEADLINE, OUT, all_applications, applied, call_out, confirmed, linked, said
from tests.support.cast import START, Cast, sight_for
from tests.support.together import meet_at, together

SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _out(request: pytest.FixtureRequest) -> None:
    if "committed" not in request.fixturenames:
        call_out(request.getfixturevalue("cast"))


def seen(cast: Cast) -> list[Application]:
    """What the forum's admin sees."""
    return list(db.session.scalars(visible_applications(sight_for(cast, cast.alma))))


def test_what_was_sent_is_kept_and_nobody_sees_it(cast: Cast) -> None:
    application = applied(cast)
    assert (application.name, application.email, application.kind) == (
        "Inés Pardo",
        "ines@example.org",
        "key_respondent",
    )
    assert (application.origin, application.state, application.verified_at) == ("form", RECEIVED, None)
    assert application.token_digest is None
    assert seen(cast) == []


def test_an_application_for_a_week_that_was_just_removed_is_kept_without_the_week(cast: Cast) -> None:
    week = cast.week(4)
    wanted = replace(said(), week=Week(id=week.id))  # as another request read it before
    db.session.execute(delete(Week).where(Week.id == week.id))
    db.session.commit()
    applying.apply(cast.forum, wanted, START, "a form's mark")
    application = db.session.scalars(select(Application)).one()
    assert (application.name, application.week_id, application.once) == ("Inés Pardo", None, "a form's mark")


def test_a_mail_is_due_at_once(cast: Cast) -> None:
    application = applied(cast)
    job = db.session.scalars(select(Job).where(Job.kind == "mail.application")).one()
    assert (job.payload, job.run_at) == ({"application": application.key}, START)


@pytest.mark.parametrize(
    ("now", "refusal"),
    [
        (OUT - SECOND, Refusal.CALL_NOT_OUT),
        (OUT, None),
        (DEADLINE - SECOND, None),
        (DEADLINE, Refusal.CALL_OVER),
        (DEADLINE + SECOND, Refusal.CALL_OVER),
    ],
)
def test_it_is_sent_from_the_call_until_just_before_the_deadline(
    cast: Cast, now: object, refusal: Refusal | None
) -> None:
    if refusal is None:
        applied(cast, now)  # type: ignore[arg-type]
    else:
        with pytest.raises(Refused) as refused:
            applied(cast, now)  # type: ignore[arg-type]
        assert refused.value.reason is refusal
    assert len(all_applications()) == (refusal is None)


class TestTheSameFormTwice:
    def test_is_one_application(self, cast: Cast) -> None:
        for _ in range(2):
            applying.apply(cast.forum, said(), START, "aaaabbbbccccdd")
        [one] = all_applications()
        assert one.once == "aaaabbbbccccdd" != one.key
        assert is_key(one.key)
        assert db.session.scalar(select(func.count(Job.id)).where(Job.kind == "mail.application")) == 1

    def test_with_another_address_is_another(self, cast: Cast) -> None:
        """Somebody went back and corrected it: the second mail must go out."""
        applying.apply(cast.forum, said(email="inse@example.org"), START, "aaaabbbbccccdd")
        applying.apply(cast.forum, said(), START, "aaaabbbbccccdd")
        assert [one.email for one in all_applications()] == ["inse@example.org", "ines@example.org"]

    def test_later_is_a_new_one_with_a_new_mail(self, cast: Cast) -> None:
        """The mail did not come, and somebody went back to the form."""
        for minutes in (0, 9, 10):
            applying.apply(cast.forum, said(), START + timedelta(minutes=minutes), "aaaabbbbccccdd")
        assert len(all_applications()) == 2
        assert db.session.scalar(select(func.count(Job.id)).where(Job.kind == "mail.application")) == 2

    def test_a_mark_of_another_forum_is_not_told(self, cast: Cast) -> None:
        applying.record(cast.other_forum, said(), "form", START, verified=True, once="aaaabbbbccccdd")
        applying.apply(cast.forum, said(), START, "aaaabbbbccccdd")
        assert [one.forum_id for one in all_applications()] == [cast.other_forum.id, cast.forum.id]

    def test_at_the_same_moment_is_one(
        self, committed: Flask, commit_cast: Callable[[], Cast], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with committed.app_context():
            cast = commit_cast()
            call_out(cast)
            identity = inspect(cast.forum).identity

        def send() -> object:
            return applying.apply(db.session.get_one(Forum, identity), said(), START, "aaaabbbbccccdd")

        meet_at(monkeypatch, applying, "words_of")
        meet_at(monkeypatch, applying, "columns_of")
        assert together(committed, send, send) == [None, None]
        with committed.app_context():
            assert db.session.scalar(select(func.count(Application.id))) == 1
            assert db.session.scalar(select(func.count(Job.id)).where(Job.kind == "mail.application")) == 1


class TestConfirming:
    def test_lets_the_admins_see_it(self, cast: Cast) -> None:
        application, _token = confirmed(cast)
        assert application.verified_at == START
        assert seen(cast) == [application]

    @pytest.mark.parametrize("later", [DEADLINE, DEADLINE + timedelta(days=20)])
    def test_can_be_done_after_the_deadline(self, cast: Cast, later: object) -> None:
        token = linked(applied(cast, DEADLINE - SECOND))
        applying.confirm(cast.forum, token, later)  # type: ignore[arg-type]
        assert len(seen(cast)) == 1

    def test_twice_changes_nothing(self, cast: Cast) -> None:
        application, token = confirmed(cast)
        assert applying.confirm(cast.forum, token, START + SECOND) is application
        assert application.verified_at == START

    @pytest.mark.parametrize("token", ["", "x", "0" * 64])
    def test_a_wrong_link_opens_nothing(self, cast: Cast, token: str) -> None:
        applied(cast)
        assert applying.confirm(cast.forum, token, START) is None
        assert seen(cast) == []

    def test_a_link_opens_nothing_in_another_forum(self, cast: Cast) -> None:
        token = linked(applied(cast))
        assert applying.confirm(cast.other_forum, token, START) is None


class TestTheSameAddressAgain:
    def test_before_it_is_confirmed_nothing_of_the_first_changes(self, cast: Cast) -> None:
        first, token = confirmed(cast)
        applied(cast, name="Somebody else", description="Mischief.")
        db.session.refresh(first)
        assert (first.name, first.description) == ("Inés Pardo", "We sell bread.")
        assert applying.application_with(cast.forum, token) is first
        assert seen(cast) == [first]

    @pytest.mark.parametrize("state", [RECEIVED, SHORTLISTED])
    def test_confirmed_its_words_replace_the_first_ones(self, cast: Cast, state: str) -> None:
        first, _ = confirmed(cast)
        first.state, key = state, first.key
        db.session.add(ApplicationNote(application_id=first.id, user_id=cast.alma.id, note="Bread", at=START))
        again, token = confirmed(cast, START + SECOND, kind="participant", email=" INES@example.org", week=cast.week(2))
        assert seen(cast) == [first] == [again]
        assert (first.key, first.state, first.kind) == (key, state, "participant")
        assert (first.week_id, first.changed_at) == (cast.week(2).id, START + SECOND)
        assert db.session.scalar(select(func.count(ApplicationNote.id))) == 1
        assert applying.application_with(cast.forum, token) is first
        assert len(all_applications()) == 1

    @pytest.mark.parametrize("state", DECIDED)
    def test_what_is_decided_stays_with_its_words(self, cast: Cast, state: str) -> None:
        first, _ = confirmed(cast)
        first.state = state
        found, token = confirmed(cast, description="Too late.")
        assert found is first
        assert (first.state, first.description) == (state, "We sell bread.")
        assert applying.application_with(cast.forum, token) is first
        assert len(all_applications()) == 1

    def test_who_had_withdrawn_applies_anew(self, cast: Cast) -> None:
        first, _ = confirmed(cast)
        applying.withdraw(first, START)
        again, _ = confirmed(cast, description="I can, after all.")
        assert again is first
        assert (first.state, first.state_before, first.description) == (RECEIVED, "", "I can, after all.")

    def test_what_stands_is_renewed_and_not_what_was_withdrawn_before(self, cast: Cast) -> None:
        """She withdrew, wrote a mail that an admin entered, and used the form once more: one application stands."""
        withdrawn, _ = confirmed(cast)
        applying.withdraw(withdrawn, START)
        entered = applying.record(cast.forum, said(description="By mail."), "mail", START, verified=True)
        db.session.commit()
        confirmed(cast, description="By form.")
        assert [(one.key, one.state) for one in all_applications()] == [
            (withdrawn.key, WITHDRAWN), (entered.key, RECEIVED),
        ]  # fmt: skip
        assert entered.description == "By form."

    def test_an_application_that_came_by_mail_takes_over_the_words(self, cast: Cast) -> None:
        entered = applying.record(cast.forum, said(description="By mail."), "mail", START, verified=True)
        found, _ = confirmed(cast)
        assert found is entered
        assert (entered.description, entered.origin) == ("We sell bread.", "mail")

    def test_an_earlier_form_that_was_never_confirmed_cannot_come_back(self, cast: Cast) -> None:
        old = linked(applied(cast, description="Old."))
        confirmed(cast, description="New.")
        assert applying.confirm(cast.forum, old, START) is None
        assert [one.description for one in all_applications()] == ["New."]

    def test_another_address_and_another_forum_are_others(self, cast: Cast) -> None:
        first, _ = confirmed(cast)
        elsewhere = applying.record(cast.other_forum, said(), "form", START, verified=True)
        other, _ = confirmed(cast, email="noe@example.org")
        assert seen(cast) == [first, other]
        assert elsewhere in all_applications()

    def test_two_links_confirmed_at_once_are_one_application(
        self, committed: Flask, commit_cast: Callable[[], Cast], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with committed.app_context():
            cast = commit_cast()
            call_out(cast)
            identity = inspect(cast.forum).identity
            tokens = [linked(applied(cast, description=words)) for words in ("One.", "Two.")]

        def confirming(token: str) -> object:
            return applying.confirm(db.session.get_one(Forum, identity), token, START)

        meet_at(monkeypatch, applying, "application_with")
        together(committed, lambda: confirming(tokens[0]), lambda: confirming(tokens[1]))
        with committed.app_context():
            verified = select(Application.description).where(Application.verified_at.is_not(None))
            assert list(db.session.scalars(verified)) == ["Two."]
            assert db.session.scalar(select(func.count(Application.id))) == 1


class TestChanging:
    def test_until_the_deadline(self, cast: Cast) -> None:
        application, _ = confirmed(cast)
        applying.change(cast.forum, application, said(description="We sell cakes."), DEADLINE - SECOND)
        assert (application.description, application.changed_at) == ("We sell cakes.", DEADLINE - SECOND)

    @pytest.mark.parametrize("late", [DEADLINE, DEADLINE + SECOND])
    def test_not_after_it(self, cast: Cast, late: object) -> None:
        application, _ = confirmed(cast)
        with pytest.raises(Refused):
            applying.change(cast.forum, application, said(description="Late."), late)  # type: ignore[arg-type]
        assert application.description == "We sell bread."

    def test_never_the_address(self, cast: Cast) -> None:
        application, _ = confirmed(cast)
        applying.change(cast.forum, application, said(email="other@example.org"), START)
        assert application.email == "ines@example.org"

    def test_saying_the_same_is_no_change(self, cast: Cast) -> None:
        application, _ = confirmed(cast)
        applying.change(cast.forum, application, said(), START)
        assert application.changed_at is None

    @pytest.mark.parametrize("state", [*DECIDED, WITHDRAWN])
    def test_not_what_is_decided(self, cast: Cast, state: str) -> None:
        application, _ = confirmed(cast)
        application.state = state
        db.session.commit()
        with pytest.raises(Refused):
            applying.change(cast.forum, application, said(description="Late."), START)
        assert application.description == "We sell bread."


class TestWithdrawing:
    @pytest.mark.parametrize("state", [RECEIVED, SHORTLISTED, WAITING])
    def test_keeps_what_it_was(self, cast: Cast, state: str) -> None:
        application, _ = confirmed(cast)
        application.state = state
        db.session.commit()
        applying.withdraw(application, DEADLINE + SECOND)
        assert (application.state, application.state_before) == (WITHDRAWN, state)

    @pytest.mark.parametrize("state", [ACCEPTED, DECLINED, WITHDRAWN])
    def test_not_what_is_over(self, cast: Cast, state: str) -> None:
        application, _ = confirmed(cast)
        application.state = state
        db.session.commit()
        with pytest.raises(Refused):
            applying.withdraw(application, START)
        assert application.state == state


class TestForgetting:
    @pytest.fixture(autouse=True)
    def _no_mail(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(jobs.HANDLERS, "mail.application", lambda _payload, _now: None)

    def test_what_is_not_confirmed_in_thirty_days_goes(self, cast: Cast, clock: FixedClock) -> None:
        applied(cast)
        clock.move_to(START + timedelta(days=30) - SECOND)
        run_due(clock)
        assert len(all_applications()) == 1
        clock.move_to(START + timedelta(days=30))
        run_due(clock)
        assert all_applications() == []

    def test_what_was_confirmed_stays(self, cast: Cast, clock: FixedClock) -> None:
        confirmed(cast)
        clock.move_to(START + timedelta(days=31))
        run_due(clock)
        assert len(all_applications()) == 1
