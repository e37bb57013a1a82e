"""The translation memory: its file, who may have it, what is in it and what is not; importing another memory."""

from __future__ import annotations

import io
import zlib
from base64 import b64encode
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from translate.storage.tmx import tmxfile
from werkzeug.test import TestResponse

from board.actions import posting
from board.extensions import db
from board.models import MemoryUnit, Translation, User
from board.pages.memory_file import memory_file
from board.rules.translations import DRAFT, IN_REVIEW
from board.text import TmxPair, TmxUnit, read_tmx, write_tmx
from tests.support.asked import queries
from tests.support.cast import ENGLISH_OF_IT, SPANISH, START, Cast, segments_of, sight_for, text_of, translate, typed
from tests.support.client import Client
from tests.support.shown import Shown, shown

SignIn = Callable[[User], Client]
PAGE = "/f/social-economy/memory"
MEMORY = f"{PAGE}.tmx"
FIRST, SECOND = SPANISH.split("\n\n")
AWKWARD = "Ñandú <b>e\u0301</b> & «👩\u200d👩\u200d👧» ]]>"


def exported(client: Client) -> list[TmxPair]:
    with client.get(MEMORY) as answer:
        assert (answer.status_code, answer.mimetype) == (200, "application/x-tmx")
        assert answer.headers["Content-Disposition"] == "attachment; filename=memory-social-economy.tmx"
        return read_tmx(answer.data, 1_000)


def sides(pairs: list[TmxPair]) -> list[tuple[str, str]]:
    return [(pair.source, pair.translation) for pair in pairs]


def reply(cast: Cast, body: str, english: str, state: str = "approved") -> None:
    text = text_of(posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed(body)))
    translate(sight_for(cast, cast.tess), text, english, state=state)
    db.session.commit()


@pytest.mark.parametrize("name", ["ana", "rosa", "nina", "omar", "olga"])
def test_the_memory_is_for_translators(cast: Cast, sign_in: SignIn, name: str) -> None:
    answer = sign_in(getattr(cast, name)).get(MEMORY)
    assert answer.status_code == 403
    assert ENGLISH_OF_IT[0] not in answer.text


@pytest.mark.parametrize("name", ["tess", "alma"])
def test_it_holds_each_approved_paragraph_in_a_fixed_order(cast: Cast, sign_in: SignIn, name: str) -> None:
    client = sign_in(getattr(cast, name))
    pairs = exported(client)
    assert (FIRST, ENGLISH_OF_IT[0]) in sides(pairs)
    assert {(pair.language, pair.target) for pair in pairs} == {("es", "en")}
    assert exported(client) == pairs


def test_another_tool_reads_it(cast: Cast, sign_in: SignIn) -> None:
    reply(cast, AWKWARD, AWKWARD[::-1])
    client = sign_in(cast.tess)
    with client.get(MEMORY) as answer:
        units = tmxfile.parsestring(answer.data, "es", "en").units
    assert (AWKWARD, AWKWARD[::-1]) in [(unit.source, unit.target) for unit in units]
    ids = [unit.getid() for unit in units]
    assert len(set(ids)) == len(ids)
    text = text_of(cast.post)
    assert f"{text.key}.{segments_of(text)[0].lineage}" in ids


@pytest.mark.parametrize("state", [DRAFT, IN_REVIEW])
def test_what_nobody_approved_is_not_in_it(cast: Cast, sign_in: SignIn, state: str) -> None:
    reply(cast, "Nadie lo ha aprobado.", "Nobody approved it.", state)
    assert "Nobody approved it." not in dict(sides(exported(sign_in(cast.tess)))).values()


def test_nothing_of_a_hidden_post_is_in_it_for_an_admin_either(cast: Cast, sign_in: SignIn) -> None:
    posting.hide_post(sight_for(cast, cast.alma), cast.post, "Off topic.")
    db.session.commit()
    assert FIRST not in dict(sides(exported(sign_in(cast.alma))))


def test_an_edited_paragraph_leaves_it(cast: Cast, sign_in: SignIn) -> None:
    text = text_of(cast.post)
    words = f"Otra cosa.\n\n{SECOND}"
    posting.edit_post(sight_for(cast, cast.ana), cast.thread, cast.post, text, words, 1)
    db.session.commit()
    found = dict(sides(exported(sign_in(cast.tess))))
    assert FIRST not in found
    assert "Otra cosa." not in found


def test_a_locked_week_is_in_it_for_those_alone_who_translate_it(cast: Cast) -> None:
    """A translator's own forum shows its material in advance; nobody else is given anything of the memory at all."""
    assert read_tmx("".join(memory_file(sight_for(cast, cast.tess))).encode(), 1_000)
    for person in (cast.ana, cast.jorge, cast.rosa, cast.olga, None):
        assert read_tmx("".join(memory_file(sight_for(cast, person))).encode(), 1_000) == []


