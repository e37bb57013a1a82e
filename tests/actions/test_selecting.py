"""Deciding on applications, and taking that back: the place that it gives, the mail that it asks for, the log."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from board.actions import enrolling, leaving, links, posting, preparing, selecting
from board.clock import FixedClock
from board.extensions import db
from board.jobs import run_due
from board.models import Act, Application, ApplicationNote, Job, OneTimeLink, User
from board.rules.permissions import Refusal, Refused
from board.visible import application_notes
from tests.support.applicants import DELAY, account_of, applied, mails_due, place_of, weeks_of
from tests.support.cast import START, Cast, look_as, membership_of, reading_form, sight_for, typed

MINUTE = timedelta(minutes=1)
BOTH = frozenset({"participant", "key_respondent"})


def refused(cast: Cast, application: Application, wanted: str, by: User | None = None) -> Refusal:
    with pytest.raises(Refused) as raised:
        selecting.decide(sight_for(cast, by or cast.alma), application, wanted, cast.week(2))
    db.session.rollback()
    return raised.value.reason


def accept(cast: Cast, application: Application, now: object = START) -> None:
    selecting.decide(sight_for(cast, cast.alma, now), application, "accepted", cast.week(2))  # type: ignore[arg-type]


def undo(cast: Cast, application: Application, minutes: int = 1) -> None:
    selecting.undo(sight_for(cast, cast.alma, START + minutes * MINUTE), application)


# What accepting gives


def test_an_accepted_key_respondent_has_an_account_a_place_and_the_week(cast: Cast) -> None:
    application = applied(cast)
    accept(cast, application)
    user, place = account_of(application), place_of(application)
    assert user is not None
    assert place is not None
    assert (user.name, user.password_hash, user.languages, user.interface) == ("Lucía", None, ("es", "en"), "es")
    assert (place.roles, place.region, place.must_agree, place.agreed_at) == (BOTH, "Brazil", True, None)
    assert weeks_of(user) == [(cast.week(2).id, "Brazil")]
    assert (application.state, application.decided_at, application.decided_by_id) == ("accepted", START, cast.alma.id)


def test_a_participant_has_no_week(cast: Cast) -> None:
    application = applied(cast, kind="participant")
    accept(cast, application)
    place = place_of(application)
    assert place is not None
    assert place.roles == {"participant"}
    assert weeks_of(account_of(application)) == []


def test_a_declined_key_respondent_is_taken_as_a_participant(cast: Cast) -> None:
    application = applied(cast)
    cast.forum.respondent_seats = 0
    selecting.decide(sight_for(cast, cast.alma), application, "declined")
    selecting.decide(sight_for(cast, cast.alma, START + MINUTE), application, "participant", cast.week(2))
    user, place = account_of(application), place_of(application)
    assert application.state == "accepted"
    assert place.roles == {"participant"}
    assert weeks_of(user) == []
    undo(cast, application, minutes=2)
    assert (application.state, application.kind) == ("declined", "key_respondent")
    assert membership_of(user, cast.forum) is None


def test_an_account_that_is_there_is_used_unchanged(cast: Cast) -> None:
    before = (cast.nina.name, cast.nina.password_hash, cast.nina.languages, cast.nina.interface)
    application = applied(cast, "Somebody else", email="Nina@example.org")
    accept(cast, application)
    db.session.refresh(cast.nina)
    assert application.user_id == cast.nina.id
    assert (cast.nina.name, cast.nina.password_hash, cast.nina.languages, cast.nina.interface) == before
    assert membership_of(cast.nina, cast.forum) is not None


def test_who_is_a_member_already_keeps_what_they_have_and_is_asked_nothing_anew(cast: Cast) -> None:
    application = applied(cast, "Ana", region="Quebec")
    accept(cast, application)
    place = membership_of(cast.ana, cast.forum)
    assert place is not None
    assert (place.roles, place.region, place.must_agree) == (BOTH, "Brazil", False)
    assert application.granted == {"key_respondent"}


def test_nobody_else_decides(cast: Cast) -> None:
    application = applied(cast)
    for person in (cast.ana, cast.tess, cast.omar, cast.olga, cast.nina):
        assert refused(cast, application, "accepted", by=person) is Refusal.ADMINS_ONLY
        assert refused(cast, application, "shortlisted", by=person) is Refusal.ADMINS_ONLY
    assert account_of(application) is None


def test_each_act_is_logged_with_the_name(cast: Cast) -> None:
    application = applied(cast)
    sight = sight_for(cast, cast.alma)
    for wanted in ("shortlisted", "waiting", "declined", "accepted"):
        selecting.decide(sight, application, wanted, cast.week(2) if wanted == "accepted" else None)
    selecting.undo(sight, application)
    acts = list(db.session.scalars(select(Act).where(Act.kind.startswith("application.")).order_by(Act.id)))
    told = [(act.kind.removeprefix("application."), act.detail, act.week_id) for act in acts]
    week = cast.week(2).id
    assert told == [
        ("shortlisted", "Lucía", None), ("waiting", "Lucía", None), ("declined", "Lucía", None),
        ("accepted", "Lucía", week), ("undone", "Lucía", None),
    ]  # fmt: skip


# The seats


def test_the_last_seat_is_the_last(cast: Cast) -> None:
    cast.forum.respondent_seats = 1
    first, second, plain = applied(cast), applied(cast, "Pedro"), applied(cast, "Otto", kind="participant")
    accept(cast, first)
    assert refused(cast, second, "accepted") is Refusal.NO_SEAT
    assert account_of(second) is None
    accept(cast, plain)
    undo(cast, first)
    accept(cast, second)
    assert second.state == "accepted"


def test_a_lower_cap_takes_nobodys_place(cast: Cast) -> None:
    cast.forum.respondent_seats = 3
    ones = [applied(cast, name) for name in ("Lucía", "Pedro", "Otto")]
    accept(cast, ones[0])
    accept(cast, ones[1])
    cast.forum.respondent_seats = 1
    assert refused(cast, ones[2], "accepted") is Refusal.NO_SEAT
    assert [one.state for one in ones] == ["accepted", "accepted", "received"]


def test_another_forums_key_respondents_take_no_seat_here(cast: Cast) -> None:
    cast.forum.respondent_seats = 1
    foreign = applied(cast, "Pedro", forum=cast.other_forum, week=None)
    selecting.decide(look_as(cast.other_forum, cast.omar), foreign, "accepted", None)
    application = applied(cast)
    accept(cast, application)
    assert application.state == "accepted"


@pytest.mark.parametrize("way", ["removed", "another role", "left"])
def test_who_is_no_key_respondent_any_more_leaves_the_seat(cast: Cast, way: str) -> None:
    cast.forum.respondent_seats = 1
    first, second = applied(cast, "Nina"), applied(cast, "Pedro")
    accept(cast, first)
    place = place_of(first)
    assert place is not None
    assert refused(cast, second, "accepted") is Refusal.NO_SEAT
    if way == "removed":
        enrolling.remove_person(sight_for(cast, cast.alma), place)
    elif way == "another role":
        enrolling.set_roles(sight_for(cast, cast.alma), place, frozenset({"participant"}), "")
    else:
        leaving.leave_forum(sight_for(cast, cast.nina), cast.nina, leaving.Attribution("anonymous", "", "A member"))
        db.session.expunge(place)  # the row is gone, and the next one may have its number
    accept(cast, second)
    assert second.state == "accepted"


# Undoing


def test_undoing_goes_back_to_the_state_before(cast: Cast) -> None:
    application, sight = applied(cast), sight_for(cast, cast.alma)
    selecting.decide(sight, application, "shortlisted")
    accept(cast, application)
    undo(cast, application)
    assert application.state == "shortlisted"
    undo(cast, application)
    assert (application.state, application.decided_at, application.decided_by_id) == ("received", None, None)


def test_undoing_an_acceptance_takes_the_place_back_and_leaves_the_account(cast: Cast) -> None:
    application = applied(cast)
    accept(cast, application)
    user = account_of(application)
    assert user is not None
    links.make_setup_link(user.id, START)
    undo(cast, application)
    assert membership_of(user, cast.forum) is None
    assert (weeks_of(user), application.user_id, application.granted) == ([], None, frozenset())
    assert db.session.scalar(select(func.count(OneTimeLink.id))) == 0


def test_of_a_member_it_takes_only_what_accepting_gave(cast: Cast) -> None:
    application = applied(cast, "Ana")
    accept(cast, application)
    undo(cast, application)
    place = membership_of(cast.ana, cast.forum)
    assert place is not None
    assert place.roles == {"participant"}
    assert weeks_of(cast.ana) == []


def test_a_week_that_somebody_had_before_stays_theirs(cast: Cast) -> None:
    application = applied(cast, "Rosa")
    accept(cast, application)
    undo(cast, application)
    place = membership_of(cast.rosa, cast.forum)
    assert place is not None
    assert place.roles == {"key_respondent"}
    assert weeks_of(cast.rosa) == [(cast.week(2).id, "Quebec")]


def test_a_place_in_two_forums_ends_in_one(cast: Cast) -> None:
    application = applied(cast)
    accept(cast, application)
    user = account_of(application)
    assert user is not None
    membership = enrolling.enrol(sight_for(cast, cast.alma), user.email, user.name)
    membership.forum_id = cast.other_forum.id
    db.session.add(membership)
    accept_again = enrolling.enrol(sight_for(cast, cast.alma), user.email, user.name)
    accept_again.roles, application.granted = BOTH, BOTH
    token = links.make_setup_link(user.id, START)
    undo(cast, application)
    assert membership_of(user, cast.forum) is None
    assert membership_of(user, cast.other_forum) is not None
    assert links.find_setup(token, START) is not None


def test_who_has_written_since_keeps_the_place(cast: Cast) -> None:
    application = applied(cast, "Nina")
    accept(cast, application)
    place = place_of(application)
    assert place is not None
    place.must_agree = False
    posting.reply(sight_for(cast, cast.nina, START + MINUTE), cast.thread, cast.nina, typed("Hola."))
    with pytest.raises(Refused) as raised:
        undo(cast, application)
    assert raised.value.reason is Refusal.HAS_WRITTEN
    db.session.rollback()
    assert membership_of(cast.nina, cast.forum) is not None


def test_a_case_study_keeps_the_place_too_and_what_was_written_before_does_not(cast: Cast) -> None:
    application = applied(cast, "Ana")  # she has written since week 1
    accept(cast, application)
    assert not selecting.has_written(application)
    preparing.add_reading(
        sight_for(cast, cast.alma, START + MINUTE),
        cast.week(2),
        reading_form("Caso", "Uno.", "es", cast.ana),
        cast.alma,
    )
    assert selecting.has_written(application)


# The mail


def test_a_decision_is_told_ten_minutes_later_and_shortlisting_is_not(cast: Cast) -> None:
    application, sight = applied(cast), sight_for(cast, cast.alma)
    selecting.decide(sight, application, "shortlisted")
    assert mails_due(application) == []
    for wanted in ("waiting", "declined", "accepted"):
        selecting.decide(sight, application, wanted)
        [job] = mails_due(application)
        assert (job.run_at, job.payload["state"]) == (START + DELAY, wanted)


def test_undoing_in_time_spares_the_mail(cast: Cast) -> None:
    application = applied(cast)
    accept(cast, application)
    undo(cast, application)
    assert mails_due(application) == []


def test_who_is_back_on_the_waiting_list_is_told_unless_they_were(cast: Cast, clock: FixedClock) -> None:
    application = applied(cast)
    selecting.decide(sight_for(cast, cast.alma), application, "waiting")
    accept(cast, application, START + MINUTE)
    undo(cast, application, 2)
    [job] = mails_due(application)
    assert job.payload["state"] == "waiting"
    clock.move_to(START + 2 * MINUTE + DELAY)
    run_due(clock)
    assert mails_due(application) == []
    accept(cast, application, START + 30 * MINUTE)
    undo(cast, application, 31)
    assert (application.state, mails_due(application)) == ("waiting", [])


def test_the_same_decision_made_again_is_told_again(cast: Cast, clock: FixedClock) -> None:
    application = applied(cast)
    selecting.decide(sight_for(cast, cast.alma), application, "declined")
    clock.move_to(START + DELAY)
    run_due(clock)
    undo(cast, application, 11)
    selecting.decide(sight_for(cast, cast.alma, START + 12 * MINUTE), application, "declined")
    [job] = mails_due(application)
    assert job.run_at == START + 12 * MINUTE + DELAY
    assert db.session.scalar(select(func.count(Job.id)).where(Job.kind == "mail.decision")) == 2


# Notes


def test_notes_are_for_the_forums_admins(cast: Cast) -> None:
    application = applied(cast)
    selecting.add_note(sight_for(cast, cast.alma), application, "Knows Recife.")
    notes = list(db.session.scalars(application_notes(sight_for(cast, cast.alma))))
    assert [(note.note, note.user.name, note.at) for note in notes] == [("Knows Recife.", "Alma", START)]
    for person in (cast.ana, cast.tess, cast.omar, cast.olga, None):
        assert list(db.session.scalars(application_notes(sight_for(cast, person)))) == []
    with pytest.raises(Refused):
        selecting.add_note(sight_for(cast, cast.omar), application, "Mine.")
    assert db.session.scalar(select(func.count(ApplicationNote.id))) == 1
