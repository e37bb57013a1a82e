"""The codebook as a file: it goes out, comes back equal, and is imported as its plan showed."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import NamedTuple

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from board.actions import codebook
from board.actions.titled import Titled
from board.extensions import db
from board.models import Text, Theme, User
from board.pages.texts import titles
from board.rules.synthesis import MAX_THEMES, RETIRED
from board.text import Code, read_qdc, write_qdc
from tests.support.cast import Cast, sight_for, translate
from tests.support.client import Client
from tests.support.refi import CODEBOOK, faults_in
from tests.support.synthesis import add_theme

SignIn = Callable[[User], Client]
DATA = "/f/social-economy/data"
A, B = "0F8FAD5B-D9CB-469F-A165-70867728950E", "7C9E6679-7425-40DE-944B-E07FC1F90AE7"


class Said(NamedTuple):
    """A theme as the forum has it."""

    name: str
    definition: str
    language: str
    guid: str


def themes(cast: Cast) -> list[Said]:
    rows = db.session.scalars(select(Theme).where(Theme.forum_id == cast.forum.id).order_by(Theme.position)).all()
    found = titles(sight_for(cast, cast.alma), [text for row in rows for text in (row.name_id, row.definition_id)])
    return [
        Said(
            found[row.name_id].source, found[row.definition_id].source if row.definition_id else "",
            found[row.name_id].text.language, row.guid,
        )
        for row in rows
    ]  # fmt: skip


def exported(client: Client, language: str = "en") -> bytes:
    answer = client.get(f"{DATA}/codebook-{language}.qdc")
    assert (answer.status_code, answer.mimetype) == (200, "application/xml")
    return bytes(answer.get_data())


def send(client: Client, data: bytes, language: str = "en") -> TestResponse:
    file = (io.BytesIO(data), "codebook.qdc")
    answer = client.post(f"{DATA}/codebook", data={"import-upload": file, "import-language": language})
    answer.request.environ["wsgi.input"].close()  # a temporary file where it is large; the client leaves it open
    return answer


def confirm(client: Client, plan: TestResponse, **changed: str) -> TestResponse:
    fields = dict(re.findall(r'name="(import-[a-z]+)" value="([^"]*)"', plan.get_data(as_text=True)))
    return client.post(f"{DATA}/codebook/confirm", data=fields | changed)


def brought(client: Client, *codes: Code, language: str = "en") -> TestResponse:
    plan = send(client, write_qdc(codes).encode(), language)
    assert plan.status_code == 200
    return confirm(client, plan)


def test_the_codebook_goes_out_in_each_language_of_the_forum(cast: Cast, sign_in: SignIn) -> None:
    theme = add_theme(cast, "Acceso al capital", language="es")
    translate(sight_for(cast, cast.tess), db.session.get_one(Text, theme.name_id), "Access to capital")
    client = sign_in(cast.jorge)
    english, spanish = (read_qdc(exported(client, code), 10)[0] for code in ("en", "es"))
    assert (english.name, spanish.name) == ("Access to capital", "Acceso al capital")
    assert english.guid == spanish.guid
    assert english.description == spanish.description == "Loans, grants and savings."
    assert faults_in(exported(client), CODEBOOK, "CodeBook", "urn:QDA-XML:codebook:1.0") == []
    assert exported(client) == exported(sign_in(cast.alma))
    assert client.get(f"{DATA}/codebook-fr.qdc").status_code == 404


def test_without_themes_there_is_no_file(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    assert client.get(f"{DATA}/codebook-en.qdc").status_code == 404
    assert ".qdc" not in client.get(DATA).get_data(as_text=True)


def test_retired_themes_do_not_go_out(cast: Cast, sign_in: SignIn) -> None:
    theme = add_theme(cast)
    add_theme(cast, "Procurement")
    codebook.set_state(sight_for(cast, cast.alma), theme, RETIRED, "Access to capital")
    assert [code.name for code in read_qdc(exported(sign_in(cast.alma)), 10)] == ["Procurement"]


def test_a_codebook_comes_back_equal(cast: Cast, sign_in: SignIn) -> None:
    """To the forum that it left nothing is new; another forum has it afterwards, under the same identifiers."""
    for name in ("Access to capital", "Who signs & pays <first>"):
        add_theme(cast, name)
    client = sign_in(cast.alma)
    data = exported(client)
    plan = send(client, data).get_data(as_text=True)
    assert "There is nothing to import." in plan
    omar = sign_in(cast.omar)
    there = DATA.replace("social-economy", "food-councils")
    file = (io.BytesIO(data), "codebook.qdc")
    answer = omar.post(f"{there}/codebook", data={"import-upload": file, "import-language": "en"})
    fields = dict(re.findall(r'name="(import-[a-z]+)" value="([^"]*)"', answer.get_data(as_text=True)))
    assert omar.post(f"{there}/codebook/confirm", data=fields).status_code == 303
    assert omar.get(f"{there}/codebook-en.qdc").get_data() == data


def test_codes_become_themes_in_their_order(cast: Cast, sign_in: SignIn) -> None:
    add_theme(cast, "First")
    answer = brought(sign_in(cast.alma), Code(A, "Capital", "Loans.\n\nGrants."), Code(B, "Compras", ""), language="es")
    assert answer.status_code == 303
    assert themes(cast)[1:] == [Said("Capital", "Loans.\n\nGrants.", "es", A), Said("Compras", "", "es", B)]
    assert [row.state for row in db.session.scalars(select(Theme))] == ["in_use"] * 3


def test_a_code_that_comes_back_changes_its_theme(cast: Cast, sign_in: SignIn) -> None:
    theme = add_theme(cast)
    client = sign_in(cast.alma)
    (code,) = read_qdc(exported(client), 10)
    brought(client, Code(code.guid, "Capital", "Loans alone."))
    assert themes(cast) == [Said("Capital", "Loans alone.", "en", "")]
    brought(client, Code(B, "CAPITAL", ""), Code(A, "Grants", ""))  # found by its name, and loses no words
    assert [said.name for said in themes(cast)] == ["Capital", "Grants"]
    assert themes(cast)[0].definition == "Loans alone."
    assert db.session.get_one(Theme, theme.id).key == theme.key


def test_a_theme_in_another_language_is_left_to_its_translators(cast: Cast, sign_in: SignIn) -> None:
    theme = add_theme(cast, "Acceso al capital", language="es")
    translate(sight_for(cast, cast.tess), db.session.get_one(Text, theme.name_id), "Access to capital")
    client = sign_in(cast.alma)
    plan = send(client, write_qdc([Code(A, "access to capital", "Something else.")]).encode(), "en")
    assert "The forum has this theme in another language." in plan.get_data(as_text=True)
    assert "There is nothing to import." in plan.get_data(as_text=True)


@pytest.mark.parametrize(
    ("codes", "why"),
    [
        ('<Code guid="{A}" name="" isCodable="true"/>', "It has no name."),
        ('<Code guid="{A}" name="{long}" isCodable="true"/>', "more than 200 characters"),
        ('<Code guid="{A}" name="Group" isCodable="false"><Code guid="{B}" name="In" isCodable="true"/></Code>',
         "It only groups other codes."),
        ('<Code guid="{A}" name="x" isCodable="true"/><Code guid="{A}" name="y" isCodable="true"/>',
         "Code 1 is the same one."),
        ('<Code guid="{A}" name="x" isCodable="true"/><Code guid="{B}" name="X" isCodable="true"/>',
         "Code 1 is the same one."),
        ('<Code guid="{A}" name="Retired" isCodable="true"/>', "and retired it"),
    ],
)  # fmt: skip
def test_what_is_not_imported_is_explained(cast: Cast, sign_in: SignIn, codes: str, why: str) -> None:
    retired = add_theme(cast, "Retired")
    codebook.set_state(sight_for(cast, cast.alma), retired, RETIRED, "Retired")
    inside = codes.format(A=A, B=B, long="n" * 201)
    data = f'<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>{inside}</Codes></CodeBook>'.encode()
    assert why in send(sign_in(cast.alma), data).get_data(as_text=True)


def test_a_forum_has_at_most_a_hundred_themes(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.alma)
    codes = [Code("", f"Theme {number}", "") for number in range(MAX_THEMES + 1)]
    data = re.sub(r' (guid|color)="[^"]*"', "", write_qdc([code._replace(guid=A) for code in codes])).encode()
    plan = send(client, data)
    assert "1 code is one too many." in plan.get_data(as_text=True)
    assert "import-seen" not in plan.get_data(as_text=True)  # there is no form to confirm it
    assert themes(cast) == []
    fits = data.replace(b'<Code name="Theme 100" isCodable="true"></Code>', b"")
    assert confirm(client, send(client, fits)).status_code == 303
    assert len(themes(cast)) == MAX_THEMES


def test_a_plan_that_changed_is_shown_again(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.alma)
    plan = send(client, write_qdc([Code(A, "Capital", "")]).encode())
    codebook.add_theme(sight_for(cast, cast.alma), Titled("capital", "", "en"), cast.alma)
    answer = confirm(client, plan)
    assert answer.status_code == 409
    assert "The codebook was changed meanwhile" in answer.get_data(as_text=True)
    assert len(themes(cast)) == 1


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"no xml", "This file cannot be read."),
        (b'<!DOCTYPE CodeBook [<!ENTITY x "y">]><CodeBook/>', "built in a way that could do harm"),
        (b"<CodeBook><Codes/></CodeBook>", "There are no codes in it."),
        (b"x" * (1024 * 1024 + 1), "This file is larger than 1 MB."),
        (b"<CodeBook>" + b'<Code name="a"/>' * 1001 + b"</CodeBook>", "This file has more than 1,000 codes"),
    ],
)
def test_a_file_that_is_none_is_refused_beside_its_field(cast: Cast, sign_in: SignIn, data: bytes, why: str) -> None:
    answer = send(sign_in(cast.alma), data)
    assert answer.status_code == 422
    assert why in answer.get_data(as_text=True)


def test_only_admins_bring_a_codebook(cast: Cast, sign_in: SignIn) -> None:
    data = write_qdc([Code(A, "Capital", "")]).encode()
    assert send(sign_in(cast.jorge), data).status_code == 403
    assert "Bring a codebook" not in sign_in(cast.jorge).get(DATA).get_data(as_text=True)
    assert "Bring a codebook" in sign_in(cast.alma).get(DATA).get_data(as_text=True)
