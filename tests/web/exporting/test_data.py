"""The open data of a forum: what it says, to whom, and what is never in it."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from board.actions import posting, scheduling
from board.exports.fields import FORMAT, TABLES, VERSION
from board.extensions import db
from board.models import QuoteAnswer, User
from board.rules.proceedings import NAMED, UNNAMED, WITHDRAWN
from tests.support.abstracts import citation, summarise
from tests.support.asked import queries
from tests.support.cast import START, Cast, membership_of, sight_for, typed
from tests.support.client import Client
from tests.support.synthesis import add_theme, cites, let_code, place, write_element

SignIn = Callable[[User], Client]
DATA = "/f/social-economy/data"


def data_of(client: Client) -> dict[str, Any]:
    answer = client.get(f"{DATA}/forum.json")
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    found: dict[str, Any] = json.loads(answer.get_data())
    return found


def row(data: dict[str, Any], table: str, **facts: object) -> dict[str, Any]:
    """Return the one row of a table with these facts."""
    (found,) = [row for row in data[table] if facts.items() <= row.items()]
    return dict(found)


def agree(cast: Cast, person: User, attribution: str) -> None:
    """Choose how somebody is signed."""
    membership = membership_of(person, cast.forum)
    assert membership is not None
    membership.attribution = attribution
    db.session.commit()


def withdraw(cast: Cast, excerpt_id: int | None = None) -> None:
    """Withdraw the cast's post, or one passage of it, from the proceedings."""
    answer = QuoteAnswer(forum_id=cast.forum.id, text_id=cast.post.text_id, user_id=cast.ana.id, kind=WITHDRAWN)
    answer.at, answer.excerpt_id = START, excerpt_id
    db.session.add(answer)
    db.session.commit()


