"""The call in further languages: who writes it, who is shown it, and that nothing is lost or seen too early."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from board.actions import cloning
from board.actions.call_versions import call_version, write_call_version
from board.actions.unsent import UnsentWords, keep_unsent
from board.clock import FixedClock
from board.extensions import db
from board.models import Act, CallVersion, Text, User
from board.rules.permissions import Refused
from board.visible import Sight, visible_texts
from tests.support.applying import OUT, call_out
from tests.support.cast import BEFORE, START, Cast, sight_for
from tests.support.client import Client
from tests.support.shown import shown
from tests.web.test_limits import asked_for_when_warm

SignIn = Callable[[User], Client]
FORUM = "/f/social-economy"
CALL, SETTINGS = f"{FORUM}/call", f"{FORUM}/admin/call"
FRENCH = "## Objectif\n\nNous apprenons comment achètent les villes."
WORDS = "Nous apprenons comment achètent les villes."
SECOND = timedelta(seconds=1)


def alma(cast: Cast) -> Sight:
    return sight_for(cast, cast.alma, BEFORE)


@pytest.fixture
def written(cast: Cast) -> Text:
    """The call, which is out, in French too."""
    call_out(cast)
    write_call_version(alma(cast), "fr", FRENCH, cast.alma)
    version = call_version(alma(cast), "fr")
    assert version is not None
    return db.session.get_one(Text, version.text_id)


# ---- reading


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize(
    ("reads", "asked", "french"),
    [("fr", "", True), ("fr", "?language=en", False), ("en", "", False), ("en", "?language=fr", True),
     ("pt", "", False), ("fr", "?language=de", False)],
)  # fmt: skip
def test_each_reader_sees_their_language_first_and_can_switch(
    client: Client, reads: str, asked: str, french: bool
) -> None:
    page = shown(client.get(CALL + asked, headers={"Accept-Language": reads}))
    assert (WORDS in page.words) is french
    assert ("We learn how public buyers choose." in page.words) is not french
    [current] = [link.text.strip() for link in page.all("nav[@class='segmented']/a[@aria-current]")]
    assert current == ("Français" if french else "English")


@pytest.mark.usefixtures("written")
def test_in_a_further_language_nothing_of_the_call_is_in_another(client: Client) -> None:
    page = shown(client.get(CALL, headers={"Accept-Language": "fr"}))
    for words in ("Local purchasing", "Read on Monday", "English, to read", "Outline of"):
        assert words not in page.words
    assert f"{FORUM}/apply" in page.links
    description = page.one("meta[@name='description']").get("content")
    assert description == "Objectif Nous apprenons comment achètent les villes."


def test_without_further_languages_there_is_no_switch(cast: Cast, client: Client) -> None:
    call_out(cast)
    assert "?language=" not in client.get(CALL).text


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize(("at", "status"), [(OUT - SECOND, 404), (OUT, 200), (OUT + SECOND, 200)])
def test_it_is_out_with_the_call(client: Client, clock: FixedClock, at: object, status: int) -> None:
    clock.move_to(at)  # type: ignore[arg-type]
    assert client.get(f"{CALL}?language=fr").status_code == status


def test_it_is_seen_as_a_text_by_those_who_see_the_call(cast: Cast, written: Text) -> None:
    for now, seen in ((OUT - SECOND, False), (OUT, True)):
        sight = sight_for(cast, cast.nina, now)
        assert (db.session.scalar(visible_texts(sight).where(Text.id == written.id)) is not None) is seen
    assert written.target is None  # no translator is asked for it


@pytest.mark.usefixtures("written")
def test_more_languages_take_no_more_queries(app: Flask, cast: Cast, client: Client) -> None:
    before = asked_for_when_warm(app, client, CALL)
    write_call_version(alma(cast), "pt", "Aprendemos.", cast.alma)
    assert asked_for_when_warm(app, client, CALL) == before


# ---- writing


def test_admins_write_change_and_remove_it(cast: Cast, sign_in: SignIn, client: Client) -> None:
    call_out(cast)
    admin, address = sign_in(cast.alma), f"{SETTINGS}/in/fr"
    assert address in shown(admin.get(SETTINGS)).links
    for body in (FRENCH, "Autrement.", ""):
        answer = shown(admin.get(address)).form("/in/fr").send(admin, body=body)
        assert answer.location == SETTINGS
        page = shown(sign_in(cast.ana).get(f"{CALL}?language=fr"))
        assert (WORDS in page.words, "Autrement." in page.words) == (body == FRENCH, body == "Autrement.")
    assert db.session.scalars(select(CallVersion)).all() == []
    acts = select(Act.detail).where(Act.kind == "call.version")
    assert db.session.scalars(acts).all() == ["fr"] * 3
    assert (
        "edited the call in another language today at 07:00: Français."
        in shown(sign_in(cast.alma).get(f"{FORUM}/admin/acts")).words
    )


@pytest.mark.parametrize("language", ["en", "de", "xx"])
def test_only_further_languages_of_the_interface_can_be_written(cast: Cast, sign_in: SignIn, language: str) -> None:
    admin = sign_in(cast.alma)
    assert admin.get(f"{SETTINGS}/in/{language}").status_code == 404
    assert admin.post(f"{SETTINGS}/in/{language}", data={"body": "x"}).status_code == 404


def test_a_language_into_which_the_call_is_translated_is_not_offered(cast: Cast, sign_in: SignIn) -> None:
    call_out(cast)
    text = db.session.get_one(Text, cast.forum.format_id)
    text.target = "es"
    db.session.commit()
    links = shown(sign_in(cast.alma).get(SETTINGS)).links
    assert [f"{SETTINGS}/in/{code}" in links for code in ("en", "es", "fr", "pt")] == [False, False, True, True]


def test_what_two_people_write_at_once_is_shown_to_the_second(cast: Cast, sign_in: SignIn) -> None:
    admin = sign_in(cast.alma)
    form = shown(admin.get(f"{SETTINGS}/in/fr")).form("/in/fr")
    write_call_version(sight_for(cast, cast.olga, START), "fr", "Le sien.", cast.olga)
    answer = form.send(admin, body="Le mien.")
    assert answer.status_code == 409
    page = shown(answer)
    assert [area.text for area in page.all("textarea")] == ["Le mien.", "Le sien."]
    assert page.form("/in/fr").send(admin).status_code == 303


def test_what_was_not_sent_comes_back(cast: Cast, sign_in: SignIn) -> None:
    keep_unsent(cast.alma, UnsentWords("call:social-economy:in-fr", "Une moi", "", ""), START)
    page = shown(sign_in(cast.alma).get(f"{SETTINGS}/in/fr"))
    assert page.form("/in/fr").fields["body"] == "Une moi"


def test_nobody_else_may_write_it(cast: Cast, sign_in: SignIn) -> None:
    for person in (cast.tess, cast.ana):
        assert sign_in(person).get(f"{SETTINGS}/in/fr").status_code in (403, 404)
        with pytest.raises(Refused):
            write_call_version(sight_for(cast, person), "fr", FRENCH, person)


def test_a_further_run_takes_it_along(cast: Cast, written: Text) -> None:
    sight = sight_for(cast, cast.olga)
    run = cloning.Run("Again", "again", START.date())
    forum = cloning.run_again(sight, run, cast.olga, cloning.plan_run(sight, run).mark)
    copy = db.session.scalars(select(CallVersion).where(CallVersion.forum_id == forum.id)).one()
    assert copy.language == "fr"
    assert copy.text_id != written.id
