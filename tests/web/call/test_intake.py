"""Applications that came by mail: the form, and a file whose every row's fate is shown before anything happens."""

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
    answer.request.environ["wsgi.input"].close()  # a temporary file where it is large; the client leaves it open
    return answer


def paste(client: Client, content: str, **more: Any) -> Any:
    return client.post(f"{BASE}/import", data={"sheet-content": content} | more)


# By hand


def test_the_form_keeps_all_that_it_asks(cast: Cast, alma: Client) -> None:
    response = alma.post(f"{BASE}/new", data=PEDRO)
    [one] = stored()
    assert (response.status_code, response.location) == (303, f"{BASE}/{one.key}")
    kept = (one.kind, one.name, one.email, one.region, one.languages, one.interface, one.description, one.experience)
    assert kept == (
        "key_respondent", "Pedro", "pedro@example.org", "Brazil", ("es", "pt"), "es", "Ferias.", "Diez años.",
    )  # fmt: skip
    assert (one.characteristics, one.week_id, one.origin) == ({"research", "advocacy"}, cast.week(2).id, "mail")


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
def test_what_is_wrong_stands_beside_its_field_and_the_rest_stays(
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


def test_a_session_that_ended_loses_nothing_that_was_typed(cast: Cast, app: Flask) -> None:
    """Signed out on another device: sign in in another window, come back to this page, and send it again."""
    client = app.test_client()
    answer = client.post(f"{BASE}/new", data={**PEDRO, "description": "Typed from a long mail."})
    page = shown(answer)
    assert answer.status_code == 401
    assert "Typed from a long mail." in page.words
    signed_in = client.post("/sign-in", data={"email": cast.alma.email, "password": PASSWORD})
    assert signed_in.status_code == 303
    for _ in range(2):  # the first time its token is that of the session that had ended
        answer = shown(answer).form(f"{BASE}/new").send(client)
    assert answer.status_code == 303
    assert [one.description for one in stored()] == ["Typed from a long mail."]


def test_the_same_address_twice_leads_to_the_first(cast: Cast, alma: Client) -> None:
    there = applied(cast, "Pedro")
    response = alma.post(f"{BASE}/new", data=PEDRO | {"email": " Pedro@Example.org"})
    assert response.status_code == 422
    assert "This address has applied already." in shown(response).words
    assert f'href="{BASE}/{there.key}"' in response.get_data(as_text=True)
    assert stored() == [there]


# A file


def test_a_file_is_shown_before_anything_happens_and_then_just_that_happens(cast: Cast, alma: Client) -> None:
    there = applied(cast)
    page = shown(upload(alma, f"{SHEET}Lucía;{there.email};;\n".encode("cp1252")))
    assert "New applications 1" in page.words
    assert "Already there 1" in page.words
    assert stored() == [there]
    response = page.form(f"{BASE}/import/confirm").send(alma)
    assert (response.status_code, response.location) == (303, BASE)
    assert "1 application was imported." in shown(alma.get(BASE)).words
    assert [(one.name, one.kind, one.region) for one in stored()[1:]] == [("Pedro", "key_respondent", "Brazil")]


def test_a_refused_row_says_why_by_its_number_and_holds_all_up(alma: Client) -> None:
    response = paste(alma, SHEET + "\nOtto;otto at example;speaker;Narnia\n")
    words = shown(response).words
    assert "1 row is refused." in words
    for part in ("otto at example", "This is not an e-mail address.", "“speaker” is neither", "“Narnia” is not one of"):
        assert part in words
    assert shown(response).texts("tbody/tr/th")[0] == "4"  # as a spreadsheet counts, with the empty row
    assert "/import/confirm" not in response.get_data(as_text=True)
    assert stored() == []


def test_it_may_be_left_out_deliberately(alma: Client) -> None:
    page = shown(paste(alma, SHEET + "Otto;otto at example;;\n"))
    page = shown(page.form(f"{BASE}/import").send(alma, leave_out="3"))
    assert "Left out 1" in page.words
    page.form(f"{BASE}/import/confirm").send(alma)
    assert [one.name for one in stored()] == ["Pedro"]


def test_what_came_in_meanwhile_is_shown_first(cast: Cast, alma: Client) -> None:
    page = shown(paste(alma, SHEET))
    applied(cast, "Pedro")
    response = page.form(f"{BASE}/import/confirm").send(alma)
    assert response.status_code == 409
    assert "The applications have changed meanwhile" in shown(response).words
    assert "Already there 1" in shown(response).words
    assert len(stored()) == 1


def test_sent_twice_it_is_imported_once(alma: Client) -> None:
    form = shown(paste(alma, SHEET)).form(f"{BASE}/import/confirm")
    form.send(alma)
    assert form.send(alma).status_code == 409
    assert len(stored()) == 1


def test_a_cell_of_several_lines_survives_the_way(alma: Client) -> None:
    sheet = b'name,email,description\r\nPedro,pedro@example.org,"Uno.\r\nDos, tres."\r\n'
    shown(upload(alma, sheet)).form(f"{BASE}/import/confirm").send(alma)
    assert [one.description for one in stored()] == ["Uno.\nDos, tres."]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "Choose a CSV file."),
        (b"name,email\n", "There are no rows in it."),
        (b"Pedro,pedro@example.org\n", "The first row does not name the columns."),
        (b"PK\x03\x04\x00\x00", "This is not a CSV file."),
        (b"name,email\n" + b"a,b\n" * 2001, "more than 2,000 rows"),
        (b"x" * (1024 * 1024 + 1), "larger than 1 MB"),
    ],
)
def test_what_is_no_such_file_is_refused(alma: Client, data: bytes, why: str) -> None:
    response = upload(alma, data) if data else paste(alma, "")
    assert response.status_code == 422
    assert why in shown(response).words


def test_the_template_can_be_filled_in_and_imported(cast: Cast, alma: Client) -> None:
    response = alma.get(f"{BASE}/template.csv")
    assert response.mimetype == "text/csv"
    page = shown(upload(alma, response.data))
    assert "New applications 1" in page.words
    assert "Nothing has been changed yet." in page.words


def test_what_our_page_does_not_send_is_a_bad_request(alma: Client) -> None:
    assert alma.post(f"{BASE}/import/confirm", data={}).status_code == 400
