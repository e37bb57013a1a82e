"""From the desk to the author's page and back: a request to reword a passage."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from board.models import User
from tests.support.cast import Cast, segments_of, text_of
from tests.support.client import Client
from tests.support.shown import shown

SignIn = Callable[[User], Client]
FORUM = "/f/social-economy"


def ask(client: Client, cast: Cast, note: str = "Who sold?", **headers: str) -> int:
    segment = segments_of(text_of(cast.question))[0]
    fields = {
        f"body-{segment.lineage}": "", f"base-{segment.lineage}": "0", f"digest-{segment.lineage}": segment.digest,
        f"reword-{segment.lineage}": note, "verb": f"reword:{segment.lineage}",
    }  # fmt: skip
    return client.post(f"{FORUM}/translate/{text_of(cast.question).key}", data=fields, headers=headers).status_code


@pytest.mark.parametrize(("headers", "status"), [({}, 303), ({"HX-Request": "true"}, 200)])
def test_the_author_is_told_and_the_translator_reads_the_answer(
    cast: Cast, sign_in: SignIn, headers: dict[str, str], status: int
) -> None:
    page = f"{FORUM}/text/{text_of(cast.question).key}/reword"
    assert ask(sign_in(cast.tess), cast, **headers) == status
    ana = sign_in(cast.ana)
    assert page in shown(ana.get(f"{FORUM}/home")).links
    assert page in shown(ana.get(f"{FORUM}/thread/{cast.question_thread.key}")).links
    asked = shown(ana.get(page))
    assert "Who sold?" in asked.words
    assert f"{FORUM}/post/{cast.question.key}/edit" in asked.links
    assert asked.form(page).send(ana).status_code == 303
    assert page not in shown(ana.get(f"{FORUM}/home")).links
    desk = shown(sign_in(cast.tess).get(f"{FORUM}/translate/{text_of(cast.question).key}")).words
    assert "Who sold? The author says that it stays as it is." in desk


def test_nobody_else_is_shown_it(cast: Cast, sign_in: SignIn) -> None:
    page = f"{FORUM}/text/{text_of(cast.question).key}/reword"
    ask(sign_in(cast.tess), cast)
    jorge = sign_in(cast.jorge)
    assert jorge.get(page).status_code == 403
    assert page not in shown(jorge.get(f"{FORUM}/thread/{cast.question_thread.key}")).links


def test_an_empty_request_asks_nothing(cast: Cast, sign_in: SignIn) -> None:
    assert ask(sign_in(cast.tess), cast, "  ") == 303
    assert "asks you to reword" not in shown(sign_in(cast.ana).get(f"{FORUM}/home")).words
