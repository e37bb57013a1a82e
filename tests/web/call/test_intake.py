"""Applications that came by e-mail: the form, and a file whose plan is shown before it is imported."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from board.extensions import db
from board.models import Application, User
from tests.support.applicants import applied
from tests.support.cast import PASSWORD, Cast
from tests.support.client import Client
from tests.support.shown import shown

BASE = "/f/social-economy/admin/applications"
PEDRO: dict[str, Any] = {
    "kind": "key_respondent", "name": "Pedro", "email": "pedro@example.org", "region": "Brazil",
    "languages": ["es", "pt"], "interface": "es", "description": "Ferias.", "experience": "Diez años.",
    "characteristics": ["research", "advocacy"], "week": "2",
}  # fmt: skip
SHEET = "nombre;correo;tipo;region\nPedro;pedro@example.org;ponente;brazil\n"


@pytest.fixture
def alma(cast: Cast, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(cast.alma)


def stored() -> list[Application]:
    return list(db.session.scalars(select(Application).order_by(Application.id)))


def upload(client: Client, data: bytes, name: str = "rows.csv") -> Any:
    answer = client.post(f"{BASE}/import", data={"sheet-upload": (BytesIO(data), name)})
    answer.request.environ["wsgi.input"].close()  # a large body is a temporary file, which the client would leave open
    return answer


def paste(client: Client, content: str, **more: Any) -> Any:
    return client.post(f"{BASE}/import", data={"sheet-content": content} | more)


# By hand


def test_the_form_stores_every_field(cast: Cast, alma: Client) -> None:
    response = alma.post(f"{BASE}/new", data=PEDRO)
    [application] = stored()
    assert (response.status_code, response.location) == (303, f"{BASE}/{application.key}")
    kept = (
        application.kind,
        application.name,
        application.email,
        application.region,
        application.languages,
        application.interface,
        application.description,
        application.experience,
    )
    assert kept == (
        "key_respondent", "Pedro", "pedro@example.org", "Brazil", ("es", "pt"), "es", "Ferias.", "Diez años.",
    )  # fmt: skip
    assert (application.characteristics, application.week_id, application.origin) == (
        {"research", "advocacy"},
        cast.week(2).id,
        "mail",
    )


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"name": " "}, "Give the person’s name."),
        ({"email": "pedro"}, "This is not an e-mail address."),
        ({"email": ""}, "Give an e-mail address"),
        ({"experience": "palabra " * 301}, "The experience has 301 words; it can have at most 300."),
        ({"region": "Narnia"}, "“Narnia” is not one of the forum’s regions."),
        ({"week": "9"}, "“9” is not one of the forum’s weeks."),
    ],
)
def test_faults_are_beside_their_fields_and_nothing_typed_is_lost(
    alma: Client, change: dict[str, str], why: str
) -> None:
    response = alma.post(f"{BASE}/new", data=PEDRO | change)
    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert why in shown(response).words
    assert "Ferias." in page
    if "experience" in change:
        assert page.count("palabra") == 301
    assert stored() == []


def test_an_ended_session_loses_nothing_that_was_typed(cast: Cast, app: Flask) -> None:
    """The person signed out on another device. They sign in in another window and send this page again."""
    client = app.test_client()
    answer = client.post(f"{BASE}/new", data={**PEDRO, "description": "Typed from a long mail."})
    page = shown(answer)
    assert answer.status_code == 401
    assert "Typed from a long mail." in page.words
    signed_in = client.post("/sign-in", data={"email": cast.alma.email, "password": PASSWORD})
    assert signed_in.status_code == 303
    for _ in range(2):  # the first form has the token of the session that ended
        answer = shown(answer).form(f"{BASE}/new").send(client)
    assert answer.status_code == 303
    assert [application.description for application in stored()] == ["Typed from a long mail."]


def test_an_address_that_has_applied_leads_to_its_application(cast: Cast, alma: Client) -> None:
    there = applied(cast, "Pedro")
    response = alma.post(f"{BASE}/new", data=PEDRO | {"email": " Pedro@Example.org"})
    assert response.status_code == 422
    assert "There is already an application from this address." in shown(response).words
    assert f'href="{BASE}/{there.key}"' in response.get_data(as_text=True)
    assert stored() == [there]


# A file


def test_the_plan_of_a_file_is_shown_and_then_carried_out(cast: Cast, alma: Client) -> None:
    there = applied(cast)
    page = shown(upload(alma, f"{SHEET}Lucía;{there.email};;\n".encode("cp1252")))
    assert "New applications 1" in page.words
    assert "Already there 1" in page.words
    assert stored() == [there]
    response = page.form(f"{BASE}/import/confirm").send(alma)
    assert (response.status_code, response.location) == (303, BASE)
    assert "1 application was imported." in shown(alma.get(BASE)).words
    assert [(application.name, application.kind, application.region) for application in stored()[1:]] == [
        ("Pedro", "key_respondent", "Brazil")
    ]


def test_a_refused_row_is_explained_by_number_and_blocks_the_import(alma: Client) -> None:
    response = paste(alma, SHEET + "\nOtto;otto at example;speaker;Narnia\n")
    words = shown(response).words
    assert "1 row cannot be imported." in words
    for part in ("otto at example", "This is not an e-mail address.", "“speaker” is neither", "“Narnia” is not one of"):
        assert part in words
    assert shown(response).texts("tbody/tr/th")[0] == "4"  # counted as in a spreadsheet, with the empty row
    assert "/import/confirm" not in response.get_data(as_text=True)
    assert stored() == []


def test_a_refused_row_can_be_left_out(alma: Client) -> None:
    page = shown(paste(alma, SHEET + "Otto;otto at example;;\n"))
    page = shown(page.form(f"{BASE}/import").send(alma, leave_out="3"))
    assert "Left out 1" in page.words
    page.form(f"{BASE}/import/confirm").send(alma)
    assert [application.name for application in stored()] == ["Pedro"]


def test_a_plan_that_changed_meanwhile_is_shown_again(cast: Cast, alma: Client) -> None:
    page = shown(paste(alma, SHEET))
    applied(cast, "Pedro")
    response = page.form(f"{BASE}/import/confirm").send(alma)
    assert response.status_code == 409
    assert "The applications have changed meanwhile" in shown(response).words
    assert "Already there 1" in shown(response).words
    assert len(stored()) == 1


def test_a_file_that_is_sent_twice_is_imported_once(alma: Client) -> None:
    form = shown(paste(alma, SHEET)).form(f"{BASE}/import/confirm")
    form.send(alma)
    assert form.send(alma).status_code == 409
    assert len(stored()) == 1


def test_a_cell_of_several_lines_survives_the_round_trip(alma: Client) -> None:
    sheet = b'name,email,description\r\nPedro,pedro@example.org,"Uno.\r\nDos, tres."\r\n'
    shown(upload(alma, sheet)).form(f"{BASE}/import/confirm").send(alma)
    assert [application.description for application in stored()] == ["Uno.\nDos, tres."]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "Choose a file."),
        (b"name,email\n", "There are no rows in it."),
        (b"Pedro,pedro@example.org\n", "The first row does not name the columns."),
        (b"PK\x03\x04\x00\x00", "This is not a CSV file."),
        (b"name,email\n" + b"a,b\n" * 2001, "more than 2,000 rows"),
        (b"x" * (1024 * 1024 + 1), "larger than 1 MB"),
    ],
)
def test_a_wrong_file_is_refused(alma: Client, data: bytes, why: str) -> None:
    response = upload(alma, data) if data else paste(alma, "")
    assert response.status_code == 422
    assert why in shown(response).words


def test_the_template_can_be_filled_in_and_imported(cast: Cast, alma: Client) -> None:
    response = alma.get(f"{BASE}/template.csv")
    assert response.mimetype == "text/csv"
    page = shown(upload(alma, response.data))
    assert "New applications 1" in page.words
    assert "Nothing has been changed yet." in page.words


def test_a_form_that_no_page_sends_is_a_bad_request(alma: Client) -> None:
    assert alma.post(f"{BASE}/import/confirm", data={}).status_code == 400
