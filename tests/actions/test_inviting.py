"""Who applied to the earlier run is asked once, answers until the deadline, and has one application in the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from board.actions import applying, inviting
from board.actions.applying import record
from board.extensions import db
from board.models import Act, Application, Forum, Job, User
from board.pages.again import people_again
from board.rules.again import Answer
from board.rules.applications import FORM, MAIL
from board.rules.permissions import Refusal, Refused
from board.visible import visible_applications
from board.visible.again import applications_again, earlier_applications
from tests.support.cast import BEFORE, START, Cast, look_as, sight_for
from tests.support.second_run import DEADLINE, applied, both, invited, of, said, second_run
from tests.support.together import together

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


@pytest.fixture
def forum(cast: Cast) -> Forum:
    return second_run(cast)


def answers(cast: Cast, forum: Forum) -> dict[str, Answer]:
    """By name."""
    return {person.earlier.name: person.answer for person in people_again(*both(cast, forum)).everyone}


def seen_by_admins(cast: Cast, forum: Forum) -> list[str]:
    return [one.email for one in db.session.scalars(visible_applications(look_as(forum, cast.alma)))]


def mails() -> list[str]:
    return list(db.session.scalars(select(Job.unique_key).where(Job.kind == "mail.again").order_by(Job.id)))


class TestInviting:
    def test_is_filled_with_what_they_said_then(self, cast: Cast, forum: Forum) -> None:
        eva = applied(
            cast.forum, "Eva", kind="key_respondent", experience="Ten years of it.", week=cast.week(2),
            characteristics=frozenset({"research"}),
        )  # fmt: skip
        [invitation] = invited(cast, forum, eva)
        for name in ("kind", "name", "email", "region", "languages", "interface", "description", "experience"):
            assert getattr(invitation, name) == getattr(eva, name), name
        assert invitation.characteristics == {"research"}
        week = next(week for week in look_as(forum, None).weeks if week.id == invitation.week_id)
        assert week.number == 2
        assert (invitation.origin, invitation.previous_id, invitation.state) == ("again", eva.id, "received")
        assert (invitation.invited_at, invitation.verified_at, invitation.token_digest) == (START, None, None)
        assert invitation.key != eva.key

    def test_admins_see_it_once_it_is_confirmed(self, cast: Cast, forum: Forum) -> None:
        [invitation] = invited(cast, forum, applied(cast.forum, "Eva"))
        assert seen_by_admins(cast, forum) == []
        inviting.say_yes(look_as(forum, None), invitation)
        assert seen_by_admins(cast, forum) == ["eva@example.net"]

    def test_pressed_twice_each_is_asked_once(self, cast: Cast, forum: Forum) -> None:
        earlier = [applied(cast.forum, name) for name in ("Eva", "Luis")]
        here, before = both(cast, forum)
        assert [inviting.invite(here, before, earlier) for _ in range(2)] == [2, 0]
        assert mails() == [f"again:{of(forum, one.email).key}" for one in earlier]
        acts = [act.detail for act in db.session.scalars(select(Act).where(Act.kind == "again.invited"))]
        assert acts == ["2"]

    def test_who_applied_twice_then_is_asked_once_with_the_latest_words(self, cast: Cast, forum: Forum) -> None:
        first = applied(cast.forum, "Eva")
        latest = applied(cast.forum, "Eva", kind="key_respondent", description="More by now.")
        here, before = both(cast, forum)
        assert inviting.invite(here, before, [first, latest]) == 1
        assert of(forum, "eva@example.net").description == "More by now."
        assert [person.earlier.id for person in people_again(here, before).everyone] == [latest.id]

    def test_who_applied_anew_is_not_asked(self, cast: Cast, forum: Forum) -> None:
        eva = applied(cast.forum, "Eva")
        applied(forum, "Eva", description="New words.")
        assert inviting.invite(*both(cast, forum), [eva]) == 0
        assert answers(cast, forum) == {"Eva": Answer.APPLIED}

    def test_nor_is_who_withdrew_from_this_run(self, cast: Cast, forum: Forum) -> None:
        eva = applied(cast.forum, "Eva")
        applied(forum, "Eva", "withdrawn")
        assert inviting.invite(*both(cast, forum), [eva]) == 0
        assert answers(cast, forum) == {"Eva": Answer.SAID_NO}

    def test_what_a_stranger_typed_for_the_address_changes_nothing(self, cast: Cast, forum: Forum) -> None:
        eva = applied(cast.forum, "Eva")
        applied(forum, "Eva", verified=False, description="Typed by somebody else.")
        assert inviting.invite(*both(cast, forum), [eva]) == 1
        invitation = db.session.scalars(select(Application).where(Application.origin == "again")).one()
        inviting.say_yes(look_as(forum, None), invitation)
        [seen] = db.session.scalars(visible_applications(look_as(forum, cast.alma)))
        assert seen.description == "Eva works in a market."

    @pytest.mark.parametrize("who", ["ana", "tess", "omar", "olga", "nina"])
    def test_is_an_admins(self, cast: Cast, forum: Forum, who: str) -> None:
        eva, person = applied(cast.forum, "Eva"), getattr(cast, who)
        with pytest.raises(Refused):
            inviting.invite(look_as(forum, person), look_as(cast.forum, person), [eva])
        assert mails() == []

    @pytest.mark.parametrize(("now", "refused"), [(DEADLINE - SECOND, False), (DEADLINE, True)])
    def test_ends_with_the_deadline(self, cast: Cast, forum: Forum, now: object, refused: bool) -> None:
        eva = applied(cast.forum, "Eva")
        here, before = both(cast, forum, now)  # type: ignore[arg-type]
        if not refused:
            assert inviting.invite(here, before, [eva]) == 1
            return
        with pytest.raises(Refused) as caught:
            inviting.invite(here, before, [eva])
        assert caught.value.reason is Refusal.CALL_OVER


class TestWhoSeesEarlierApplications:
    """A forum's admin can touch nothing of another forum, not even of the run that theirs was made from."""

    def test_an_admin_of_both(self, cast: Cast, forum: Forum) -> None:
        applied(cast.forum, "Eva")
        record(cast.forum, said("Luis"), MAIL, BEFORE, verified=True)
        applied(cast.forum, "Unsure", verified=False)
        here, before = both(cast, forum)
        assert [one.name for one in db.session.scalars(earlier_applications(here, before))] == ["Eva", "Luis"]

    @pytest.mark.parametrize("who", ["ana", "rosa", "tess", "omar", "olga", "nina", None])
    @pytest.mark.parametrize("select_of", [earlier_applications, applications_again])
    def test_nobody_else(self, cast: Cast, forum: Forum, who: str | None, select_of: Callable[..., object]) -> None:
        invited(cast, forum, applied(cast.forum, "Eva"))
        person = getattr(cast, who) if who else None
        query = select_of(look_as(forum, person), look_as(cast.forum, person))
        assert list(db.session.scalars(query)) == []  # type: ignore[call-overload]

    @pytest.mark.parametrize("select_of", [earlier_applications, applications_again])
    def test_not_an_admin_of_this_run_alone(self, cast: Cast, forum: Forum, select_of: Callable[..., object]) -> None:
        invited(cast, forum, applied(cast.forum, "Eva"))
        here = look_as(forum, cast.omar)
        here = replace(here, viewer=replace(here.viewer, roles=frozenset({"admin"})))
        assert list(db.session.scalars(select_of(here, look_as(cast.forum, cast.omar)))) == []  # type: ignore[call-overload]
        with pytest.raises(Refused) as caught:
            inviting.invite(here, look_as(cast.forum, cast.omar), [])
        assert caught.value.reason is Refusal.NOT_ADMIN_BEFORE

    def test_not_through_another_forum_than_the_earlier_run(self, cast: Cast, forum: Forum) -> None:
        """Somebody who is an admin of two forums that have nothing to do with each other."""
        applied(cast.other_forum, "Eva")
        here = look_as(forum, cast.alma)
        other = replace(look_as(cast.other_forum, cast.alma), viewer=here.viewer)
        assert list(db.session.scalars(earlier_applications(here, other))) == []
        assert list(db.session.scalars(applications_again(here, other))) == []


