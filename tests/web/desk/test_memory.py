"""The translation memory as a file: who may have it, what is in it, and what is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from translate.storage.tmx import tmxfile

from board.actions import posting
from board.extensions import db
from board.models import User
from board.pages.memory_file import memory_file
from board.rules.translations import DRAFT, IN_REVIEW
from board.text import TmxPair, read_tmx
from tests.support.asked import queries
from tests.support.cast import ENGLISH_OF_IT, SPANISH, Cast, segments_of, sight_for, text_of, translate, typed
from tests.support.client import Client

SignIn = Callable[[User], Client]
MEMORY = "/f/social-economy/memory.tmx"
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
    assert MEMORY in sign_in(cast.tess).get("/f/social-economy/translate").text
