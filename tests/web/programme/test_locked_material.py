"""Translators get only the texts of a locked week: no file, no link, and no name beside a reading."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from board.actions import enrolling, preparing, presenting
from board.actions.titled import Titled
from board.extensions import db
from board.models import Reading, Text, User
from board.models.base import new_key
from tests.support.cast import BEFORE, OPENING, Cast, membership_of, reading_form, sight_for
from tests.support.client import Client
from tests.support.shown import shown

SignIn = Callable[[User], Client]
FORUM = "/f/social-economy"
LINE, HOST, FILE = "Una autora de lejos", "reports.example.net", "informe-secreto.pdf"


@pytest.fixture
def readings(cast: Cast) -> dict[str, Reading]:
    """Readings in the locked week, all with texts to translate."""
    sight, week = sight_for(cast, cast.alma), cast.week(3)
    link = replace(reading_form("Un enlace", "Notas.", "es"), kind="link", url=f"https://{HOST}/x", author_line=LINE)
    upload = preparing.Upload(FILE, b"%PDF-1.4 words")
    file = replace(reading_form("Un archivo", "Notas.", "es"), kind="file", upload=upload, author_line=LINE)
    found = {
        "link": preparing.add_reading(sight, week, link, cast.alma),
        "file": preparing.add_reading(sight, week, file, cast.alma),
        "case": preparing.add_reading(sight, week, reading_form("Un caso", "Notas.", "es", cast.bento), cast.alma),
    }
    mine = sight_for(cast, cast.bento)
    words = Titled("Otro caso", "Más notas.", "es")
    found["submitted"] = presenting.begin_case_study(mine, week, words, cast.bento, new_key())
    presenting.submit_case_study(mine, found["submitted"])
    return found


def pages(reading: Reading) -> list[str]:
    """Return all addresses that show a reading."""
    body = db.session.get_one(Text, reading.body_id)
    return [
        f"{FORUM}/reading/{reading.key}",
        f"{FORUM}/week/3",
        f"{FORUM}/translate/{body.key}",
        f"{FORUM}/translate/{body.key}/history",
        f"{FORUM}/translate",
        f"{FORUM}/search?q=notas",
    ]


def contents(client: Client, urls: list[str]) -> str:
    """Return the content of these pages, without the names of the weeks' key respondents, which are public."""
    found = ""
    for url in urls:
        page = shown(client.get(url))
        if url.endswith("/week/3"):
            found += " ".join(page.texts("li[@class='item']"))
        elif "search" in url:
            found += " ".join(page.texts("ol")) + " ".join(page.texts("select[@name='person']"))
        else:
            found += page.words
        found += " ".join(page.links)
    return found


@pytest.mark.parametrize("kind", ["link", "file", "case", "submitted"])
def test_a_translator_gets_the_texts_alone(
    cast: Cast, sign_in: SignIn, readings: dict[str, Reading], kind: str
) -> None:
    client, reading = sign_in(cast.tess), readings[kind]
    seen = contents(client, pages(reading))
    assert "otas." in seen
    assert [hidden for hidden in (LINE, HOST, FILE, "/file", "Bento") if hidden in seen] == []
    unknown, its = (client.get(f"{FORUM}/reading/{key}/file") for key in ("zzzzzzzzzzzzzz", reading.key))
    assert (its.status_code, shown(its).words) == (404, shown(unknown).words)


def test_a_search_for_its_author_does_not_find_it(cast: Cast, sign_in: SignIn, readings: dict[str, Reading]) -> None:
    """Filtering by the name finds the same as without it, so it reveals nothing."""
    client = sign_in(cast.tess)
    of_bento, of_all = (
        {link for link in shown(client.get(f"{FORUM}/search?q=notas{person}")).links if "/reading/" in link}
        for person in (
            f"&person={cast.bento.key}",
            "&region=",
        )
    )
    assert of_bento == of_all != set()


@pytest.mark.parametrize("kind", ["link", "file", "case", "submitted"])
def test_people_who_prepare_the_week_get_all_of_it(
    cast: Cast, sign_in: SignIn, readings: dict[str, Reading], kind: str
) -> None:
    """That includes an admin who translates."""
    alma = membership_of(cast.alma, cast.forum)
    assert alma is not None
    enrolling.set_roles(sight_for(cast, cast.alma), alma, frozenset({"admin", "translator"}), "")
    client = sign_in(cast.alma)
    seen = contents(client, pages(readings[kind])[:1])
    expected = {"link": [LINE, HOST], "file": [LINE, FILE, "/file"], "case": ["Bento"], "submitted": ["Bento"]}[kind]
    assert [one for one in expected if one not in seen] == []
    if kind == "file":
        response = client.get(f"{FORUM}/reading/{readings[kind].key}/file")
        assert response.data == b"%PDF-1.4 words"


def test_once_the_week_is_open_a_translator_gets_all_of_it(
    cast: Cast, sign_in: SignIn, readings: dict[str, Reading], clock: object
) -> None:
    client = sign_in(cast.tess)
    clock.move_to(OPENING)  # type: ignore[attr-defined]
    seen = contents(client, [f"{FORUM}/reading/{readings[kind].key}" for kind in ("link", "file", "case")])
    assert [one for one in (LINE, HOST, FILE, "/file", "Bento") if one not in seen] == []
    assert client.get(f"{FORUM}/reading/{readings['file'].key}/file").status_code == 200
    assert "Bento" not in contents(client, pages(readings["submitted"])[:1])  # this one is not published


def test_a_key_respondent_who_translates_gets_all_of_their_own_case_study(
    cast: Cast, sign_in: SignIn, readings: dict[str, Reading]
) -> None:
    bento = membership_of(cast.bento, cast.forum)
    assert bento is not None
    bento.roles = frozenset({"key_respondent", "translator"})
    assert readings["case"].created_at > BEFORE
    seen = shown(sign_in(cast.bento).get(f"{FORUM}/reading/{readings['case'].key}"))
    assert seen.all("p[@class='who']")
    other = shown(sign_in(cast.bento).get(f"{FORUM}/reading/{readings['link'].key}"))
    assert not other.all("p[@class='who']")