class TestAnswering:
    @pytest.mark.parametrize("before_deadline", [DEADLINE - START, SECOND])
    def test_yes_is_received(self, cast: Cast, forum: Forum, before_deadline: timedelta) -> None:
        [invitation] = invited(cast, forum, applied(cast.forum, "Eva", "accepted"))
        now = DEADLINE - before_deadline
        inviting.say_yes(look_as(forum, None, now), invitation)
        assert (invitation.verified_at, invitation.state) == (now, "received")
        assert answers(cast, forum) == {"Eva": Answer.CONFIRMED}

    def test_yes_twice_is_one(self, cast: Cast, forum: Forum) -> None:
        [invitation] = invited(cast, forum, applied(cast.forum, "Eva"))
        for now in (START, START + DAY):
            inviting.say_yes(look_as(forum, None, now), invitation)
        assert invitation.verified_at == START

    @pytest.mark.parametrize("say", [inviting.say_yes, inviting.say_no])
    @pytest.mark.parametrize("late", [timedelta(), SECOND])
    def test_at_the_deadline_it_is_too_late(
        self, cast: Cast, forum: Forum, say: Callable[..., None], late: timedelta
    ) -> None:
        [invitation] = invited(cast, forum, applied(cast.forum, "Eva"))
        with pytest.raises(Refused) as caught:
            say(look_as(forum, None, DEADLINE + late), invitation)
        assert caught.value.reason is Refusal.CALL_OVER
        assert (invitation.verified_at, invitation.state) == (None, "received")

    def test_the_page_of_an_application_is_no_way_past_the_deadline(self, cast: Cast, forum: Forum) -> None:
        [invitation] = invited(cast, forum, applied(cast.forum, "Eva"))
        applying.hand_out_link(invitation, "its token")
        assert applying.confirm(forum, "its token", DEADLINE) is None
        assert invitation.verified_at is None
        inviting.say_yes(look_as(forum, None), invitation)
        assert applying.application_with(forum, "its token") is invitation

    def test_no_shows_the_admins_of_this_run_nothing(self, cast: Cast, forum: Forum) -> None:
        [invitation] = invited(cast, forum, applied(cast.forum, "Eva"))
        inviting.say_no(look_as(forum, None), invitation)
        assert (invitation.state, invitation.changed_at) == ("withdrawn", START)
        assert seen_by_admins(cast, forum) == []
        assert answers(cast, forum) == {"Eva": Answer.SAID_NO}

    def test_after_no_there_is_still_yes(self, cast: Cast, forum: Forum) -> None:
        [invitation] = invited(cast, forum, applied(cast.forum, "Eva"))
        inviting.say_no(look_as(forum, None), invitation)
        inviting.say_yes(look_as(forum, None), invitation)
        assert (invitation.state, seen_by_admins(cast, forum)) == ("received", ["eva@example.net"])

    def test_after_yes_no_changes_nothing_here(self, cast: Cast, forum: Forum) -> None:
        [invitation] = invited(cast, forum, applied(cast.forum, "Eva"))
        inviting.say_yes(look_as(forum, None), invitation)
        invitation.state = "accepted"
        inviting.say_no(look_as(forum, None), invitation)
        inviting.say_yes(look_as(forum, None), invitation)
        assert invitation.state == "accepted"

    def test_who_applied_anew_meanwhile_has_one_application_with_the_newest_words(
        self, cast: Cast, forum: Forum
    ) -> None:
        [invitation] = invited(cast, forum, applied(cast.forum, "Eva"))
        record(forum, said("Eva", description="Newer words."), FORM, START, verified=True)
        inviting.say_yes(look_as(forum, None), invitation)
        assert invitation.verified_at is None
        [seen] = db.session.scalars(visible_applications(look_as(forum, cast.alma)))
        assert seen.description == "Newer words."
        assert answers(cast, forum) == {"Eva": Answer.APPLIED}