def test_it_has_each_text_with_its_translation_and_its_place(cast: Cast, sign_in: SignIn) -> None:
    excerpt = place(cast, add_theme(cast), "verduras")
    summarise(cast, cast.thread, f"Ana’s cooperative sold vegetables {citation(cast, cast.post)}")
    data = data_of(sign_in(cast.jorge))
    assert (data["format"], data["version"]) == (FORMAT, VERSION)
    assert list(data)[2:] == [table.name for table in TABLES]
    post = row(data, "posts", key=cast.post.key)
    assert post["body"] == "La cooperativa vendió verduras al municipio.\n\nLos contratos pequeños ayudan a empezar."
    assert post["body_translation"].startswith("The cooperative sold vegetables")
    languages = post["body_language"], post["body_translation_language"]
    assert languages == ("es", "en")
    assert (post["body_translation_state"], post["body_translation_origin"]) == ("approved", "human")
    assert post["address"] == f"http://localhost/f/social-economy/post/{cast.post.key}"
    assert post["written_at"] == "2026-02-24T05:14:00-05:00"
    answer = row(data, "posts", key=cast.answer.key)
    assert (answer["reply_to"], answer["body_translation"]) == (cast.post.key, None)
    told = row(data, "excerpts", key=excerpt.key)
    assert (told["passage"], told["region"], told["source"]) == ("verduras", "Brazil", cast.post.key)
    assert told["passage_translation"] == "The cooperative sold vegetables to the municipality."
    assert row(data, "threads", key=cast.thread.key)["abstract"].startswith("Ana’s cooperative")
    paragraphs = [each for each in data["paragraphs"] if each["row"] == cast.post.key]
    assert [(each["position"], each["translation"]) for each in paragraphs] == [
        (1, "The cooperative sold vegetables to the municipality."), (2, "Small contracts help to begin."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("attribution", "name", "region"), [("", None, "Brazil"), (NAMED, "Ana", "Brazil"), (UNNAMED, None, None)]
)
def test_authors_are_signed_as_they_chose_and_told_apart_by_a_number(
    cast: Cast, sign_in: SignIn, attribution: str, name: str | None, region: str | None
) -> None:
    agree(cast, cast.ana, attribution)
    data = data_of(sign_in(cast.jorge))
    first, question = row(data, "posts", key=cast.post.key), row(data, "posts", key=cast.question.key)
    assert (first["author_name"], first["author_region"]) == (name, region)
    assert first["author"] == question["author"] != row(data, "posts", key=cast.answer.key)["author"]


def test_translators_are_credited_if_they_agreed(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    assert row(data_of(client), "posts", key=cast.post.key)["body_translators"] == []
    agree(cast, cast.tess, NAMED)
    data = data_of(client)
    assert row(data, "posts", key=cast.post.key)["body_translators"] == ["Tess"]
    assert {each["translator"] for each in data["paragraphs"] if each["translation"]} == {"Tess"}


def test_it_has_no_accounts_and_no_addresses_of_people(cast: Cast, sign_in: SignIn) -> None:
    agree(cast, cast.ana, NAMED)
    words = sign_in(cast.alma).get(f"{DATA}/forum.json").get_data(as_text=True)
    assert "@example.org" not in words
    for person in (cast.ana, cast.jorge, cast.rosa, cast.tess, cast.alma):
        assert person.key not in words
        assert f'"{person.name}"' not in words or person is cast.ana


@pytest.mark.parametrize(("line", "credit"), [("J. Laville, 2011", "J. Laville, 2011"), ("by JORGE, 2011", None)])
def test_a_credit_names_no_member_who_did_not_agree(cast: Cast, sign_in: SignIn, line: str, credit: str | None) -> None:
    cast.reading.author_line = line
    db.session.commit()
    assert row(data_of(sign_in(cast.ana)), "readings", key=cast.reading.key)["credit"] == credit
    agree(cast, cast.jorge, NAMED)
    assert row(data_of(sign_in(cast.ana)), "readings", key=cast.reading.key)["credit"] == line


def test_all_members_get_the_same_bytes(cast: Cast, sign_in: SignIn, app: Flask) -> None:
    place(cast, add_theme(cast), "verduras")
    add_theme(cast, "Proposed", cast.jorge)
    for file in ("forum.json", "forum.zip"):
        answers = [sign_in(person).get(f"{DATA}/{file}") for person in (cast.ana, cast.tess, cast.alma, cast.bento)]
        assert len({answer.get_data() for answer in answers}) == 1
        again = sign_in(cast.ana).get(f"{DATA}/{file}", headers={"If-None-Match": answers[0].headers["ETag"]})
        assert again.status_code == 304


def test_nothing_of_a_locked_week_is_in_it_even_for_an_admin(cast: Cast, sign_in: SignIn) -> None:
    data = sign_in(cast.alma).get(f"{DATA}/forum.json").get_data(as_text=True)
    assert "LOCKED" not in data
    scheduling.override_week(sight_for(cast, cast.alma), cast.week(3), "open")
    assert "LOCKED" in sign_in(cast.alma).get(f"{DATA}/forum.json").get_data(as_text=True)
    scheduling.override_week(sight_for(cast, cast.alma), cast.week(3), "locked")
    assert sign_in(cast.alma).get(f"{DATA}/forum.json").get_data(as_text=True) == data


def words_in(client: Client) -> str:
    """Return everything in both files."""
    archive = zipfile.ZipFile(io.BytesIO(client.get(f"{DATA}/forum.zip").get_data()))
    tables = [archive.read(name).decode() for name in archive.namelist()]
    return "\n".join([client.get(f"{DATA}/forum.json").get_data(as_text=True), *tables])


@pytest.mark.parametrize("how", ["hidden", "withdrawn"])
def test_what_was_hidden_or_withdrawn_is_in_no_file(cast: Cast, sign_in: SignIn, how: str) -> None:
    excerpt = place(cast, add_theme(cast), "verduras")
    client = sign_in(cast.alma)
    assert "verduras" in words_in(client)
    if how == "hidden":
        posting.hide_post(sight_for(cast, cast.alma), cast.post, "a reason")
    else:
        withdraw(cast)
    words = words_in(client)
    assert [found for found in ("verduras", "vegetables", excerpt.key, "a reason") if found in words] == []
    assert row(data_of(client), "posts", key=cast.answer.key)["reply_to"] is None


def test_a_passage_that_was_withdrawn_goes_and_so_do_the_words_around_it(cast: Cast, sign_in: SignIn) -> None:
    theme = add_theme(cast)
    gone, stays = place(cast, theme, "verduras", once="1"), place(cast, theme, "contratos", once="2")
    withdraw(cast, gone.id)
    data = data_of(sign_in(cast.jorge))
    assert [each["key"] for each in data["excerpts"]] == [stays.key]
    assert row(data, "posts", key=cast.post.key)["body"] is None
    assert "verduras" not in str(data)


def test_citations_lead_to_what_is_in_the_tables(cast: Cast, sign_in: SignIn) -> None:
    theme = add_theme(cast)
    stays, gone = place(cast, theme, "contratos"), place(cast, theme, "verduras")
    element = write_element(cast, theme, f"Pay soon {cites(cast, stays)}{cites(cast, gone)} {cites(cast, gone, 'so')}.")
    summarise(cast, cast.week(1), f"Sold {citation(cast, cast.post)}, asked {citation(cast, cast.answer)}")
    withdraw(cast, gone.id)
    posting.hide_post(sight_for(cast, cast.alma), cast.answer, "a reason")
    data = data_of(sign_in(cast.jorge))
    told = row(data, "policy_elements", key=element.key)
    assert told["body_cites"] == [stays.key]
    assert told["body"] == f"Pay soon {cites(cast, stays)} so."
    week = row(data, "weeks", number=1)
    assert (week["summary_cites"], week["summary"]) == ([cast.post.key], f"Sold {citation(cast, cast.post)}, asked ")
    said = [each["original"] for each in data["paragraphs"] if each["table"] in ("weeks", "policy_elements")]
    assert [words for words in said if gone.key in words or cast.answer.key in words] == []


def test_people_who_code_stay_blind(cast: Cast, sign_in: SignIn) -> None:
    place(cast, add_theme(cast), "verduras")
    let_code(cast, cast.rosa, cast.alma)
    assert [len(data_of(sign_in(who))["excerpts"]) for who in (cast.jorge, cast.rosa, cast.alma)] == [1, 0, 0]


def test_visitors_get_what_visitors_read_if_everyone_may_read(cast: Cast, app: Flask, sign_in: SignIn) -> None:
    client = app.test_client()
    assert client.get(f"{DATA}/forum.json").status_code == 302
    assert sign_in(cast.nina).get(f"{DATA}/forum.json").status_code == 403
    cast.forum.public_reading = True
    add_theme(cast, "Proposed", cast.jorge)
    add_theme(cast, "In use")
    db.session.commit()
    client = app.test_client()
    assert [theme["name"] for theme in data_of(client)["themes"]] == ["In use"]
    assert [theme["name"] for theme in data_of(sign_in(cast.ana))["themes"]] == ["Proposed", "In use"]


def test_the_tables_say_the_same_as_the_document(cast: Cast, sign_in: SignIn) -> None:
    place(cast, add_theme(cast), "verduras")
    client = sign_in(cast.jorge)
    data = data_of(client)
    archive = zipfile.ZipFile(io.BytesIO(client.get(f"{DATA}/forum.zip").get_data()))
    assert archive.namelist() == ["README.md", *(f"{table.name}.csv" for table in TABLES)]
    assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    for table in TABLES:
        words = archive.read(f"{table.name}.csv").decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(words, newline="")))
        assert rows == [{name: as_cell(value) for name, value in each.items()} for each in data[table.name]]


