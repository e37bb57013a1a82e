"""The coding as a project of REFI-QDA, read by a parser that shares no code with its writer."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from flask import Flask
from lxml import etree

from board.actions import posting, scheduling
from board.actions.wordings import current_number
from board.extensions import db
from board.models import QuoteAnswer, User
from board.rules.proceedings import NAMED, WITHDRAWN
from board.text import read_qdc
from tests.support.asked import queries
from tests.support.cast import SPANISH, START, Cast, membership_of, sight_for, text_of, translate, typed
from tests.support.client import Client
from tests.support.refi import PROJECT, faults_in
from tests.support.synthesis import add_theme, place

SignIn = Callable[[User], Client]
DATA = "/f/social-economy/data"
NAMESPACE = "urn:QDA-XML:project:1.0"
Q = {"q": NAMESPACE}


@dataclass
class Coded:
    """A passage as another tool finds it."""

    source: str
    words: str
    code: str
    coder: str
    note: str
    cases: list[str] = field(default_factory=list)


def project_of(client: Client, language: str = "en") -> tuple[etree._Element, dict[str, str]]:
    """Return the project, checked against the schema, and its texts by their paths."""
    answer = client.get(f"{DATA}/coding-{language}.qdpx")
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    archive = zipfile.ZipFile(io.BytesIO(answer.get_data()))
    data = archive.read("project.qde")
    assert faults_in(data, PROJECT, "Project", NAMESPACE) == []
    project = etree.fromstring(data)
    assert_every_reference_leads_somewhere(project)
    texts = {name.replace("sources/", "internal://"): archive.read(name).decode() for name in archive.namelist()[1:]}
    assert set(texts) == {source.get("plainTextPath") for source in project.iterfind(".//q:TextSource", Q)}
    return project, texts


def assert_every_reference_leads_somewhere(project: etree._Element) -> None:
    guids = [guid for each in project.iter() if (guid := each.get("guid"))]
    assert len(set(guids)) == len(guids)
    named = {each.get(name) for each in project.iter() for name in ("targetGUID", "creatingUser")} - {None}
    assert named <= set(guids)


def coded(client: Client, language: str = "en") -> list[Coded]:
    project, texts = project_of(client, language)
    names = {each.get("guid"): each.get("name") for each in project.iter() if each.get("guid")}
    cases: dict[str, list[str]] = {}
    for case in project.iterfind(".//q:Case", Q):
        for reference in case.iterfind("q:SelectionRef", Q):
            cases.setdefault(reference.get("targetGUID"), []).append(case.get("name"))
    return [
        Coded(
            source.get("name"),
            texts[source.get("plainTextPath")][int(each.get("startPosition")) : int(each.get("endPosition"))],
            names[each.find("q:Coding/q:CodeRef", Q).get("targetGUID")],
            names[each.get("creatingUser")],
            each.findtext("q:Description", "", Q),
            cases.get(each.get("guid"), []),
        )
        for source in project.iterfind(".//q:TextSource", Q)
        for each in source.iterfind("q:PlainTextSelection", Q)
    ]


def test_a_passage_stands_in_both_languages_under_its_code(cast: Cast, sign_in: SignIn) -> None:
    place(cast, add_theme(cast), "contratos pequeños", why="Small & beautiful.")
    original, translation = coded(sign_in(cast.ana))
    assert (original.words, translation.words) == ("contratos pequeños", "Small contracts help to begin.")
    assert original.source.endswith("Selling to the municipality (es)")
    assert translation.source == original.source.replace("(es)", "(en)")
    assert (original.code, original.coder, original.cases) == ("Access to capital", "Coder 1", ["Brazil"])
    assert original.note == "Small & beautiful.\nRegion: Brazil"


def test_awkward_words_are_found_at_their_place(cast: Cast, sign_in: SignIn) -> None:
    words = "Uno 👩\u200d👩\u200d👧 dos.\r\n\r\n- nin\u0303o **e\u0301xito** 𝔘𝔫\r\n- fin 🇧🇷 & <ya>"
    post = posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed(words))
    translate(sight_for(cast, cast.tess), text_of(post), "One 👨‍🌾 two.", "- child *success* 𝔘𝔫\n- end 🇧🇷 & so")
    place(cast, add_theme(cast), "e\u0301xito 𝔘𝔫 fin 🇧🇷", post)
    original, translation = coded(sign_in(cast.ana))
    assert original.words == "e\u0301xito 𝔘𝔫 fin 🇧🇷"
    assert translation.words == "child success 𝔘𝔫 end 🇧🇷 & so"


def test_all_quotable_texts_are_there_to_be_coded_further(cast: Cast, sign_in: SignIn) -> None:
    add_theme(cast)
    project, texts = project_of(sign_in(cast.alma))
    assert project.find(".//q:PlainTextSelection", Q) is None
    assert SPANISH in texts.values()
    assert "How did they win it?" in texts.values()
    assert "Una guía corta.\n\nPara municipios." in texts.values()
    assert not any("LOCKED" in text for text in texts.values())
    source = next(
        each for each in project.iterfind(".//q:TextSource", Q) if texts[each.get("plainTextPath")] == SPANISH
    )
    assert source.findtext("q:Description", "", Q) == f"http://localhost/f/social-economy/post/{cast.post.key}"
    variables = {each.get("guid"): each.get("name") for each in project.iterfind(".//q:Variable", Q)}
    values = {
        variables[each.find("q:VariableRef", Q).get("targetGUID")]: each[1].text
        for each in source.iterfind("q:VariableValue", Q)
    }
    assert values.pop("Author").startswith("author_")
    assert values == {"Week": "1", "Region of the author": "Brazil", "Language": "es"}


def test_codes_are_those_of_the_codebook(cast: Cast, sign_in: SignIn) -> None:
    add_theme(cast)
    client = sign_in(cast.ana)
    codes = read_qdc(client.get(f"{DATA}/codebook-en.qdc").get_data(), 10)
    (code,) = project_of(client)[0].findall(".//q:Code", Q)
    assert [(code.get("guid"), code.get("name"))] == [(each.guid, each.name) for each in codes]


def test_coders_are_named_only_if_they_agreed(cast: Cast, sign_in: SignIn) -> None:
    theme = add_theme(cast)
    place(cast, theme, "verduras", once="1")
    place(cast, theme, "contratos", once="2", person=cast.rosa)
    membership = membership_of(cast.rosa, cast.forum)
    assert membership is not None
    membership.attribution = NAMED
    db.session.commit()
    assert {each.coder for each in coded(sign_in(cast.ana))} == {"Coder 1", "Rosa"}


@pytest.mark.parametrize(
    ("edited", "expected"),
    [
        ("La cooperativa vendió muchas verduras frescas.\n\nLos contratos pequeños ayudan.", "verduras"),
        ("La cooperativa vendió frutas al municipio.\n\nOtro.", "La cooperativa vendió frutas al municipio."),
        ("Nada queda aquí de todo aquello.", None),
    ],
)
def test_a_passage_follows_its_words_when_the_author_edits(
    cast: Cast, sign_in: SignIn, edited: str, expected: str | None
) -> None:
    place(cast, add_theme(cast), "verduras")
    text = text_of(cast.post)
    posting.edit_post(sight_for(cast, cast.ana), cast.thread, cast.post, text, edited, current_number(text))
    found = [each for each in coded(sign_in(cast.ana)) if "(es)" in each.source]
    assert [each.words for each in found] == ([expected] if expected else [])
    assert all("has changed" in each.note for each in found)


@pytest.mark.parametrize("how", ["hidden", "withdrawn", "locked"])
def test_what_is_hidden_withdrawn_or_locked_is_in_no_part_of_it(cast: Cast, sign_in: SignIn, how: str) -> None:
    place(cast, add_theme(cast), "verduras")
    assert coded(sign_in(cast.alma))
    if how == "hidden":
        posting.hide_post(sight_for(cast, cast.alma), cast.post, "a reason")
    elif how == "locked":
        scheduling.override_week(sight_for(cast, cast.alma), cast.week(1), "locked")
    else:
        gone = QuoteAnswer(forum_id=cast.forum.id, text_id=cast.post.text_id, user_id=cast.ana.id, kind=WITHDRAWN)
        gone.at = START
        db.session.add(gone)
        db.session.commit()
    project, texts = project_of(sign_in(cast.alma))
    words = etree.tostring(project).decode() + "".join(texts.values())
    assert [found for found in ("verduras", "vegetables", "who pays", cast.post.key) if found in words] == []


def test_a_text_with_a_withdrawn_passage_is_left_out_and_the_others_stay(cast: Cast, sign_in: SignIn) -> None:
    theme = add_theme(cast)
    gone, _same_text = place(cast, theme, "verduras", once="1"), place(cast, theme, "contratos", once="2")
    answer = QuoteAnswer(forum_id=cast.forum.id, text_id=cast.post.text_id, user_id=cast.ana.id, kind=WITHDRAWN)
    answer.at, answer.excerpt_id = START, gone.id
    db.session.add(answer)
    db.session.commit()
    project, texts = project_of(sign_in(cast.jorge))
    assert "verduras" not in etree.tostring(project).decode() + "".join(texts.values())
    assert "How did they win it?" in texts.values()


def test_the_same_facts_make_the_same_file(cast: Cast, sign_in: SignIn) -> None:
    place(cast, add_theme(cast), "verduras")
    address = f"{DATA}/coding-en.qdpx"
    first, second = (sign_in(who).get(address) for who in (cast.ana, cast.alma))
    assert first.get_data() == second.get_data()
    again = sign_in(cast.ana).get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_it_speaks_the_language_that_was_asked_for(cast: Cast, sign_in: SignIn) -> None:
    place(cast, add_theme(cast), "verduras")
    (original, _translation) = coded(sign_in(cast.ana), "es")
    assert original.coder == "Persona que codifica 1"
    assert sign_in(cast.ana).get(f"{DATA}/coding-fr.qdpx").status_code == 404


def test_without_themes_there_is_nothing_to_take_along(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.ana).get(f"{DATA}/coding-en.qdpx").status_code == 404


def test_more_passages_need_no_more_queries(cast: Cast, app: Flask, sign_in: SignIn) -> None:
    theme, client = add_theme(cast), sign_in(cast.jorge)
    place(cast, theme, "verduras", once="0")

    def asked() -> int:
        with queries(app) as statements:
            assert client.get(f"{DATA}/coding-en.qdpx").status_code == 200
        return len(statements)

    asked()
    before = asked()
    for number in range(4):
        post = posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed(f"Otra palabra {number}", "es"))
        place(cast, theme, "palabra", post, once=f"more {number}")
    assert asked() == before
