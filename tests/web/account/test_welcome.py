"""Joining a forum: the agreement, the page of a first visit, the code of conduct and the privacy page."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from board.actions import links, moderating, posting, selecting
from board.actions.writing import write_text
from board.extensions import db
from board.models import Application, Membership, User
from board.rules.permissions import Refusal, Refused
from tests.support.applicants import account_of, applied, place_of
from tests.support.cast import BEFORE, START, Cast, membership_of, sight_for, typed
from tests.support.client import Client
from tests.support.shown import shown

FORUM = "/f/social-economy"
WELCOME = f"{FORUM}/welcome"
SignIn = Callable[[User], Client]


def accepted(cast: Cast, name: str = "Lucía", **said: object) -> Application:
    application = applied(cast, name, **said)
    selecting.decide(sight_for(cast, cast.alma), application, "accepted", cast.week(2))
    return application


def place(application: Application) -> Membership:
    found = place_of(application)
    assert found is not None
    return found


def setup_page(application: Application) -> str:
    user = account_of(application)
    assert user is not None
    token = links.make_setup_link(user.id, START)
    db.session.commit()
    return f"/set-up/{token}"


# Setting up


def test_setting_up_asks_for_agreement_and_leads_to_the_first_visit(cast: Cast, client: Client) -> None:
    application = accepted(cast)
    url = setup_page(application)
    page = shown(client.get(url))
    assert {f"{FORUM}/conduct", "/privacy"} <= set(page.links)
    response = page.form(url).send(client, new_password="chosen by myself", agreed="y")
    assert (response.status_code, response.location) == (303, WELCOME)
    assert (place(application).agreed_at, place(application).must_agree) == (START, False)
    assert client.get(WELCOME).status_code == 200


def test_without_agreement_nothing_is_set_up_and_the_reason_is_beside_the_box(cast: Cast, client: Client) -> None:
    application = accepted(cast)
    url = setup_page(application)
    response = client.post(url, data={"new_password": "chosen by myself"})
    assert response.status_code == 422
    [error] = shown(response).texts("p[@id='agreed-error']")
    assert error == "Please read both pages and tick this box; then we can go on."
    user = account_of(application)
    assert user is not None
    assert user.password_hash is None
    assert place(application).agreed_at is None
    assert client.get(url).status_code == 200


# Who had an account before


def test_a_person_with_an_account_reads_at_once_and_writes_after_agreeing(cast: Cast, sign_in: SignIn) -> None:
    application, client = accepted(cast, "Nina"), sign_in(cast.nina)
    thread = f"{FORUM}/thread/{cast.thread.key}"
    page = shown(client.get(thread))
    assert "La cooperativa vendió verduras" in page.words
    assert "Before you write here for the first time, please agree to the code of conduct." in page.words
    assert WELCOME in page.links
    assert f"{thread}/reply" not in page.actions()
    refused = client.post(f"{thread}/reply", data={"body": "Hola a todas.", "once": "x"})
    assert refused.status_code == 403
    assert "Hola a todas." in refused.get_data(as_text=True)
    assert WELCOME in shown(refused).links

    response = client.post(WELCOME, data={})
    assert response.status_code == 422
    assert "tick this box" in shown(response).words
    shown(client.get(WELCOME)).form("/welcome").send(client, agreed="y")
    assert (place(application).agreed_at, place(application).must_agree) == (START, False)
    assert place(application).welcomed_at == START
    assert f"{thread}/reply" in shown(client.get(thread)).actions()


def test_actions_require_the_agreement_too(cast: Cast) -> None:
    accepted(cast, "Nina")
    with pytest.raises(Refused) as raised:
        posting.reply(sight_for(cast, cast.nina), cast.thread, cast.nina, typed("Hola."))
    assert raised.value.reason is Refusal.AGREE_FIRST


def test_earlier_members_are_not_asked_to_agree(cast: Cast, sign_in: SignIn) -> None:
    accepted(cast, "Ana")
    client = sign_in(cast.ana)
    assert f"{FORUM}/thread/{cast.thread.key}/reply" in shown(client.get(f"{FORUM}/thread/{cast.thread.key}")).actions()
    page = shown(client.get(WELCOME))
    assert "What you agree to" not in page.words
    assert page.form("/welcome").send(client).status_code == 303
    place = membership_of(cast.ana, cast.forum)
    assert place is not None
    assert (place.agreed_at, place.welcomed_at) == (None, BEFORE)


# The first visit


def test_the_programme_offers_the_welcome_page_until_it_is_confirmed(cast: Cast, sign_in: SignIn) -> None:
    place = membership_of(cast.jorge, cast.forum)
    assert place is not None
    place.welcomed_at = None
    client = sign_in(cast.jorge)
    assert "You are new here." in shown(client.get(f"{FORUM}/")).words
    response = shown(client.get(WELCOME)).form("/welcome").send(client)
    assert response.location == f"{FORUM}/"
    assert place.welcomed_at == START
    assert "You are new here." not in shown(client.get(f"{FORUM}/")).words


def test_the_welcome_page_leads_to_the_pinned_thread_of_the_first_week(cast: Cast, sign_in: SignIn) -> None:
    moderating.pin_thread(sight_for(cast, cast.alma), cast.thread, True)
    client = sign_in(cast.jorge)
    page = shown(client.get(WELCOME))
    assert "Selling to the municipality" in page.words
    response = page.form("/welcome").send(client, go="introduce")
    assert response.location == f"{FORUM}/thread/{cast.thread.key}#reply"


def test_without_a_pinned_thread_it_leads_to_a_new_thread_of_the_first_or_latest_open_week(
    cast: Cast, sign_in: SignIn
) -> None:
    client = sign_in(cast.jorge)
    response = shown(client.get(WELCOME)).form("/welcome").send(client, go="introduce")
    assert response.location == f"{FORUM}/week/1/new-thread"
    cast.week(1).closed_at = START
    response = shown(client.get(WELCOME)).form("/welcome").send(client, go="introduce")
    assert response.location == f"{FORUM}/week/2/new-thread"


def test_before_the_first_week_there_is_no_thread_to_lead_to(cast: Cast, sign_in: SignIn) -> None:
    for number in (1, 2):
        cast.week(number).override = "locked"
    client = sign_in(cast.jorge)
    assert "Introduce myself" not in shown(client.get(WELCOME)).words
    response = client.post(WELCOME, data={"go": "introduce"})
    assert response.location == f"{FORUM}/"


def test_a_key_respondent_finds_their_week_case_study_and_tray(cast: Cast, sign_in: SignIn) -> None:
    page = shown(sign_in(cast.bento).get(WELCOME))
    assert "Key respondent · week 3 · Brazil" in page.words
    assert "Caso LOCKED" in page.words
    assert {f"{FORUM}/questions", f"{FORUM}/week/3"} <= set(page.links)
    assert "What we ask of you" not in shown(sign_in(cast.ana).get(WELCOME)).words


def test_strangers_are_asked_to_sign_in_and_come_back(client: Client, cast: Cast, sign_in: SignIn) -> None:
    assert client.get(WELCOME).location == f"/sign-in?next={WELCOME}"
    assert sign_in(cast.nina).get(WELCOME).status_code == 403


# What is agreed to


@pytest.mark.parametrize(("language", "privacy", "conduct"), [
    ("en", "What is kept, and why", "When you write"),
    ("es", "Qué se guarda y para qué", "Al escribir"),
    ("fr", "Ce qui est conservé, et pourquoi", "Quand vous écrivez"),
])  # fmt: skip
def test_conduct_and_privacy_are_public_and_in_the_readers_language(
    client: Client, cast: Cast, language: str, privacy: str, conduct: str
) -> None:
    headers = {"Accept-Language": language}
    assert privacy in shown(client.get("/privacy", headers=headers)).words
    assert conduct in shown(client.get(f"{FORUM}/conduct", headers=headers)).words
    assert {"/privacy", f"{FORUM}/conduct"} <= set(shown(client.get(f"{FORUM}/")).links)


def test_a_forums_own_code_of_conduct_replaces_the_sites(cast: Cast, client: Client) -> None:
    cast.forum.conduct_id = write_text(cast.forum, "Nos tratamos de usted.", "es", cast.alma, START).id
    page = shown(client.get(f"{FORUM}/conduct")).words
    assert "Nos tratamos de usted." in page
    assert "When you write" not in page
    assert "When you write" in shown(client.get("/f/food-councils/conduct")).words


def test_a_person_who_set_up_their_account_writes_their_first_post(cast: Cast, client: Client) -> None:
    url = setup_page(accepted(cast))
    client.post(url, data={"new_password": "chosen by myself", "agreed": "y"})
    shown(client.get(WELCOME)).form("/welcome").send(client, go="introduce")
    thread = f"{FORUM}/thread/{cast.thread.key}"
    response = shown(client.get(thread)).form("/reply").send(client, body="Me llamo Lucía.")
    assert response.status_code == 303
    assert "Me llamo Lucía." in shown(client.get(thread)).words


@pytest.mark.parametrize(
    ("language", "explained"),
    [
        (
            "en",
            [
                "Weeks open by themselves",
                "Week 3 opens on Mon 9 Mar, 09:00 Toronto time",
                "Two languages, side by side",
                "Badges say who answers when",
                "Key respondent · week",
                "Where to ask a question",
                "Tell the others in a few lines who you are",
            ],
        ),
        (
            "es",
            [
                "Las semanas se abren solas",
                "La semana 3 abre el lun 9 mar, 09:00, hora de Toronto",
                "Dos idiomas, lado a lado",
                "Los distintivos dicen quién responde y cuándo",
                "Ponente · semana",
                "Dónde hacer una pregunta",
                "Cuente en pocas líneas quién es",
            ],
        ),
    ],
)
def test_a_first_visit_explains_weeks_languages_and_badges(
    cast: Cast, sign_in: SignIn, language: str, explained: list[str]
) -> None:
    cast.ana.interface = language
    words = shown(sign_in(cast.ana).get(WELCOME)).words
    assert [said for said in explained if said not in words] == []
