"""Adding many people at once: pasted lines or a file, what becomes of each row first, then all of them or none."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from board.actions.roster import plan_people
from board.actions.roster_rows import SHEET, Reading
from board.extensions import db
from board.models import Job, Membership, User
from board.text import read_sheet
from tests.support.asked import queries
from tests.support.cast import Cast, sight_for
from tests.support.client import Client
from tests.support.shown import shown

LIST = "/f/social-economy/admin/people/many"


@pytest.fixture
def alma(cast: Cast, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(cast.alma)


def rows_of(cast: Cast, words: str, reading: Reading | None = None) -> list[Any]:
    plan = plan_people(sight_for(cast, cast.alma), read_sheet(words, 500, SHEET), reading or Reading())
    return list(plan.rows)


def member(email: str) -> Membership | None:
    found = select(Membership).join(User, User.id == Membership.user_id).where(User.email == email)
    return db.session.scalar(found)


@pytest.mark.parametrize(
    "line",
    [
        "Eva Luna, eva@example.org, translator",
        "Eva Luna; eva@example.org; traductora",
        "Eva Luna\teva@example.org\tTraductrice",
        "Eva Luna <eva@example.org>, tradutora",
        '"Eva Luna" <EVA@example.org>; translator',
        "eva@example.org, Eva Luna, translator",
        "translator, eva@example.org, Eva Luna",
        "Nombre;Correo;Rol\nEva Luna;eva@example.org;traductora",
        "courriel,nom,rôle\neva@example.org,Eva Luna,traductrice",
    ],
)
def test_a_line_is_understood_however_it_is_written(cast: Cast, line: str) -> None:
    [row] = rows_of(cast, line)
    assert (row.outcome, row.said.name, row.said.email) == ("new", "Eva Luna", "eva@example.org")
    assert row.said.roles == {"translator"}


def test_each_separator_is_understood_in_one_list(cast: Cast) -> None:
    rows = rows_of(cast, "Eva,eva@example.org,translator\nLuis;luis@example.org;ponente\nMar <mar@example.org>")
    assert [(row.said.name, *row.said.roles) for row in rows] == [
        ("Eva", "translator"), ("Luis", "key_respondent"), ("Mar", "participant"),
    ]  # fmt: skip


def test_several_roles_a_region_and_a_language_can_follow(cast: Cast) -> None:
    [row] = rows_of(cast, "Eva, eva@example.org, participante y traductora, brazil, español")
    assert (row.said.roles, row.said.region, row.said.interface) == ({"participant", "translator"}, "Brazil", "es")


def test_what_a_line_does_not_say_is_as_chosen_for_all(cast: Cast) -> None:
    [row] = rows_of(cast, "Eva, eva@example.org", Reading(role="translator", interface="es"))
    assert (row.said.roles, row.said.interface) == ({"translator"}, "es")


@pytest.mark.parametrize(
    ("line", "troubles"),
    [
        ("Eva, eva@", ["bad_email"]),
        ("Eva", ["no_email"]),
        ("eva@example.org", ["no_name"]),
        ("Eva, eva@left.invalid", ["bad_email"]),
        ("Eva, eva@example.org, wizard", ["unknown_cell"]),
        ("name,email,role\nEva,eva@example.org,wizard", ["unknown_role"]),
        ("name,email,language\nEva,eva@example.org,Klingon", ["unknown_interface"]),
        ("Eva, eva@example.org, ana@example.net", ["several_addresses"]),
        ("E" * 121 + ", eva@example.org", ["long_name"]),
    ],
)
def test_what_is_wrong_is_told_on_its_row(cast: Cast, line: str, troubles: list[str]) -> None:
    [row] = rows_of(cast, line)
    assert (row.outcome, [fault.trouble for fault in row.faults]) == ("refused", troubles)


def test_members_and_repeated_lines_are_told_and_left_alone(cast: Cast) -> None:
    words = f"Ana, {cast.ana.email}, admin\nEva, eva@example.org\nEva, eva@example.org\nEva, eva@example.org, admin"
    rows = rows_of(cast, words)
    assert [(row.outcome, row.twice) for row in rows] == [
        ("unchanged", None), ("new", None), ("left_out", 2), ("refused", 2),
    ]  # fmt: skip


def test_an_account_of_the_site_is_not_told_from_a_new_address(cast: Cast) -> None:
    [known, new] = rows_of(cast, f"Nina, {cast.nina.email}\nEva, eva@example.org")
    assert (known.outcome, known.standing) == (new.outcome, new.standing) == ("new", None)


def test_a_pasted_list_is_shown_first_and_then_added(cast: Cast, alma: Client) -> None:
    answer = alma.post(LIST, data={"many-content": "Eva, eva@example.org, translator, es\nLuis, luis@example.org"})
    page = shown(answer)
    assert "Nothing has been changed yet." in page.words
    assert member("eva@example.org") is None
    done = page.form(f"{LIST}/confirm").send(alma)
    assert done.status_code == 303
    eva = member("eva@example.org")
    assert eva is not None
    assert (eva.roles, eva.added_as, db.session.get_one(User, eva.user_id).interface) == ({"translator"}, "Eva", "es")
    assert len(db.session.scalars(select(Job).where(Job.kind == "mail.setup")).all()) == 2
    listed = shown(alma.get(done.location)).words
    assert "2 people were added." in listed


def test_refused_rows_are_corrected_where_they_stand(cast: Cast, alma: Client) -> None:
    answer = alma.post(LIST, data={"many-content": "Eva, eva@example, translator\nLuis, luis@example.org"})
    page = shown(answer)
    assert "This is not an e-mail address." in page.words
    assert "Luis, luis@example.org" in answer.get_data(as_text=True)
    form = page.form(LIST)
    again = form.send(alma, **{"many-content": "Eva, eva@example.org, translator\nLuis, luis@example.org"})
    assert "Add 2 people" in shown(again).words
    left_out = shown(answer).form(LIST).send(alma, leave_out="1")
    assert "Add 1 person" in shown(left_out).words


def test_a_plan_that_has_changed_is_shown_again(cast: Cast, alma: Client) -> None:
    form = shown(alma.post(LIST, data={"many-content": "Eva, eva@example.org"})).form(f"{LIST}/confirm")
    typed = {"email": "eva@example.org", "name": "Eva", "roles": "participant", "interface": "en", "region": ""}
    assert alma.post("/f/social-economy/admin/people", data=typed).status_code == 303
    answer = form.send(alma)
    assert answer.status_code == 409
    assert "The members have changed meanwhile" in shown(answer).words


def test_a_file_will_do(cast: Cast, alma: Client) -> None:
    data = {"many-upload": (BytesIO("Nombre;Correo\nMaría;maria@example.org\n".encode("cp1252")), "a.csv")}
    assert "María" in shown(alma.post(LIST, data=data)).words


def test_nothing_typed_is_lost_when_it_is_refused(cast: Cast, alma: Client) -> None:
    words = "\n".join(f"P{number}, p{number}@example.org" for number in range(501))
    answer = alma.post(LIST, data={"many-content": words, "many-role": "translator"})
    assert answer.status_code == 422
    assert "more than 500 rows" in shown(answer).words
    assert "p500@example.org" in answer.get_data(as_text=True)


def test_each_person_takes_two_statements(app: Flask, cast: Cast, alma: Client) -> None:
    def asked(first: int, last: int) -> int:
        words = "\n".join(f"P{number}, p{number}@example.org" for number in range(first, last))
        form = shown(alma.post(LIST, data={"many-content": words})).form(f"{LIST}/confirm")
        with queries(app) as statements:
            assert form.send(alma).status_code == 303
        return len(statements)

    assert asked(10, 60) == asked(0, 3) + 2 * 47  # an account and a membership for each, and nothing else


def test_participants_are_refused(cast: Cast, sign_in: Callable[[User], Client]) -> None:
    assert sign_in(cast.ana).get(LIST).status_code == 403