def test_it_takes_the_same_queries_whatever_its_length(cast: Cast, sign_in: SignIn, app: Flask) -> None:
    client, counts = sign_in(cast.tess), []
    for number in range(2):
        reply(cast, f"Número {number}.", f"Number {number}.")
        exported(client)
        with queries(app) as asked:
            exported(client)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 6


def test_the_desk_leads_to_it(sign_in: SignIn, cast: Cast) -> None:
    tess = sign_in(cast.tess)
    assert f'href="{PAGE}"' in tess.get("/f/social-economy/translate").text
    assert f'href="{MEMORY}"' in tess.get(PAGE).text


# Importing


def tmx(*sides: tuple[str, str], pair: tuple[str, str] = ("es", "en")) -> bytes:
    units = [TmxUnit(str(number), *pair, *side, START, START) for number, side in enumerate(sides)]
    return "".join(write_tmx(units, "2009")).encode()


def upload(client: Client, data: bytes | str, **typed: str) -> TestResponse:
    file = io.BytesIO(data.encode() if isinstance(data, str) else data), "foro-2009.tmx"
    answer = client.post(f"{PAGE}/import", data={"import-upload": file, "import-note": "", **typed})
    answer.request.environ["wsgi.input"].close()  # a temporary file where it is large; the client leaves it open
    return answer


def bring(client: Client, data: bytes, **typed: str) -> None:
    assert shown(upload(client, data, **typed)).form("/import/confirm").send(client).status_code == 303


def standing() -> list[tuple[str, str, str]]:
    units = db.session.scalars(select(MemoryUnit).order_by(MemoryUnit.source))
    return [(unit.source, unit.translation, unit.note) for unit in units]


def error(page: Shown) -> str:
    return "".join(page.one("p[@id='import-upload-error']").itertext())


@pytest.fixture
def tess(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.tess)


@pytest.mark.parametrize("path", ["/import", "/import/confirm", "/remove"])
@pytest.mark.parametrize("name", ["ana", "nina", "omar"])
def test_others_cannot_change_it(cast: Cast, sign_in: SignIn, tess: Client, path: str, name: str) -> None:
    bring(tess, tmx(("Uno", "One")))
    batch = db.session.scalars(select(MemoryUnit.batch)).one()
    assert sign_in(getattr(cast, name)).post(f"{PAGE}{path}", data={"batch": batch}).status_code == 403
    assert len(standing()) == 1


def test_a_file_is_imported_after_its_plan(tess: Client) -> None:
    page = shown(
        upload(tess, tmx(("Uno <b>", "One"), (AWKWARD, "Two"), (FIRST, ENGLISH_OF_IT[0])), **{"import-note": "2009"})
    )
    assert page.texts("h2") == ["New 2", "Unchanged 1"]
    assert "Uno <b> → One" in page.words
    assert standing() == []
    assert page.form("/import/confirm").send(tess).status_code == 303
    assert standing() == sorted([("Uno <b>", "One", "2009"), (AWKWARD, "Two", "2009")])
    assert "2 units were imported." in tess.get(PAGE).text


def test_what_cannot_be_used_is_left_out_with_the_reason(tess: Client) -> None:
    data = tmx(("Uno", "One"), ("Uno", "Another"), ("Dos", " "), ("x" * 10_001, "x"), ("\x9f", "Three"))
    page = shown(upload(tess, data))
    assert page.texts("h2") == ["New 1", "Left out 4"]
    for reason in ("Unit 1 has the same source.", "One side is empty.", "It is longer", "cannot be shown"):
        assert reason in page.words
    assert "It lacks a language" in shown(upload(tess, tmx(("Uno", "One"), pair=("es", "xx")))).words
    assert "There is nothing to import." in shown(upload(tess, tmx(("Uno", "One"), pair=("es", "es")))).words


def test_a_later_import_changes_what_an_earlier_one_brought(tess: Client) -> None:
    bring(tess, tmx(("Uno", "One"), ("Dos", "Two")))
    page = shown(upload(tess, tmx(("Uno", "First"), ("Dos", "Two")), **{"import-note": "Later"}))
    assert page.texts("h2") == ["Changed 1", "Unchanged 1"]
    page.form("/import/confirm").send(tess)
    assert standing() == [("Dos", "Two", "foro-2009.tmx"), ("Uno", "First", "Later")]


def test_a_plan_that_no_longer_holds_is_shown_again(tess: Client) -> None:
    form = shown(upload(tess, tmx(("Uno", "One")))).form("/import/confirm")
    bring(tess, tmx(("Uno", "Other")))
    answer = form.send(tess)
    assert answer.status_code == 409
    assert "The translation memory was changed meanwhile" in shown(answer).words
    assert standing() == [("Uno", "Other", "foro-2009.tmx")]