class TestReminding:
    def test_writes_once_more_to_who_is_silent(self, cast: Cast, forum: Forum) -> None:
        earlier = [applied(cast.forum, name) for name in ("Silent", "Yes", "No", "Anew", "Never")]
        silent, yes, no, _ = invited(cast, forum, *earlier[:4])
        inviting.say_yes(look_as(forum, None), yes)
        inviting.say_no(look_as(forum, None), no)
        record(forum, said("Anew"), FORM, START, verified=True)
        assert inviting.remind(*both(cast, forum, START + DAY - SECOND)) == 0
        assert inviting.remind(*both(cast, forum, START + DAY)) == 1
        assert mails()[4:] == [f"again:{silent.key}:reminder"]
        assert silent.reminded_at == START + DAY
        assert inviting.remind(*both(cast, forum, START + 9 * DAY)) == 0
        assert len(mails()) == 5

    @pytest.mark.parametrize("who", ["ana", "tess", "omar", "olga"])
    def test_is_an_admins(self, cast: Cast, forum: Forum, who: str) -> None:
        invited(cast, forum, applied(cast.forum, "Eva"))
        person = getattr(cast, who)
        with pytest.raises(Refused):
            inviting.remind(look_as(forum, person, START + DAY), sight_for(cast, person, START + DAY))

    def test_ends_with_the_deadline(self, cast: Cast, forum: Forum) -> None:
        invited(cast, forum, applied(cast.forum, "Eva"))
        with pytest.raises(Refused):
            inviting.remind(*both(cast, forum, DEADLINE))


def test_two_admins_who_press_at_once_ask_everybody_once(committed: Flask, commit_cast: Callable[[], Cast]) -> None:
    with committed.app_context():
        cast = commit_cast()
        forum_id, alma_id = second_run(cast).id, cast.alma.id
        for name in ("Eva", "Luis"):
            applied(cast.forum, name)
    asked = together(committed, *[lambda: _invite_all(forum_id, alma_id)] * 2)
    assert sorted(asked) == [0, 2]
    with committed.app_context():
        assert len(mails()) == 2
        rows = db.session.scalars(select(Application.email).where(Application.forum_id == forum_id))
        assert sorted(rows) == ["eva@example.net", "luis@example.net"]


def _invite_all(forum_id: int, alma_id: int) -> int:
    alma, forum = db.session.get_one(User, alma_id), db.session.get_one(Forum, forum_id)
    assert forum.previous_id is not None
    here, before = look_as(forum, alma), look_as(db.session.get_one(Forum, forum.previous_id), alma)
    return inviting.invite(here, before, list(db.session.scalars(earlier_applications(here, before))))
