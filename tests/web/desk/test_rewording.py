"""From the desk to the author's page and back: a request to reword a passage."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from board.actions import scheduling
from board.clock import FixedClock
from board.extensions import db
from board.models import Reading, Text, User
from tests.support.cast import OPENING, Cast, segments_of, sight_for, text_of
from tests.support.client import Client
from tests.support.presenting import publish, submit
from tests.support.shown import shown

SignIn = Callable[[User], Client]
FORUM = "/f/social-economy"


def ask(client: Client, cast: Cast, note: str = "Who sold?", text: Text | None = None, **headers: str) -> int:
    text = text or text_of(cast.question)
    segment = segments_of(text)[0]
    fields = {
        f"body-{segment.lineage}": "", f"base-{segment.lineage}": "0", f"digest-{segment.lineage}": segment.digest,
        f"reword-{segment.lineage}": note, "verb": f"reword:{segment.lineage}",
    }  # fmt: skip
    return client.post(f"{FORUM}/translate/{text.key}", data=fields, headers=headers).status_code


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


def texts_of(reading: Reading) -> list[Text]:
    """The title and the text of a reading."""
    return [db.session.get_one(Text, key) for key in (reading.title_id, reading.body_id) if key is not None]


def test_the_page_leads_an_admin_to_the_form_of_their_reading(cast: Cast, sign_in: SignIn) -> None:
    for text in texts_of(cast.reading):
        assert ask(sign_in(cast.tess), cast, text=text) == 303
        page = shown(sign_in(cast.alma).get(f"{FORUM}/text/{text.key}/reword"))
        assert f"{FORUM}/admin/reading/{cast.reading.key}" in page.links
        assert "Edit your text" in page.words


@pytest.mark.parametrize("is_published", [False, True])
def test_the_page_leads_a_key_respondent_to_the_form_of_their_case_study(
    cast: Cast, sign_in: SignIn, is_published: bool
) -> None:
    study = publish(cast) if is_published else submit(cast)
    for text in texts_of(study):
        assert ask(sign_in(cast.tess), cast, text=text) == 303
        bento = sign_in(cast.bento)
        page = shown(bento.get(f"{FORUM}/text/{text.key}/reword"))
        assert f"{FORUM}/kit/reading/{study.key}" in page.links
        assert bento.get(f"{FORUM}/kit/reading/{study.key}").status_code == 200


def test_a_case_study_that_can_be_changed_no_more_leads_to_its_page(
    cast: Cast, sign_in: SignIn, clock: FixedClock
) -> None:
    study = publish(cast)
    text = texts_of(study)[1]
    ask(sign_in(cast.tess), cast, text=text)
    clock.move_to(OPENING)
    scheduling.close_week(sight_for(cast, cast.alma, OPENING), cast.week(3), closed=True)
    page = shown(sign_in(cast.bento).get(f"{FORUM}/text/{text.key}/reword"))
    assert f"{FORUM}/kit/reading/{study.key}" not in page.links
    assert f"{FORUM}/reading/{study.key}" in page.links
