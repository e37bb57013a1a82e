"""The pages on which admins choose: the list, candidates side by side, one application; and two admins at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from board.actions import posting, selecting
from board.clock import FixedClock
from board.extensions import db
from board.jobs import run_due
from board.models import Application, ApplicationNote, Line, Membership, User
from tests.support.applicants import DELAY, applied, mails_due, weeks_of
from tests.support.cast import START, Cast, sight_for, typed
from tests.support.client import Client
from tests.support.shown import shown

BASE = "/f/social-economy/admin/applications"
SignIn = Callable[[User], Client]


@pytest.fixture
def alma(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.alma)


def words(client: Client, address: str = BASE) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return shown(response).words


def page_of(application: Application) -> str:
    return f"{BASE}/{application.key}"


def decide(client: Client, application: Application, wanted: str, **more: str) -> object:
    return client.post(f"{page_of(application)}/decide", data={"wanted": wanted} | more)


# The list


def test_the_list_has_the_applicants_who_confirmed_their_address(cast: Cast, alma: Client) -> None:
    applied(cast)
    applied(cast, "Hidden", verified=False)
    applied(cast, "Foreign", forum=cast.other_forum, week=None)
    text = words(alma)
    assert "Lucía" in text
    assert "Hidden" not in text
    assert "Foreign" not in text


def test_the_list_is_filtered_by_kind_state_region_and_week(cast: Cast, alma: Client) -> None:
    applied(cast, "Lucía", region="Brazil", week=cast.week(2))
    applied(cast, "Pedro", region="Quebec", week=cast.week(3)).state = "shortlisted"
    applied(cast, "Otto", region="", week=None, kind="participant")
    narrowed = {
        "": {"Lucía", "Pedro", "Otto"}, "kind=participant": {"Otto"}, "state=shortlisted": {"Pedro"},
        "region=Brazil": {"Lucía"}, "region=-": {"Otto"}, "week=2": {"Lucía"}, "week=0": {"Otto"},
        "kind=key_respondent&region=Quebec": {"Pedro"}, "state=accepted": set(), "kind=x&state=y&week=z": set(),
    }  # fmt: skip
    for query, names in narrowed.items():
        text = words(alma, f"{BASE}?{query}")
        if query != "kind=x&state=y&week=z":  # unknown values are ignored, but a week that is no number matches nothing
            assert {name for name in ("Lucía", "Pedro", "Otto") if name in text} == names, query


def test_the_list_says_how_many_seats_are_left(cast: Cast, alma: Client) -> None:
    assert "0 key respondents are accepted." in words(alma)
    cast.forum.respondent_seats = 2
    selecting.decide(sight_for(cast, cast.alma), applied(cast), "accepted", cast.week(2))
    text = words(alma)
    assert "1 of 2 places for key respondents are taken." in text
    assert "1 place is left." in text


# Side by side


def test_candidates_for_one_week_are_together_the_most_advanced_first(cast: Cast, alma: Client) -> None:
    for name, state, week in [("Otto", "declined", 2), ("Pedro", "received", 2), ("Lucía", "shortlisted", 2)]:
        applied(cast, name, week=cast.week(week)).state = state
    applied(cast, "Renata", week=None)
    applied(cast, "Gone").state = "withdrawn"
    applied(cast, "Plain", kind="participant")
    application = applied(cast, "Silvana", week=cast.week(3))
    selecting.add_note(sight_for(cast, cast.alma), application, "A voice that is missing.")
    text = words(alma, f"{BASE}/compare")
    order = ("Week 2 3", "Lucía", "Pedro", "Otto", "Week 3 1", "Silvana", "no preference 1")
    places = [text.index(words_shown) for words_shown in order]
    assert places == sorted(places)
    assert "A voice that is missing." in text
    assert "Gone" not in text
    assert "Plain" not in text


def test_candidates_can_be_grouped_by_region(cast: Cast, alma: Client) -> None:
    applied(cast, "Lucía", region="Quebec")
    applied(cast, "Pedro", region="Brazil")
    text = words(alma, f"{BASE}/compare?by=region")
    assert text.index("Brazil 1") < text.index("Pedro") < text.index("Quebec 1") < text.index("Lucía")


def test_shortlisting_side_by_side_stays_on_that_page(cast: Cast, alma: Client) -> None:
    application = applied(cast)
    response = (
        shown(alma.get(f"{BASE}/compare")).form(f"{page_of(application)}/decide").send(alma, wanted="shortlisted")
    )
    assert response.location == f"{BASE}/compare"
    assert application.state == "shortlisted"


# One application


def test_the_page_shows_the_whole_application_and_preselects_its_week(cast: Cast, alma: Client) -> None:
    application = applied(cast, week=cast.week(3), experience="Veinte años.\n\n<b>No</b> es HTML.")
    response = alma.get(page_of(application))
    text = shown(response).words
    for part in ("Lucía", "lucía@example.org", "Veinte años.", "<b>No</b> es HTML.", "prefers week 3", "Español"):
        assert part in text
    assert '<option value="3" selected>' in response.get_data(as_text=True)


def test_accepting_says_when_the_mail_goes_and_offers_undo(cast: Cast, alma: Client) -> None:
    application = applied(cast)
    response = decide(alma, application, "accepted", week="3")
    assert (response.status_code, response.location) == (303, page_of(application))  # type: ignore[attr-defined]
    text = words(alma, page_of(application))
    assert "Lucía is accepted. No mail server is set for this site, so no e-mail is sent" in text
    assert "Undo: back to “to be decided”" in text
    assert weeks_of(db.session.get(User, application.user_id)) == [(cast.week(3).id, "Brazil")]
    assert (
        "The decision about Lucía is undone."
        in shown(alma.post(f"{page_of(application)}/undo", follow_redirects=True)).words
    )
    assert application.state == "received"


def test_a_declined_key_respondent_can_be_accepted_as_a_participant(cast: Cast, alma: Client) -> None:
    application = applied(cast)
    decide(alma, application, "declined")
    assert 'value="participant"' in alma.get(page_of(application)).text
    decide(alma, application, "participant")
    text = words(alma, page_of(application))
    assert "Lucía is accepted as a participant." in text
    assert "Takes part as a participant, not as a key respondent." in text
    assert "Alma accepted Lucía, who applied as a key respondent, as a participant today at 07:00." in words(
        alma, "/f/social-economy/admin/acts"
    )


def test_an_applicant_for_participant_is_simply_accepted(cast: Cast, alma: Client) -> None:
    assert 'value="participant"' not in alma.get(page_of(applied(cast, kind="participant"))).text


MAIL_ERROR = {"reason": "rejected", "error": "550 No such user"}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (
            {},
            ["The e-mail has not been sent yet: it has been waiting since Wed 4 Mar, 07:10.", "keeps trying by itself"],
        ),
        (
            {"attempts": 3, "reason": "later"},
            ["waiting since Wed 4 Mar, 07:10. It was tried 3 times.", "asks the site to try later"],
        ),
        (
            {"attempts": 9, "failed_at": START + DELAY, **MAIL_ERROR},
            [
                "stopped trying on Wed 4 Mar, 07:10. The mail server refuses this, and would refuse it again.",
                "write to the person yourself",
            ],
        ),
    ],
)
def test_a_mail_that_was_not_sent_is_not_called_sent(
    cast: Cast, alma: Client, clock: FixedClock, values: dict[str, object], said: list[str]
) -> None:
    application = applied(cast, kind="participant")
    decide(alma, application, "accepted")
    clock.move_to(START + DELAY + timedelta(seconds=1))
    [job] = mails_due(application)
    for name, value in values.items():
        setattr(job, name, value)
    db.session.commit()
    page = words(alma, page_of(application))
    assert [part for part in said if part not in page] == []
    assert "is sent on" not in page
    assert "550" not in page


def test_the_page_says_that_the_mail_server_is_out_of_use(cast: Cast, alma: Client, clock: FixedClock) -> None:
    application = applied(cast, kind="participant")
    decide(alma, application, "accepted")
    down = {"reason": "slow", "down_since": START, "next_try_at": START + DELAY, "tries": 3}
    db.session.add(Line(name="mail", **down))
    db.session.commit()
    clock.move_to(START + DELAY + timedelta(seconds=1))
    assert "takes too long to answer" in words(alma, page_of(application))


def test_the_page_says_what_the_applicant_was_told(
    app: Flask, cast: Cast, alma: Client, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = applied(cast)
    decide(alma, application, "declined")
    with monkeypatch.context() as patched:
        settings = replace(app.extensions["settings"], mail_url="smtp://mail.example.org")
        patched.setitem(app.extensions, "settings", settings)
        assert "The e-mail is sent on Wed 4 Mar, 07:10, unless you undo this before." in words(
            alma, page_of(application)
        )
    clock.move_to(START + DELAY)
    run_due(clock)
    assert "Notified by e-mail: declined, Wed 4 Mar, 07:10." in words(alma, page_of(application))


def test_a_week_can_be_given_later(cast: Cast, alma: Client) -> None:
    application = applied(cast)
    decide(alma, application, "accepted", week="")
    assert application.state == "accepted"
    assert weeks_of(db.session.get(User, application.user_id)) == []


def test_the_second_of_two_admins_reads_that_the_last_seat_is_taken(cast: Cast, alma: Client) -> None:
    cast.forum.respondent_seats = 1
    first, second = applied(cast), applied(cast, "Pedro")
    accepting = shown(alma.get(page_of(second))).forms
    decide(alma, first, "accepted")
    form = next(form for form in accepting if "week" in form.fields)
    response = form.send(alma, wanted="accepted")
    assert response.status_code == 409
    assert (
        "The last place for key respondents has just been taken, so this application was not accepted."
        in shown(response).words
    )
    assert second.state == "received"
    text = words(alma, page_of(second))
    assert "All places for key respondents are taken." in text
    assert "Put on the waiting list" in text


def test_an_applicant_who_has_written_keeps_the_place_and_the_page_says_so(cast: Cast, alma: Client) -> None:
    application = applied(cast, "Nina")
    decide(alma, application, "accepted")
    place = db.session.scalars(select(Membership).where(Membership.user_id == cast.nina.id)).one()
    place.must_agree = False
    posting.reply(sight_for(cast, cast.nina, START + timedelta(minutes=1)), cast.thread, cast.nina, typed("Hola."))
    assert "Undo" not in words(alma, page_of(application))
    response = alma.post(f"{page_of(application)}/undo")
    assert response.status_code == 409
    assert "has already written in the forum, so this cannot be undone" in shown(response).words


@pytest.mark.parametrize("wanted", ["", "withdrawn", "received", "anything"])
def test_there_are_four_decisions_and_no_others(cast: Cast, alma: Client, wanted: str) -> None:
    assert decide(alma, applied(cast), wanted).status_code == 400  # type: ignore[attr-defined]


def test_a_note_has_name_and_date_and_an_empty_or_long_one_is_refused(cast: Cast, alma: Client) -> None:
    application = applied(cast)
    assert alma.post(f"{page_of(application)}/notes", data={"note": "Knows Recife.\nAsk Néstor."}).status_code == 303
    text = words(alma, page_of(application))
    assert "Knows Recife." in text
    assert "Alma Wed 4 Mar, 07:00" in text
    for note, why in [(" ", "There is nothing to note yet"), ("x" * 2001, "at most 2,000 characters")]:
        response = alma.post(f"{page_of(application)}/notes", data={"note": note})
        assert response.status_code == 422
        assert why in shown(response).words
    assert len(list(db.session.scalars(select(ApplicationNote)))) == 1


# Nobody else


@pytest.mark.parametrize("role", ["ana", "rosa", "tess", "omar", "nina", "olga"])
def test_other_roles_are_refused(cast: Cast, sign_in: SignIn, role: str) -> None:
    application = applied(cast)
    client = sign_in(getattr(cast, role))
    for address in (BASE, f"{BASE}/compare", page_of(application), f"{BASE}/new", f"{BASE}/import"):
        response = client.get(address)
        assert response.status_code == 403
        assert b"Luc\xc3\xada" not in response.data
    for address in ("decide", "undo", "notes"):
        assert client.post(f"{page_of(application)}/{address}", data={"wanted": "accepted"}).status_code == 403
    assert application.state == "received"


def test_applications_of_another_forum_are_a_404(cast: Cast, sign_in: SignIn) -> None:
    application, omar = applied(cast), sign_in(cast.omar)
    own = f"/f/food-councils/admin/applications/{application.key}"
    assert omar.get(own).status_code == 404
    for address in ("decide", "undo", "notes"):
        assert omar.post(f"{own}/{address}", data={"wanted": "accepted", "note": "Mine."}).status_code == 404
    assert application.state == "received"
