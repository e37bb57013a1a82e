"""The pages on which people leave a forum, close their account, and download their data."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import select

from board.actions import leaving, posting, scheduling
from board.actions.leaving import Attribution
from board.actions.unsent import UnsentWords, keep_unsent
from board.clock import FixedClock
from board.extensions import db
from board.jobs import run_due
from board.models import (
    Announcement,
    Application,
    Mail,
    PolicyElement,
    Post,
    Reading,
    Revision,
    Text,
    Theme,
    Thread,
    User,
)
from board.models.fates import columns_of, columns_that_say
from board.rules.leaving import NAME, NOBODY
from tests.support.cast import PASSWORD, START, Cast, look_as, membership_of, sight_for, typed
from tests.support.client import Client
from tests.support.shown import shown

SignIn = Callable[[User], Client]
FORUM = "/f/social-economy"


def leave(client: Client, **chosen: str) -> Any:
    return shown(client.get(f"{FORUM}/leave")).form("/leave").send(client, **chosen)


def thread_words(cast: Cast, client: Client) -> str:
    return shown(client.get(f"{FORUM}/thread/{cast.thread.key}")).words


def test_every_page_shows_the_chosen_name(cast: Cast, sign_in: SignIn) -> None:
    reader = sign_in(cast.jorge)
    before = thread_words(cast, reader)  # rendered now, so its HTML is in the cache
    assert "Ana" in before
    client = sign_in(cast.ana)
    answer = leave(client, how="typed", typed="A participant from Brazil")
    assert (answer.status_code, answer.location) == (303, f"{FORUM}/")
    assert "You have left “Social economy”." in shown(client.get(answer.location)).words
    after = thread_words(cast, reader)
    assert "A participant from Brazil" in after
    assert after.replace("A participant from Brazil", "Ana").count("Ana") == before.count("Ana")
    assert "Ana" not in after
    for page in (f"{FORUM}/people", f"{FORUM}/week/1", f"{FORUM}/week/2"):
        assert cast.ana.key not in reader.get(page).text
    assert client.get(f"{FORUM}/people").status_code == 403
    assert client.get("/profile").status_code == 200


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        ({"how": "typed", "typed": " "}, "Type the name to show, or choose another way above."),
        ({"how": "typed", "typed": "jÓrge"}, "Somebody else here has this name. Choose another one."),
        ({"how": "typed", "typed": "x" * 121}, "A name can have at most 120 characters."),
        ({"how": "backwards"}, "Not a valid choice."),
    ],
)
def test_a_refused_name_changes_nothing_and_stays_typed(
    cast: Cast, sign_in: SignIn, chosen: dict[str, str], message: str
) -> None:
    answer = leave(sign_in(cast.ana), **chosen)
    assert answer.status_code == 422
    page = shown(answer)
    assert message in page.words
    assert page.form("/leave").fields["typed"] == chosen.get("typed", "").strip()
    assert membership_of(cast.ana, cast.forum) is not None


def test_a_forum_that_keeps_no_names_offers_no_choice(cast: Cast, sign_in: SignIn) -> None:
    cast.forum.leaving = NOBODY
    client = sign_in(cast.ana)
    form = shown(client.get(f"{FORUM}/leave")).form("/leave")
    assert set(form.fields) == {"csrf_token"}
    assert form.send(client, how="name").status_code == 303
    assert "A former participant" in thread_words(cast, sign_in(cast.jorge))


def test_the_only_admin_is_told_what_to_do_first(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.alma)
    for answer in (client.get(f"{FORUM}/leave"), client.post(f"{FORUM}/leave", data={"how": "name"})):
        page = shown(answer)
        assert "Make somebody else an admin first" in page.words
        assert f"{FORUM}/admin/people" in page.links
        assert not [action for action in page.actions() if action.endswith("/leave")]
    assert membership_of(cast.alma, cast.forum) is not None


def test_the_page_says_what_the_log_and_an_application_keep(cast: Cast, sign_in: SignIn) -> None:
    """Leaving keeps the application. Closing the account deletes it, and that page says so."""
    client = sign_in(cast.ana)
    here, everywhere = (shown(client.get(page)).words for page in (f"{FORUM}/leave", "/profile/close"))
    for words in (here, everywhere):
        assert "The entries about you in the log that only the admins read, under the name" in words
        assert "An earlier name of yours stays there as it was recorded." in words
    application = "Your application to this forum, if you sent one: the admins keep it as long as the forum is there"
    assert (application in here, application in everywhere) == (True, False)
    assert "your applications" in everywhere


def test_the_log_shows_the_name_that_was_chosen(cast: Cast, sign_in: SignIn) -> None:
    posting.hide_post(sight_for(cast, cast.alma), cast.post, "off topic")
    page = shown(sign_in(cast.alma).get(f"{FORUM}/admin/acts"))
    assert "Alma hid a post by Ana in week 1" in page.words
    leave(sign_in(cast.ana), how="typed", typed="A participant from Brazil")
    page = shown(sign_in(cast.alma).get(f"{FORUM}/admin/acts"))
    assert "Alma hid a post by A participant from Brazil in week 1" in page.words


def test_only_members_can_leave(cast: Cast, app: Flask, sign_in: SignIn) -> None:
    assert sign_in(cast.nina).post(f"{FORUM}/leave").status_code == 403
    assert app.test_client().get(f"{FORUM}/leave").status_code == 302


def test_a_person_who_left_gets_no_mail(cast: Cast, clock: FixedClock, sign_in: SignIn) -> None:
    leave(sign_in(cast.rosa), how="name")  # a mail about Ana's question to her is due
    run_due(clock)
    assert list(db.session.scalars(select(Mail))) == []


def test_the_address_of_a_stand_in_cannot_be_added(cast: Cast, sign_in: SignIn) -> None:
    stand_in = leaving.leave_forum(sight_for(cast, cast.ana), cast.ana, Attribution(NAME, "", "Nobody"))
    data = {"email": stand_in.email, "name": "Ana", "roles": "participant", "region": ""}
    answer = sign_in(cast.alma).post(f"{FORUM}/admin/people", data=data)
    assert (answer.status_code, "This is not an e-mail address." in shown(answer).words) == (422, True)


def test_the_owner_sets_whether_names_stay(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.olga)
    form = shown(client.get("/owner/forums/social-economy/edit")).form("/edit")
    assert form.fields["leaving"] == "choice"
    assert form.send(client, leaving="nobody").status_code == 303
    db.session.refresh(cast.forum)
    assert cast.forum.leaving == NOBODY


# ---- closing the account


def close(client: Client, **typed_words: str) -> Any:
    return shown(client.get("/profile/close")).form("/profile/close").send(client, **typed_words)


def test_closing_needs_the_password_and_ends_every_session(cast: Cast, sign_in: SignIn, app: Flask) -> None:
    here, there = sign_in(cast.ana), sign_in(cast.ana)
    refused = close(here, password="a guess", how="anonymous")
    assert (refused.status_code, "This is not your current password." in shown(refused).words) == (422, True)
    answer = close(here, password=PASSWORD, how="anonymous")
    assert (answer.status_code, answer.location) == (303, "/")
    assert "Your account is closed." in shown(here.get("/?all=1")).words
    assert [client.get("/profile").status_code for client in (here, there)] == [302, 302]
    again = app.test_client().post("/sign-in", data={"email": "ana@example.org", "password": PASSWORD})
    assert again.status_code == 422
    words = thread_words(cast, sign_in(cast.jorge))
    assert ("A former participant" in words, "Ana" in words) == (True, False)


@pytest.mark.parametrize(
    ("who", "message"),
    [("olga", "Make somebody else its owner first"), ("alma", "Make somebody else an admin first")],
)
def test_the_last_owner_or_admin_cannot_close_their_account(
    cast: Cast, sign_in: SignIn, who: str, message: str
) -> None:
    client = sign_in(getattr(cast, who))
    assert message in shown(client.get("/profile/close")).words
    assert client.post("/profile/close", data={"password": PASSWORD, "how": "name"}).status_code == 422
    assert client.get("/profile").status_code == 200


# ---- taking one's data along


def data_of(client: Client) -> tuple[dict[str, Any], str]:
    """Return the JSON document of the file, and the names and contents of all its parts as one string."""
    answer = client.get("/profile/data")
    assert answer.headers["Content-Disposition"] == "attachment; filename=semana-2026-03-04.zip"
    with ZipFile(BytesIO(answer.data)) as file:
        contents = {name: file.read(name).decode() for name in file.namelist()}
    answer.close()
    return json.loads(contents["data.json"]), "\n".join([*contents, *contents.values()])


def test_the_file_has_everything_that_the_person_wrote(cast: Cast, sign_in: SignIn) -> None:
    keep_unsent(cast.ana, UnsentWords("reply:somewhere", "What I was writing", "", "es"), START)
    db.session.add(
        Application(
            forum_id=cast.forum.id, kind="participant", name="Ana", email="ana@example.org", created_at=START,
            description="What I do", verified_at=START, state="shortlisted",
        )
    )  # fmt: skip
    record, everything = data_of(sign_in(cast.ana))
    assert (record["account"]["email"], record["memberships"][0]["region"]) == ("ana@example.org", "Brazil")
    for words in ("La cooperativa vendió verduras", "¿Quién firmó", "Vender al municipio", "What I was writing"):
        assert words in everything
    post = next(text for text in record["texts"] if "La cooperativa" in text["versions"][0]["source"])
    assert "The cooperative sold vegetables" in post["translation"]["words"]
    [application] = record["applications"]
    assert (application["description"], application["decision"]) == ("What I do", None)


def test_the_file_has_nothing_of_others(cast: Cast, sign_in: SignIn) -> None:
    """Every text of the locked week contains LOCKED."""
    keep_unsent(cast.jorge, UnsentWords("reply:somewhere", "Jorge is writing", "", "es"), START)
    for person in (cast.ana, cast.rosa, cast.tess):
        _, everything = data_of(sign_in(person))
        for words in ("LOCKED", "How did they win it?", "Jorge", "Alma", "jorge@example.org", "argon2"):
            assert words not in everything, (person.name, words)
    _, of_the_asked = data_of(sign_in(cast.rosa))
    assert cast.question.key in of_the_asked
    assert "¿Quién firmó" not in of_the_asked


def test_the_file_has_a_key_respondents_own_case_study(cast: Cast, sign_in: SignIn) -> None:
    _, everything = data_of(sign_in(cast.bento))
    assert "Nuestra cooperativa LOCKED" in everything
    assert everything.count("LOCKED") == everything.count("Nuestra cooperativa LOCKED") + everything.count(
        "Caso LOCKED"
    )


def test_from_a_week_that_was_locked_again_the_file_has_only_the_persons_own_words(cast: Cast, sign_in: SignIn) -> None:
    posting.reply(sight_for(cast, cast.jorge), cast.question_thread, cast.jorge, typed("I would say so", "en"))
    scheduling.override_week(look_as(cast.forum, cast.alma), cast.week(1), "locked")
    record, everything = data_of(sign_in(cast.ana))
    assert "La cooperativa vendió verduras" in everything
    assert "The cooperative sold vegetables" not in everything
    assert [text["translation"] for text in record["texts"] if "La cooperativa" in str(text["versions"])] == [None]


def test_after_leaving_the_file_has_only_the_account(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    leave(client, how="name")
    record, everything = data_of(client)
    assert (record["memberships"], record["texts"]) == ([], [])
    assert "La cooperativa" not in everything


def test_every_reference_to_an_account_is_in_the_file_or_is_about_others(cast: Cast, sign_in: SignIn) -> None:
    """The columns about others are left out: the acts of the person tell what they decided."""
    about_others = {
        "posts.removed_by_id", "reports.settled_by_id", "flags.settled_by_id", "weeks.override_by_id",
        "memberships.suspended_by_id", "applications.decided_by_id", "application_notes.user_id",
        "excerpts.removed_by_id", "policy_elements.removed_by_id", "quote_answers.settled_by_id",
    }  # fmt: skip
    assert {str(column.property.columns[0]) for column in columns_that_say(section="")} == about_others
    record, _ = data_of(sign_in(cast.ana))
    assert {column.info["section"] for column in columns_that_say("section")} - record.keys() == {""}


def test_every_column_of_an_own_row_says_whether_the_file_has_it() -> None:
    """Otherwise a column that is added later could be forgotten."""
    models = {column.class_ for column in columns_that_say("section") if column.info["section"]}
    composed = {Announcement, PolicyElement, Post, Reading, Revision, Text, Theme, Thread}
    silent = [
        str(column)
        for model in models - composed
        for column in columns_of(model)
        if not (column.property.columns[0].foreign_keys or column.key == "id" or "told" in column.info)
    ]
    assert silent == []