def as_cell(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(value)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("begins", ["=", "+", "-", "@"])
def test_no_cell_is_a_formula(cast: Cast, sign_in: SignIn, begins: str) -> None:
    posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed(f"{begins}1+1 cmd", "es"))
    client = sign_in(cast.jorge)
    archive = zipfile.ZipFile(io.BytesIO(client.get(f"{DATA}/forum.zip").get_data()))
    cells = [
        cell
        for table in TABLES
        for line in csv.reader(io.StringIO(archive.read(f"{table.name}.csv").decode("utf-8-sig"), newline=""))
        for cell in line
    ]
    assert f"'{begins}1+1 cmd" in cells
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))] == []


def test_more_of_everything_needs_no_more_queries(cast: Cast, app: Flask, sign_in: SignIn) -> None:
    theme, client = add_theme(cast), sign_in(cast.jorge)
    place(cast, theme, "verduras", once="0")

    def asked() -> int:
        with queries(app) as statements:
            assert client.get(f"{DATA}/forum.json").status_code == 200
        return len(statements)

    asked()
    before = asked()
    for number in range(4):
        posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed(f"Otra palabra {number}", "es"))
        place(cast, theme, "contratos", once=f"more {number}")
        posting.open_thread(sight_for(cast, cast.jorge), cast.week(1), cast.jorge, typed("Words", "en", f"T{number}"))
    assert asked() == before


def test_the_page_says_what_is_in_the_files_and_what_is_not(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.jorge).get(DATA).get_data(as_text=True)
    assert "What is not in these files" in page
    for file in ("forum.json", "forum.zip"):
        assert f'href="{DATA}/{file}"' in page
    assert f'href="{DATA}"' in sign_in(cast.jorge).get("/f/social-economy/synthesis").get_data(as_text=True)