def test_what_goes_out_comes_back_and_goes_out_again(cast: Cast, tess: Client, sign_in: SignIn) -> None:
    """Here everything is there already; another forum imports it, and exports the same."""
    reply(cast, AWKWARD, AWKWARD[::-1])
    reply(cast, "Con [enlace][1]\n\n[1]: https://example.org", "With a [link][1]")
    bring(tess, tmx(("Uno <b>", "One")))
    with tess.get(MEMORY) as answer:
        data = answer.data
    assert shown(upload(tess, data)).texts("h2") == [f"Unchanged {len(read_tmx(data, 1_000))}"]
    other, omar = PAGE.replace("social-economy", "food-councils"), sign_in(cast.omar)
    page = shown(omar.post(f"{other}/import", data={"import-upload": (io.BytesIO(data), "a.tmx")}))
    assert page.form("/import/confirm").send(omar).status_code == 303
    with omar.get(f"{other}.tmx") as answer:
        assert set(sides(read_tmx(answer.data, 1_000))) == set(sides(read_tmx(data, 1_000)))


def test_an_imported_unit_is_offered_and_a_person_takes_it_over(cast: Cast, tess: Client) -> None:
    """It fills nothing by itself, and comes after what people of the forum approved."""
    bring(tess, tmx(("Vuelve.", "It comes back."), (FIRST, "Not this one")), **{"import-note": "2009"})
    text = text_of(posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed(f"{FIRST}\n\nVuelve.")))
    address = f"/f/social-economy/translate/{text.key}"
    page = shown(tess.get(address))
    assert "From an imported memory: 2009" in page.words
    assert page.texts("p[@class='words']") == [ENGLISH_OF_IT[0], "It comes back."]
    assert db.session.scalars(select(Translation).where(Translation.text_id == text.id)).all() == []
    lineage = segments_of(text)[1].lineage
    page.form(address).send(tess, verb=f"memory:{lineage}")
    [taken] = db.session.scalars(select(Translation).where(Translation.text_id == text.id))
    assert (taken.lineage, taken.source, taken.origin, taken.state) == (lineage, "It comes back.", "memory", DRAFT)


def test_an_import_can_be_removed(cast: Cast, tess: Client) -> None:
    bring(tess, tmx(("Uno", "One"), ("Dos", "Two")))
    bring(tess, tmx(("Tres", "Three")))
    page = shown(tess.get(PAGE))
    assert "1 unit" in page.words
    form = next(form for form in page.forms if (form.action or "").endswith("/remove"))
    assert form.send(tess).status_code == 303
    assert len(standing()) in (1, 2)
    assert form.send(tess).status_code == 303
    assert tess.post(f"{PAGE}/remove").status_code == 303
    assert len(standing()) in (1, 2)


BAD = {
    "nothing": ("", "cannot be read"),
    "a sheet": ("uno,one", "cannot be read"),
    "entities": ('<!DOCTYPE tmx [<!ENTITY a "b">]><tmx>&a;</tmx>', "could do harm"),
    "deep": ("<tmx>" + "<a>" * 1_000, "could do harm"),
    "another encoding": ("<?xml version='1.0' encoding='utf-16'?><tmx/>", "cannot be read"),
    "no units": ("<tmx><body/></tmx>", "There are no units in it."),
    "many units": ("<tmx>" + "<tu/>" * 20_001 + "</tmx>", "more than 20,000 units"),
    "large": ("<tmx>" + " " * 10 * 1024 * 1024, "at most 10 MB"),
}


@pytest.mark.parametrize(("words", "message"), BAD.values(), ids=BAD)
def test_a_file_that_cannot_be_read_is_refused_and_the_form_kept(tess: Client, words: str, message: str) -> None:
    answer = upload(tess, words, **{"import-note": "From 2009"})
    page = shown(answer)
    assert answer.status_code == 422
    assert message in error(page)
    assert page.one("main//input[@name='import-note']").get("value") == "From 2009"


def test_no_file_is_refused_too(tess: Client) -> None:
    assert error(shown(tess.post(f"{PAGE}/import", data={}))) == "Choose a file."


def test_it_is_refused_in_spanish_too(tess: Client) -> None:
    file = io.BytesIO(BAD["deep"][0].encode()), "a.tmx"
    answer = tess.post(f"{PAGE}/import", data={"import-upload": file}, headers={"Accept-Language": "es"})
    assert "podría causar daño" in error(shown(answer))


@pytest.mark.parametrize("content", ["", "x", "é", b64encode(zlib.compress(b"<tmx/>")).decode()])
def test_a_plan_that_was_not_packed_here_is_refused(tess: Client, content: str) -> None:
    assert tess.post(f"{PAGE}/import/confirm", data={"import-content": content}).status_code == 400
