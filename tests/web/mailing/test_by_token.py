"""Choosing what a forum mails, with the link of a mail and without signing in: for that one forum, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from board.actions import leaving, mail_choices
from board.actions.leaving import Attribution
from board.clock import FixedClock
from board.extensions import db
from board.models import Forum, Membership, User
from board.rules.leaving import NAME
from board.rules.mail_tokens import CHOICES, CONFIRM, POST, STOP, seal
from board.rules.mailing import (
    DAYS,
    DAYS_OF_WEEK,
    EACH,
    MENTION,
    NEVER,
    QUESTION,
    QUEUE,
    SUMMARY,
    USUAL_DAYS,
    USUAL_KINDS,
)
from board.rules.roles import PARTICIPANT
from tests.support.cast import START, Cast, membership_of, sight_for
from tests.support.client import Client
from tests.support.shown import Form, Shown, shown

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def token_of(app: Flask, user: User, purpose: int, forum: Forum) -> str:
    return seal(app.extensions["settings"].secret_key, purpose, user.id, forum.id, START)


def link(app: Flask, cast: Cast, user: User, purpose: int = CHOICES) -> str:
    kind = "stop" if purpose == STOP else "choices"
    return f"/mail/{kind}/{token_of(app, user, purpose, cast.forum)}"


def member(cast: Cast, user: User | None = None) -> Membership:
    found = membership_of(user or cast.ana, cast.forum)
    assert found is not None
    return found


def state(cast: Cast, user: User | None = None) -> tuple[object, ...]:
    it = member(cast, user)
    return it.mail_rhythm, it.mail_days, it.mail_hour, it.mail_kinds, it.mail_stopped_at, it.mail_since, it.digest_at


def choice_form(page: Shown, url: str) -> Form:
    [form] = [form for form in page.forms if form.action == url]
    return form


def kinds_on(page: Shown) -> list[str]:
    return [box.get("value", "") for box in page.all("input[@name='kinds']")]


# Reading


def test_the_page_shows_what_is_chosen_and_whom_it_is_about_only_by_the_forum(
    app: Flask, cast: Cast, client: Client
) -> None:
    url = link(app, cast, cast.ana)
    response = client.get(url)
    page = shown(response)
    fields = choice_form(page, url).fields
    assert (fields["rhythm"], fields["days"], fields["hour"]) == ("days", ["tue", "fri"], "7")
    html = response.get_data(as_text=True)
    for own in (cast.ana.name, cast.ana.email, "ana@", cast.ana.key, "Brazil"):
        assert own not in html
    assert cast.forum.name in page.words
    assert cast.other_forum.name not in html


def test_the_zone_is_told_but_not_where_the_person_is(app: Flask, cast: Cast, client: Client) -> None:
    url = link(app, cast, cast.ana)
    assert "In the time zone of the forum, Toronto." in shown(client.get(url)).words
    db.session.get_one(User, cast.ana.id).zone = "America/La_Paz"
    words = shown(client.get(url)).words
    assert "In your own time zone." in words
    assert "La Paz" not in words


@pytest.mark.parametrize(
    ("name", "more"), [("ana", set()), ("rosa", {QUESTION}), ("tess", {QUEUE}), ("alma", {SUMMARY})]
)
def test_kinds_that_need_a_role_are_offered_to_it_alone(
    app: Flask, cast: Cast, client: Client, name: str, more: set[str]
) -> None:
    page = shown(client.get(link(app, cast, getattr(cast, name))))
    assert set(kinds_on(page)) & {QUESTION, QUEUE, SUMMARY} == more


def test_opening_either_page_changes_nothing(app: Flask, cast: Cast, client: Client) -> None:
    before = state(cast)
    for url in (link(app, cast, cast.ana), link(app, cast, cast.ana, STOP)):
        for method in ("GET", "HEAD", "OPTIONS"):
            assert client.open(url, method=method).status_code == 200
    assert state(cast) == before


def test_pages_with_a_token_are_kept_out_of_search_engines_and_referers(app: Flask, cast: Cast, client: Client) -> None:
    for purpose in (CHOICES, STOP):
        headers = client.get(link(app, cast, cast.ana, purpose)).headers
        assert (headers["Referrer-Policy"], headers["X-Robots-Tag"]) == ("no-referrer", "noindex")
        assert "no-c" in headers["Cache-Control"]


def test_the_page_speaks_the_language_of_the_mail(app: Flask, cast: Cast, client: Client) -> None:
    db.session.get_one(User, cast.ana.id).interface = "es"
    for url in (link(app, cast, cast.ana), link(app, cast, cast.ana, STOP)):
        assert shown(client.get(url, headers={"Accept-Language": "en"})).root.get("lang") == "es"
    client.set_cookie("interface", "en")
    assert shown(client.get(link(app, cast, cast.ana))).root.get("lang") == "en"


# Choosing


@pytest.mark.parametrize(
    ("typed", "rhythm", "days"),
    [
        ({"rhythm": "each"}, EACH, USUAL_DAYS),
        ({"rhythm": "daily"}, DAYS, frozenset(DAYS_OF_WEEK)),
        ({"rhythm": "days", "days": ["mon", "wed"]}, DAYS, {"mon", "wed"}),
        ({"rhythm": "weekly", "day": "sat"}, DAYS, {"sat"}),
        ({"rhythm": "never"}, NEVER, USUAL_DAYS),
    ],
)
def test_every_rhythm_is_kept_and_shown_again(
    app: Flask, cast: Cast, client: Client, typed: dict[str, str | list[str]], rhythm: str, days: set[str]
) -> None:
    url = link(app, cast, cast.ana)
    response = choice_form(shown(client.get(url)), url).send(client, **typed, hour="18")
    assert (response.status_code, response.location) == (303, url)
    assert state(cast)[:4] == (rhythm, days, 18, USUAL_KINDS)
    page = shown(client.get(url))
    assert "Your choice is saved." in page.words
    assert choice_form(page, url).fields["rhythm"] == typed["rhythm"]


def test_kinds_are_chosen_one_by_one_and_those_of_other_roles_stay(app: Flask, cast: Cast, client: Client) -> None:
    url = link(app, cast, cast.ana)
    choice_form(shown(client.get(url)), url).send(client, kinds=[MENTION])
    assert member(cast).mail_kinds == {MENTION, QUESTION, SUMMARY, "receipt"}
    form = choice_form(shown(client.get(url)), url)
    form.send(client, kinds=[])
    assert member(cast).mail_kinds == {QUESTION, SUMMARY, "receipt"}


def test_a_translator_chooses_to_be_told_what_waits(app: Flask, cast: Cast, client: Client) -> None:
    url = link(app, cast, cast.tess)
    form = choice_form(shown(client.get(url)), url)
    assert QUEUE not in form.fields["kinds"]
    form.send(client, kinds=[*form.fields["kinds"], QUEUE])
    assert QUEUE in member(cast, cast.tess).mail_kinds


def test_nobody_chooses_what_their_roles_do_not_get(app: Flask, cast: Cast, client: Client) -> None:
    url = link(app, cast, cast.ana)
    before = state(cast)
    response = choice_form(shown(client.get(url)), url).send(client, kinds=[QUEUE])
    assert response.status_code == 422
    assert state(cast) == before


@pytest.mark.parametrize(
    "typed",
    [{"rhythm": "days", "days": []}, {"rhythm": "hourly"}, {"rhythm": "days", "days": ["someday"]}, {"hour": "24"},
     {"hour": "-1"}, {"rhythm": "weekly", "day": "x"}, {"hour": "seven"}],
)  # fmt: skip
def test_what_cannot_be_is_said_beside_its_field_and_nothing_typed_is_lost(
    app: Flask, cast: Cast, client: Client, typed: dict[str, str | list[str]]
) -> None:
    url, before = link(app, cast, cast.ana), state(cast)
    response = choice_form(shown(client.get(url)), url).send(client, **{"kinds": [MENTION], **typed})
    page = shown(response)
    assert response.status_code == 422
    assert page.all("*[@class='error']")
    assert choice_form(page, url).fields["kinds"] == MENTION
    assert state(cast) == before


def test_a_form_without_its_token_changes_nothing(app: Flask, cast: Cast, client: Client) -> None:
    client.token, before = False, state(cast)
    for path in ("", "/stop", "/again"):
        assert client.post(link(app, cast, cast.ana) + path, data={"rhythm": "never", "hour": "3"}).status_code == 400
    assert state(cast) == before


# Stopping, and starting again


def test_the_page_of_a_link_to_stop_has_one_button_that_stops(app: Flask, cast: Cast, client: Client) -> None:
    url = link(app, cast, cast.ana, STOP)
    [form] = [form for form in shown(client.get(url)).forms if "/mail/" in form.action]
    response = form.send(client)
    page = shown(response)
    assert response.status_code == 200
    assert "It is done" in page.words
    assert member(cast).mail_stopped_at == START
    [again] = [form for form in page.forms if "/mail/" in form.action]
    assert again.send(client).status_code == 303
    assert member(cast).mail_stopped_at is None
    assert any("/mail/choices/" in address for address in page.links)


def test_a_mail_server_stops_with_one_click_without_cookie_or_form(
    app: Flask, cast: Cast, client: Client, clock: FixedClock
) -> None:
    client.token, url = False, link(app, cast, cast.ana, STOP)
    for later in (0, 1):
        clock.move_to(START + timedelta(days=later))
        response = client.post(url, data=ONE_CLICK, headers={"Cookie": ""})
        assert response.status_code == 200
        assert member(cast).mail_stopped_at == START
    assert client.post(url, data=b"\xff\x00", content_type="multipart/form-data; boundary=x").status_code == 200


def test_a_link_to_stop_works_however_old_it_is(app: Flask, cast: Cast, client: Client, clock: FixedClock) -> None:
    url, chosen = link(app, cast, cast.ana, STOP), link(app, cast, cast.ana)
    clock.move_to(START + timedelta(days=1500))
    assert client.get(chosen).status_code == 200
    assert client.post(url, data=ONE_CLICK).status_code == 200
    assert member(cast).mail_stopped_at == START + timedelta(days=1500)


def test_a_link_works_in_capitals(app: Flask, cast: Cast, client: Client) -> None:
    kind, token = link(app, cast, cast.ana, STOP).rsplit("/", 1)
    assert client.get(f"{kind}/{token.upper()}").status_code == 200


def test_stopped_mail_can_be_chosen_and_started_with_one_button(app: Flask, cast: Cast, client: Client) -> None:
    mail_choices.stop(member(cast), START)
    url = link(app, cast, cast.ana)
    page = shown(client.get(url))
    assert "it is stopped" in page.words
    choice_form(page, url).send(client, rhythm="never")
    assert member(cast).mail_stopped_at == START
    choice_form(page, url).send(client, rhythm="weekly", again="1")
    assert (member(cast).mail_stopped_at, member(cast).mail_rhythm) == (None, DAYS)


def test_all_mail_is_stopped_on_the_page_of_choices_too(app: Flask, cast: Cast, client: Client) -> None:
    url = link(app, cast, cast.ana)
    shown(client.get(url)).form("/stop").send(client)
    assert member(cast).mail_stopped_at == START
    shown(client.get(url)).form("/again").send(client)
    assert member(cast).mail_stopped_at is None


def test_two_forums_are_independent(app: Flask, cast: Cast, client: Client) -> None:
    other = Membership(
        forum_id=cast.other_forum.id, user_id=cast.ana.id, roles=frozenset({PARTICIPANT}), created_at=START
    )
    db.session.add(other)
    db.session.commit()
    before = state(cast)
    elsewhere = token_of(app, cast.ana, STOP, cast.other_forum)
    client.post(f"/mail/stop/{elsewhere}", data=ONE_CLICK)
    assert state(cast) == before
    query = select(Membership.mail_stopped_at).where(Membership.forum_id == cast.other_forum.id)
    assert db.session.scalar(query.where(Membership.user_id == cast.ana.id)) == START


# Links that lead nowhere


def leads_nowhere(client: Client, choices: str, stop: str) -> bool:
    asked = [client.get(f"/mail/choices/{choices}"), client.get(f"/mail/stop/{stop}")]
    asked += [
        client.post(f"/mail/choices/{choices}{path}", data={"rhythm": "never"}) for path in ("", "/stop", "/again")
    ]
    asked += [client.post(f"/mail/stop/{stop}", data=ONE_CLICK)]
    return all(it.status_code == 404 and "This link leads nowhere" in shown(it).words for it in asked)


@pytest.mark.parametrize("purpose", [POST, CONFIRM])
def test_a_token_of_another_purpose_opens_nothing(app: Flask, cast: Cast, client: Client, purpose: int) -> None:
    before = state(cast)
    token = token_of(app, cast.ana, purpose, cast.forum)
    assert leads_nowhere(client, token, token)
    stop, choices = token_of(app, cast.ana, STOP, cast.forum), token_of(app, cast.ana, CHOICES, cast.forum)
    assert leads_nowhere(client, stop, choices)
    assert state(cast) == before


def test_wrong_foreign_and_mangled_tokens_are_all_the_same(app: Flask, cast: Cast, client: Client) -> None:
    of_another_site = seal("y" * 40, CHOICES, cast.ana.id, cast.forum.id, START)
    true = token_of(app, cast.ana, CHOICES, cast.forum)
    mangled = true[:-1] + ("a" if true[-1] != "a" else "b")
    for token in ("x", "a" * 32, "ñ" * 32, "a" * 5000, of_another_site, mangled, true + "a"):
        assert leads_nowhere(client, token, token)


def test_tokens_of_strangers_and_of_forums_that_are_none_lead_nowhere(app: Flask, cast: Cast, client: Client) -> None:
    nothing = Forum(id=2_000_000_000)
    for user, forum in ((cast.nina, cast.forum), (cast.ana, cast.other_forum), (cast.ana, nothing)):
        choices, stop = (token_of(app, user, purpose, forum) for purpose in (CHOICES, STOP))
        assert leads_nowhere(client, choices, stop)


def test_a_link_of_somebody_who_left_leads_nowhere(app: Flask, cast: Cast, client: Client) -> None:
    choices, stop = (token_of(app, cast.ana, purpose, cast.forum) for purpose in (CHOICES, STOP))
    leaving.leave_forum(sight_for(cast, cast.ana), cast.ana, Attribution(NAME, "", "A participant"))
    assert leads_nowhere(client, choices, stop)


# Limits


def test_many_people_behind_one_mail_server_can_stop(app: Flask, cast: Cast, client: Client) -> None:
    url = link(app, cast, cast.ana, STOP)
    assert {client.post(url, data=ONE_CLICK).status_code for _ in range(120)} == {200}
    assert client.post(url, data=ONE_CLICK).status_code == 429
    assert client.post(link(app, cast, cast.jorge, STOP), data=ONE_CLICK).status_code == 200


def test_guessing_is_slowed_down(client: Client) -> None:
    assert {client.post("/mail/stop/x", data=ONE_CLICK).status_code for _ in range(60)} == {404}
    assert client.post("/mail/stop/y", data=ONE_CLICK).status_code == 429
